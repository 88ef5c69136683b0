/**
 * Drops a connection: ms until its client is connected to the other server. Clients are dropped shortly after one
 * another, because each waits by itself. Jitter is spread evenly instead of at random, so that the
 * median of twenty does not depend on luck.
 */
import { pause } from '../client/pause.js';
import { median } from '../runner/stats.js';

const APART = 25;

export const perform = async ({ make, control, params: { clients: count, initial } }) => {
  const paths = Array.from({ length: count }, (_, i) => `/${i}`);
  const clients = paths.map((path, i) => make({ initial, chance: (i + 0.5) / count }, path));
  for (const client of clients) await client.open();
  await pause(APART);
  const cut = async (client, path, i) => {
    await pause(APART * i);
    const at = performance.now();
    const again = new Promise(resolve => client.onConnected(() => resolve(performance.now())));
    await control.ask('kill', { path: `/beam${path}` });
    return (await again) - at;
  };
  const took = await Promise.all(clients.map((client, i) => cut(client, paths[i], i)));
  const { visits } = await control.ask('status');
  for (const path of paths) {
    const [first, second, ...more] = visits[`/beam${path}`];
    if (second === undefined || second === first || more.length > 0) {
      throw new Error(`client ${path} went to the servers ${visits[`/beam${path}`]}`);
    }
  }
  for (const client of clients) client.close();
  return { ms: median(took) };
};
