import { finish } from './command.js';

mocha.run(finish);
