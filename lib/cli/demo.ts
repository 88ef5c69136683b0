import {
  distinctUntilChanged,
  filter,
  firstValueFrom,
  type Observable,
  take,
  throwError,
  timeout,
  toArray,
} from 'rxjs';
import { BeamChat, type ChatMessage, type Join, messages$ } from '../index.js';
import { ChatServer } from '../server/index.js';
import { monotonicClock } from '../timers.js';
import { BeamSocket } from '../ws.js';
import type { Story } from './story.js';

const CHANNEL = 42;
/** How long any one step may take. */
const STEP_TIMEOUT_MS = 10_000;
const SPOOLED = ['Are you still there?', 'My server went away…', '…but these three waited :)'];
const MISSED = 'bob, can you read this?';
/** How long an endpoint may take before the next one is dialled as well. */
const HEDGE_MS = 300;

/** Keeps a promise that is awaited later from being reported as an unhandled rejection until then. */
const awaitedLater = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

/** The next value of a stream. Rejects with an error that names what did not happen in time. */
const nextValue = <T>(what: string, stream$: Observable<T>): Promise<T> => {
  const late = () => throwError(() => new Error(`timed out waiting for ${what}`));
  return awaitedLater(firstValueFrom(stream$.pipe(timeout({ first: STEP_TIMEOUT_MS, with: late }))));
};

const textOf = ({ message }: ChatMessage): string => message.message.map(part => part.text).join('');

/** A join function that makes a new HTTP request for each call, because each authkey works only once. */
const joinAs = (server: ChatServer, user: string) => {
  const keys = new Set<string>();
  const join = async (): Promise<Join> => {
    const response = await fetch(server.joinUrl(CHANNEL, user));
    const reply = (await response.json()) as Join;
    keys.add(String(reply.authkey));
    return reply;
  };
  return { join, keys };
};

const credentials = ({ user, authkey }: Join) => [CHANNEL, (user as { id: number }).id, authkey] as const;

/** The server, two users who chat on it, and the story that prints what they do. */
interface Stage {
  readonly server: ChatServer;
  readonly ada: BeamSocket;
  readonly bob: BeamChat;
  /** The authkeys that bob was given. */
  readonly keys: ReadonlySet<string>;
  /** What bob reads, over all his connections. */
  readonly read$: Observable<ChatMessage>;
  readonly story: Story;
}

/** Which endpoint an address is, counted from 1. */
const endpointOf = ({ server }: Stage, address: string | undefined): string => {
  const at = server.endpoints.findIndex(each => address?.startsWith(each));
  return at < 0 ? 'no endpoint' : `endpoint ${at + 1}`;
};

/**
 * Starts a server with two endpoints and two users who chat. It then stops the endpoint of one of them, and checks that
 * every call arrives and that he misses no message. Throws if a step does not happen.
 */
export const demo = async (story: Story): Promise<void> => {
  const server = await ChatServer.listen({ endpoints: 2 });
  const [ada, bob] = [joinAs(server, 'ada'), joinAs(server, 'bob')];
  // The fixed `random` makes them start on different endpoints, so that ada stays connected while bob fails over.
  const socket = new BeamSocket(ada.join, { auth: credentials, random: () => 0, hedge: HEDGE_MS });
  const chat = new BeamChat(bob.join, { auth: credentials, random: () => 0.5, hedge: HEDGE_MS });
  const stage: Stage = { server, ada: socket, bob: chat, keys: bob.keys, read$: messages$(chat), story };
  try {
    show(stage);
    await meet(stage);
    await failOver(stage);
    await passBlackHole(stage);
  } finally {
    // Disposing also completes their streams, which ends every wait that is still open.
    await Promise.all([socket.chat[Symbol.asyncDispose](), chat[Symbol.asyncDispose]()]);
    await server.close();
  }
  story.ends('everything happened');
};

