/** Items of one subscription, whose key the reply gave. They are numbered, as events are. */
import { meter, perOperation } from '../client/meter.js';
import { pause, until } from '../client/pause.js';
import { FIRST, RING } from '../server/events.js';

/** How long to wait for items that should not arrive, in ms. */
const AFTER = 20;

export const perform = async ({ make, control, params: { warm, total } }) => {
  const client = make({ items: true });
  let received = 0;
  let awaited = 0;
  let done = () => {};
  client.on('newHeads', data => {
    if (data.user_id !== FIRST + (received % RING)) throw new Error(`item ${received} arrived as ${data.user_id}`);
    received += 1;
    if (received === awaited) done();
  });
  const items = items =>
    new Promise(resolve => {
      received = 0;
      awaited = items;
      done = resolve;
      control.ask('events', { total: items });
    });

  await client.open();
  // From then on, the reply with the key comes before any item.
  await until(async () => (await control.ask('status')).calls === 1);
  await control.ask('prepare');
  await items(warm);
  const end = meter();
  await items(total);
  const spent = end();

  await pause(AFTER);
  if (received !== total) throw new Error(`${received} items arrived of ${total}`);
  client.close();
  return perOperation(spent, total);
};
