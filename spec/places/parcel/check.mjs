// Runs what Parcel made, in a page that has a title.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';

const [script] = readdirSync('dist').filter(name => name.endsWith('.js'));
const code = readFileSync(`dist/${script}`, 'utf8');
assert.ok(!code.includes('node:'), 'it has what only Node has');
globalThis.document = { title: '' };
await import(`./dist/${script}`).catch(() => new Function(code)());
assert.equal(document.title, 'idle');
