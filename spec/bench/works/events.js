/**
 * Events of one name, to one subscriber or several, beside any number of other names that are subscribed as well.
 * Each event has its number, so that one lost, doubled or out of order is noticed.
 */
import { meter, perOperation } from '../client/meter.js';
import { pause } from '../client/pause.js';
import { FIRST, RING } from '../server/events.js';

const NAME = 'ChatMessage';
/** For what should not come to show itself. */
const AFTER = 20;

export const perform = async ({ make, control, params: { names = 0, subscribers = 1, warm, total } }) => {
  const client = make();
  const others = Array.from({ length: names }, (_, i) => `Name${i}`);
  const heard = new Map(others.map(name => [name, 0]));
  let came = 0;
  let awaited = 0;
  let done = () => {};
  const listen = data => {
    if (data.user_id !== FIRST + (came % RING)) throw new Error(`event ${came} came as ${data.user_id}`);
    came += 1;
    if (came === awaited) done();
  };
  let beside = 0;
  const count = () => {
    beside += 1;
  };
  // The one that counts hears last.
  for (let i = 1; i < subscribers; i += 1) client.on(NAME, count);
  client.on(NAME, listen);
  for (const name of others) {
    client.on(name, data => {
      if (data.name !== name) throw new Error(`an event of the name ${data.name} came as ${name}`);
      heard.set(name, heard.get(name) + 1);
    });
  }
  const events = events =>
    new Promise(resolve => {
      came = 0;
      awaited = events;
      done = resolve;
      control.ask('events', { total: events });
    });

  await client.open();
  await control.ask('prepare');
  await events(warm);
  const end = meter();
  await events(total);
  const spent = end();

  await control.ask('names', { names: others });
  await pause(AFTER);
  while ([...heard.values()].some(times => times === 0)) await pause(AFTER);
  if (came !== total) throw new Error(`${came} events came of ${total}`);
  if ([...heard.values()].some(times => times !== 1)) throw new Error('an event of another name came twice');
  if (beside !== (subscribers - 1) * (warm + total)) throw new Error(`${beside} events came to the other subscribers`);
  client.close();
  return perOperation(spent, total);
};
