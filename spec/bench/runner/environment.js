import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const versionOf = name =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** When, where and how the result was measured. */
export const environment = ({ quick }, began) => ({
  at: new Date(began).toISOString().slice(0, 19),
  seconds: Math.round((Date.now() - began) / 1000),
  quick,
  node: process.version,
  cores: cpus().length,
  versions: Object.fromEntries(
    ['ws', 'rxjs', 'rpc-websockets', 'socket.io-client'].map(name => [name, versionOf(name)]),
  ),
});
