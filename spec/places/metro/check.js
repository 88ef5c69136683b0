// Runs what Metro made, with nothing of Node.
const { strict: assert } = require('node:assert');
const { readFileSync } = require('node:fs');
const { createContext, runInContext } = require('node:vm');

const context = createContext({ URL, console, setTimeout, setInterval, clearInterval, clearTimeout });
runInContext(readFileSync('bundle.js', 'utf8'), context);
assert.equal(context.title, 'idle');
