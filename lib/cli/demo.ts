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
import { BeamChat, type ChatMessage, type Join } from '../index.js';
import { ChatServer } from '../server/index.js';
import { BeamSocket } from '../ws.js';

const CHANNEL = 42;
/** The longest that any one step may take, in ms. */
const PATIENCE = 10_000;
const SPOOLED = ['Are you still there?', 'My server went away…', '…but these three waited :)'];

/** A promise whose failure is told where it is awaited, if it comes to that. */
const expected = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

/** The next value of a stream, or an error that says what did not happen in time. */
const soon = <T>(what: string, stream$: Observable<T>): Promise<T> => {
  const late = () => throwError(() => new Error(`waited in vain for ${what}`));
  return expected(firstValueFrom(stream$.pipe(timeout({ first: PATIENCE, with: late }))));
};

const textOf = ({ message }: ChatMessage): string => message.message.map(part => part.text).join('');

/** Joins over HTTP, as often as it is asked to: each authkey serves once. */
const joiner = (server: ChatServer, user: string) => {
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

/**
 * The main job from end to end against a server of our own: two users chat, the server that one of them is on stops,
 * and nothing is lost. Throws when a step does not happen.
 */
export const demo = async (print: (line: string) => void): Promise<void> => {
  const server = await ChatServer.listen({ endpoints: 2 });
  print(`server    ${server.endpoints.join('  and  ')}`);
  const ada = joiner(server, 'ada');
  const bob = joiner(server, 'bob');
  // Chance is fixed, so that they begin on different endpoints: a server replays nothing to whom it lost.
  const socket = new BeamSocket(ada.join, { auth: credentials, random: () => 0 });
  const chat = new BeamChat(bob.join, { auth: credentials, random: () => 0.5 });
  try {
    await talk(server, socket, chat, bob.keys, print);
  } finally {
    // Their streams end too, and with them whatever is still waited for.
    await Promise.all([socket.chat[Symbol.asyncDispose](), chat[Symbol.asyncDispose]()]);
    await server.close();
  }
  print('done      everything happened');
};

/** Tells what both of them see. */
const watch = (socket: BeamSocket, chat: BeamChat, print: (line: string) => void): void => {
  socket.on('error', error => print(`ada       ${error.message}`));
  chat.errors$.subscribe(error => print(`bob       ${error.message}`));
  const states$ = chat.status$.pipe(distinctUntilChanged((a, b) => a.state === b.state && a.address === b.address));
  states$.subscribe(({ state, address }) => print(`bob       is ${state} ${address ?? ''}`));
  socket.on('ChatMessage', message => print(`ada sees  ${message.user_name}: ${textOf(message)}`));
  chat.events$('ChatMessage').subscribe(message => print(`bob sees  ${message.user_name}: ${textOf(message)}`));
};

const talk = async (
  server: ChatServer,
  socket: BeamSocket,
  chat: BeamChat,
  keys: ReadonlySet<string>,
  print: (line: string) => void,
): Promise<void> => {
  watch(socket, chat, print);
  socket.boot();
  chat.boot();

  const [adaOn, bobOn] = await Promise.all([soon('ada', socket.chat.connected$), soon('bob', chat.connected$)]);
  if (!adaOn.authenticated || !bobOn.authenticated) throw new Error('somebody was not authenticated');
  await socket.call('msg', ['Hello from a BeamSocket']);
  await chat.call('msg', ['Hello from a BeamChat']);

  const at = server.endpoints.indexOf(bobOn.address);
  const lost = soon('the loss', chat.reconnecting$);
  print(`server    endpoint ${at} stops, which bob is on`);
  await server.endpoint(at).stop();
  const { delay } = await lost;
  print(`bob       tries the next address in ${delay} ms`);

  const arrived = soon('the spooled calls', arrivals(socket.chat).pipe(take(SPOOLED.length), toArray()));
  const putAside = soon('the spool', chat.spooled$.pipe(take(SPOOLED.length), toArray()));
  const again = soon('the failover', chat.connected$.pipe(filter(({ session }) => session === 2)));
  const calls = SPOOLED.map(text => expected(chat.call('msg', [text])));
  print(`bob       ${(await putAside).length} calls made meanwhile are spooled`);

  const { address, authenticated } = await again;
  if (address === bobOn.address || !authenticated || keys.size !== 2)
    throw new Error('the failover was not as promised');
  print(`bob       failed over, and authenticated again with a fresh authkey, his second`);
  await Promise.all(calls);
  const order = (await arrived).map(textOf);
  if (order.join() !== SPOOLED.join()) throw new Error(`the spooled calls arrived as ${order.join()}`);
  print('bob       the spooled calls arrived, in order');
};

/** What ada sees of bob. */
const arrivals = (chat: BeamChat): Observable<ChatMessage> =>
  chat.events$('ChatMessage').pipe(filter(({ user_name }) => user_name === 'bob'));