/** Tells what each of the two users sees. */
const show = (stage: Stage): void => {
  const { ada, bob, read$, story } = stage;
  ada.on('error', error => story.tells('ada', error.message));
  bob.errors$.subscribe(error => story.tells('bob', error.message));
  const states$ = bob.status$.pipe(
    filter(({ state }) => state !== 'idle' && state !== 'closing' && state !== 'closed'),
    distinctUntilChanged((a, b) => a.state === b.state && a.address === b.address),
  );
  states$.subscribe(({ state, address }) => {
    story.tells('bob', address === undefined ? `is ${state}` : `is ${state}, ${endpointOf(stage, address)}`);
  });
  ada.on('ChatMessage', message => story.tells('ada', `reads "${textOf(message)}" of ${message.user_name}`));
  read$.subscribe(message => story.tells('bob', `reads "${textOf(message)}" of ${message.user_name}`));
};

const meet = async ({ server, ada, bob, story }: Stage): Promise<void> => {
  story.begins('ada and bob enter a chat, and say hello. The server has two endpoints.');
  for (const [at, endpoint] of server.endpoints.entries()) story.tells('server', `endpoint ${at + 1} is ${endpoint}`);
  ada.boot();
  bob.boot();
  const [adaOn, bobOn] = await Promise.all([nextValue('ada', ada.chat.connected$), nextValue('bob', bob.connected$)]);
  if (!adaOn.authenticated || !bobOn.authenticated) throw new Error('somebody was not authenticated');
  const heard = nextValue('the hello of bob', messagesOfBob(ada.chat));
  await ada.call('msg', ['Hello from a BeamSocket']);
  await bob.call('msg', ['Hello from a BeamChat']);
  await heard;
};

const failOver = async (stage: Stage): Promise<void> => {
  const { server, ada, bob, keys, read$, story } = stage;
  const { address } = await nextValue('bob', bob.connected$);
  const index = server.endpoints.indexOf(address);
  story.begins(`The server stops endpoint ${index + 1}, which bob is on. He goes on talking, and so does ada.`);
  const arrived = nextValue('the spooled calls', messagesOfBob(ada.chat).pipe(take(SPOOLED.length), toArray()));
  const missed = nextValue('what bob missed', read$.pipe(filter(message => textOf(message) === MISSED)));
  const again = nextValue('the failover', bob.connected$.pipe(filter(({ session }) => session === 2)));
  const lost = nextValue('the loss', bob.reconnecting$);
  await server.endpoint(index).stop();
  const { delay } = await lost;
  story.tells('bob', `tries the next endpoint in ${delay} ms`);

  const spooled = nextValue('the spool', bob.spooled$.pipe(take(SPOOLED.length), toArray()));
  const calls = SPOOLED.map(text => awaitedLater(bob.call('msg', [text])));
  story.tells('bob', `says ${(await spooled).length} things, which wait for a connection`);
  await ada.call('msg', [MISSED]);

  const next = await again;
  if (next.address === address || !next.authenticated || keys.size !== 2) throw new Error('the failover failed');
  story.tells('bob', 'is authenticated with a fresh authkey, his second');
  await Promise.all(calls);
  const order = (await arrived).map(textOf);
  if (order.join() !== SPOOLED.join()) throw new Error(`the spooled calls arrived as ${order.join()}`);
  await missed;
  story.tells('bob', 'has missed nothing: the message of the outage came from the history');
};

const passBlackHole = async ({ server, bob, story }: Stage): Promise<void> => {
  const { address, session } = await nextValue('bob', bob.connected$);
  const index = server.endpoints.indexOf(address);
  story.begins(`Endpoint ${2 - index} is back, but answers no handshake. Then endpoint ${index + 1} drops both users.`);
  const hole = server.endpoint(1 - index);
  await hole.start();
  await hole.fault('hang');
  const now = monotonicClock();
  const start = now();
  const back = nextValue('the way past it', bob.connected$.pipe(filter(next => next.session > session)));
  await server.endpoint(index).fault('drop');
  await back;
  const took = Math.round(now() - start);
  story.tells('bob', `is back after ${took} ms. A client that dials one after the other waits for 10 s first`);
};

/** The messages of bob, as this client receives them. */
const messagesOfBob = (chat: BeamChat): Observable<ChatMessage> =>
  chat.events$('ChatMessage').pipe(filter(({ user_name }) => user_name === 'bob'));
