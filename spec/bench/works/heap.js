/**
 * The heap of a pending call, in bytes, when all frames have been sent.
 * No other code holds the calls: the answer to a last call shows that all were answered.
 */
import { Caller, checkCalls } from '../client/caller.js';
import { pause, until } from '../client/pause.js';

const WARM = 2_000;
const SETTLE = 50;

const heap = async () => {
  await pause(SETTLE);
  gc();
  gc();
  return process.memoryUsage().heapUsed;
};

export const perform = async ({ make, control, params: { total } }) => {
  const client = make();
  await client.open();
  const caller = new Caller(client);
  await caller.all(WARM);
  await control.ask('mute');
  const before = await heap();
  for (let i = 0; i < total; i += 1) client.pend('m 0');
  await until(async () => (await control.ask('status')).calls === WARM + total);
  const bytes = ((await heap()) - before) / total;
  await control.ask('unmute');
  await caller.all(1);
  await checkCalls(control, WARM + total + 1);
  client.close();
  return { bytes };
};
