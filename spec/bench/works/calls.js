/** Calls in waves: `outstanding` calls are made at once, and again when all are answered. */
import { Caller, checkCalls } from '../client/caller.js';
import { meter, perOperation } from '../client/meter.js';

export const perform = async ({ make, control, params: { outstanding, warm, total } }) => {
  const client = make();
  await client.open();
  const caller = new Caller(client);
  await caller.waves(outstanding, warm);
  const end = meter();
  await caller.waves(outstanding, total);
  const spent = end();
  await checkCalls(control, warm + total);
  client.close();
  return perOperation(spent, total);
};
