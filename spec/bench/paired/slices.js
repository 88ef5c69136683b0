/** The works in slices: each makes a client do the same amount of work again and again, and counts all of it. */
import { Caller } from '../client/caller.js';
import { until } from '../client/pause.js';
import { FIRST, RING } from '../server/events.js';

const OUTSTANDING = 1_000;
const WAVES = 5;
const EVENTS = 4_000;
const SPOOLED = 4_000;

const calls = async ({ make }) => {
  const client = make();
  await client.open();
  const caller = new Caller(client);
  return { slice: () => caller.waves(OUTSTANDING, WAVES * OUTSTANDING), calls: WAVES * OUTSTANDING };
};

/** Or items: one call asks for them, before the first slice. */
const events = async ({ make, control, path, items }) => {
  const client = make({ items });
  let received = 0;
  let awaited = 0;
  let done = () => {};
  client.on('ChatMessage', data => {
    if (data.user_id !== FIRST + received) throw new Error(`event ${received} arrived as ${data.user_id}`);
    received += 1;
    if (received === awaited) done();
  });
  const status = () => control.ask('status');
  const { calls } = await status();
  await client.open();
  // The reply with the key comes before any item.
  if (items) await until(async () => (await status()).calls > calls);
  await control.ask('prepare');
  const slice = () =>
    new Promise(resolve => {
      if (received !== awaited) throw new Error(`${received} events arrived of ${awaited}`);
      received = 0;
      awaited = EVENTS;
      done = resolve;
      control.ask('events', { total: EVENTS, path });
    });
  return { slice, calls: 0, calledOnce: items ? 1 : 0 };
};

/** A client for each slice: nothing else is down for as long as it takes to make the calls. */
const spool = async ({ make }) => ({
  calls: SPOOLED,
  slice: async () => {
    const client = make({ spool: SPOOLED });
    const answered = new Caller(client).all(SPOOLED);
    await client.open();
    await answered;
    return () => client.close();
  },
});

if (EVENTS > RING) throw new RangeError('the numbers of events would repeat within a slice');

export const SLICES = { calls, events, spool };
