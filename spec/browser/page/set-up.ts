import { print } from './command.js';

// Prints the lines of the reporter in the terminal.
Mocha.reporters.Base.consoleLog = print;
mocha.setup({ ui: 'bdd', reporter: 'spec', timeout: 10_000, forbidOnly: true });
