/** Calls made before there is a connection: from the first call to the last answer, including the connecting. */
import { Caller, checkCalls } from '../client/caller.js';
import { meter, perOperation } from '../client/meter.js';

export const perform = async ({ make, control, params: { total } }) => {
  const client = make({ spool: total });
  const caller = new Caller(client);
  const end = meter();
  const answered = caller.all(total);
  await client.open();
  await answered;
  const spent = end();
  await checkCalls(control, total);
  client.close();
  return perOperation(spent, total);
};
