/**
 * The measured process: two clients take turns at the same work, in slices of some milliseconds. What slows the machine down for
 * longer than that slows both, so their ratio holds where the figures themselves do not. Sends the CPU of each slice to its parent.
 *
 * `process.cpuUsage` and not the clock: a slice waits for the server, which is another process, and the clock would count that,
 * and whatever else runs on this machine. It counts the threads that collect garbage, which is part of what a client costs.
 */
import { setImmediate } from 'node:timers/promises';
import { checkCalls } from '../client/caller.js';
import { openControl } from '../client/control.js';
import { SLICES } from './slices.js';

const { pair, pairs, warm, ports, controlPort } = JSON.parse(process.argv[2]);

process.on('disconnect', () => process.exit(1));
const report = (message, code) => process.send(message, () => process.exit(code));
process.on('uncaughtException', error => report({ error: error.stack ?? String(error) }, 1));

const control = await openControl(controlPort);
await control.ask('reset');

const urls = ports.map(port => `ws://127.0.0.1:${port}`);

const sideOf = async (client, path) => {
  const { create } = await import(`../clients/${client}.js`);
  const make = (options = {}) => create({ urls, path, ...options });
  return SLICES[pair.work]({ make, control, path, items: pair.items });
};

const besides = await sideOf(pair.beside, '/beside');
const of = await sideOf(pair.of, '/of');

let calls = 0;
const measure = async side => {
  // What the other side has left to do is done.
  await setImmediate();
  const before = process.cpuUsage();
  const after = await side.slice();
  const { user, system } = process.cpuUsage(before);
  calls += side.calls;
  await after?.();
  return user + system;
};

/** Forwards and backwards, since the second may pay for what the first has left. */
const turn = async at => {
  if (at % 2 === 0) {
    const beside = await measure(besides);
    return [beside, await measure(of)];
  }
  const own = await measure(of);
  return [await measure(besides), own];
};

for (let at = 0; at < warm; at += 1) await turn(at);
const figures = [];
for (let at = 0; at < pairs; at += 1) figures.push(await turn(at));
await checkCalls(control, calls + (besides.calledOnce ?? 0) + (of.calledOnce ?? 0));
control.close();
report({ figures }, 0);
