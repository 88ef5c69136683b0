/** Drops all connections of one process at once: ms until its last client is connected again. */
import { meter } from '../client/meter.js';
import { pause } from '../client/pause.js';

const AT_ONCE = 50;

export const perform = async ({ make, control, params: { clients: count, initial } }) => {
  const clients = Array.from({ length: count }, (_, i) => make({ initial, chance: (i + 0.5) / count }, `/${i}`));
  for (let at = 0; at < count; at += AT_ONCE) {
    await Promise.all(clients.slice(at, at + AT_ONCE).map(client => client.open()));
  }
  await pause(100);
  const again = clients.map(client => new Promise(resolve => client.onConnected(resolve)));
  const end = meter();
  await control.ask('kill');
  await Promise.all(again);
  const { cpu, wall } = end();
  const { connections } = await control.ask('status');
  if (connections !== count) throw new Error(`${connections} connections of ${count} clients`);
  for (const client of clients) client.close();
  return { ms: wall / 1000, cpu: cpu / 1000 };
};
