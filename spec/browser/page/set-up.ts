import { print } from './command.js';

// The reporter's lines go to the terminal, in their order.
Mocha.reporters.Base.consoleLog = print;
mocha.setup({ ui: 'bdd', reporter: 'spec', timeout: 10_000, forbidOnly: true });
