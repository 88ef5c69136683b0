/**
 * Events of one name, with one subscriber or several, while any number of other names are subscribed too; or items of one
 * subscription beside others.
 * Events are numbered, so that one that is lost, duplicated or out of order is found.
 */
import { meter, perOperation } from '../client/meter.js';
import { pause, until } from '../client/pause.js';
import { FIRST, RING } from '../server/events.js';

const NAME = 'ChatMessage';
/** How long to wait for events that should not arrive, in ms. */
const AFTER = 20;

export const perform = async ({ make, control, params }) => {
  const { names = 0, subscribers = 1, items = false, warm, total } = params;
  const client = make({ items });
  const others = Array.from({ length: names }, (_, i) => (items ? `m ${i}` : `Name${i}`));
  const counts = new Map(others.map(name => [name, 0]));
  let received = 0;
  let awaited = 0;
  let done = () => {};
  const listen = data => {
    if (data.user_id !== FIRST + (received % RING)) throw new Error(`event ${received} arrived as ${data.user_id}`);
    received += 1;
    if (received === awaited) done();
  };
  let otherEvents = 0;
  const count = () => {
    otherEvents += 1;
  };
  // The subscriber that counts is added last.
  for (let i = 1; i < subscribers; i += 1) client.on(NAME, count);
  client.on(NAME, listen);
  for (const name of others) {
    client.on(name, data => {
      if (data.name !== name) throw new Error(`an event of the name ${data.name} arrived as ${name}`);
      counts.set(name, counts.get(name) + 1);
    });
  }
  const events = events =>
    new Promise(resolve => {
      received = 0;
      awaited = events;
      done = resolve;
      control.ask('events', { total: events });
    });

  await client.open();
  // From then on, the reply with a key comes before any item.
  if (items) await until(async () => (await control.ask('status')).calls === names + 1);
  await control.ask('prepare');
  await events(warm);
  const end = meter();
  await events(total);
  const spent = end();

  await control.ask('names', { names: others });
  await pause(AFTER);
  while ([...counts.values()].some(times => times === 0)) await pause(AFTER);
  if (received !== total) throw new Error(`${received} events arrived of ${total}`);
  if ([...counts.values()].some(times => times !== 1)) throw new Error('an event of another name arrived twice');
  if (otherEvents !== (subscribers - 1) * (warm + total))
    throw new Error(`${otherEvents} events reached the other subscribers`);
  client.close();
  return perOperation(spent, total);
};
