/** The memory of the process for each idle connected client. */
import { pause } from '../client/pause.js';

const WARM = 100;
const AT_ONCE = 50;
const SETTLE = 300;

const memory = async () => {
  await pause(SETTLE);
  gc();
  gc();
  return process.memoryUsage();
};

const open = async (make, count) => {
  const clients = Array.from({ length: count }, () => make());
  for (let at = 0; at < count; at += AT_ONCE) {
    await Promise.all(clients.slice(at, at + AT_ONCE).map(client => client.open()));
  }
  return clients;
};

export const perform = async ({ make, control, params: { clients: count } }) => {
  const warm = await open(make, WARM);
  const before = await memory();
  const clients = await open(make, count);
  const after = await memory();
  const kibOf = what => (after[what] - before[what]) / count / 1024;
  const { connections } = await control.ask('status');
  if (connections !== WARM + count) throw new Error(`${connections} connections of ${WARM + count} clients`);
  for (const client of [...warm, ...clients]) client.close();
  return { kib: kibOf('rss'), heap: kibOf('heapUsed') };
};
