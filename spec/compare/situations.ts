import { firstValueFrom, interval, take, takeUntil, timer } from 'rxjs';
import { next } from '../kit/live.js';
import type { Connected, Contender } from './contender.js';
import { type FamilyServer, startFamily } from './servers.js';
import { type Ending, endingWords, type Heard, heardWords } from './words.js';

/** How long a call is watched, in ms. */
const WINDOW_MS = 3_000;
const OUTAGE_MS = 13_000;
/** How long the server is back before it is called. */
const BACK_MS = 4_000;
/** How long calls are watched after the outage, in ms: a client may wait before its next try. */
const AFTER_MS = 30_000;
/** How long a subscription is watched after a drop. */
const SUBSCRIPTION_MS = 6_000;
const PUBLISH_MS = 100;

const wait = (ms: number): Promise<unknown> => firstValueFrom(timer(ms));

/** How a call ends within a time. */
const watch = async (call: () => Promise<unknown>, windowMs = WINDOW_MS): Promise<Ending> => {
  const began = performance.now();
  const since = () => performance.now() - began;
  const ended: Promise<Ending> = call().then(
    value => ({ how: 'resolved', value, ms: since() }),
    (error: unknown) => ({ how: 'rejected', error, ms: since() }),
  );
  return Promise.race([ended, wait(windowMs).then((): Ending => ({ how: 'pending', ms: windowMs }))]);
};

type Situation = (client: Connected, server: FamilyServer, back: () => Promise<void>) => Promise<string>;

export const atADrop: Situation = async (client, server) => {
  let count = 0;
  server.unanswered$.subscribe(() => {
    count += 1;
  });
  const received = next(server.unanswered$, 'call');
  const ending = watch(async () => {
    const call = client.unanswered();
    call.catch(() => {});
    await received;
    server.drop();
    return call;
  });
  const words = endingWords(await ending);
  return count === 1 ? words : `${words}; the server received it ${count} times`;
};

export const errorReply: Situation = async client => endingWords(await watch(() => client.refused()));

const outage: Situation = async (client, server, back) => {
  await server.stop();
  await wait(1_000);
  const during = watch(() => client.answered(), OUTAGE_MS + BACK_MS + AFTER_MS);
  await wait(OUTAGE_MS - 1_000);
  await back();
  await wait(BACK_MS);
  const later = watch(() => client.answered(), AFTER_MS);
  return `${endingWords(await during)} | ${endingWords(await later)}`;
};

const overAReconnect: Situation = async (client, server) => {
  const heard: Heard[] = [];
  let began = performance.now();
  const note = (what: Heard['what'], error?: unknown) => heard.push({ what, ms: performance.now() - began, error });
  client.subscribe({
    next: () => note('item'),
    error: error => note('error', error),
    complete: () => note('complete'),
  });
  interval(PUBLISH_MS)
    .pipe(takeUntil(timer(1_000 + SUBSCRIPTION_MS)))
    .subscribe(item => server.publish(item));
  await firstValueFrom(timer(1_000).pipe(take(1)));
  if (heard.length === 0) return 'no item before the drop';
  heard.length = 0;
  began = performance.now();
  server.drop();
  await wait(SUBSCRIPTION_MS);
  return heardWords(heard, SUBSCRIPTION_MS);
};

/** Each with a server and a connection of its own. The outage gives two columns. */
const SITUATIONS: readonly Situation[] = [atADrop, errorReply, outage, overAReconnect];

export const COLUMNS: readonly string[] = [
  'a call in flight when the connection drops',
  'the server answers with an error',
  'a call 1 s into an outage of 13 s',
  'a call 4 s after that outage',
  'a subscription over a drop',
];

/** Plays one situation with a server of its own. */
export const playOne = async ({ family, connect }: Contender, situation: Situation): Promise<string> => {
  let server = await startFamily(family);
  const { port } = server;
  let client: Connected | undefined;
  try {
    client = await connect(server.url);
    return await situation(client, server, async () => {
      server = await startFamily(family, port);
    });
  } finally {
    await client?.close?.();
    await server.stop();
  }
};

/** One cell for each column. */
export const play = async (contender: Contender): Promise<string[]> => {
  const cells = await Promise.all(SITUATIONS.map(situation => playOne(contender, situation)));
  return cells.flatMap(cell => cell.split(' | '));
};
