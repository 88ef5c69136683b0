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
/** How long any one step may take. */
const STEP_TIMEOUT_MS = 10_000;
const SPOOLED = ['Are you still there?', 'My server went away…', '…but these three waited :)'];

/** Keeps a promise that is awaited later from being reported as an unhandled rejection until then. */
const awaitedLater = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

/** The next value of a stream. Rejects with an error that names what did not happen in time. */
const nextValue = <T>(what: string, stream$: Observable<T>): Promise<T> => {
  const late = () => throwError(() => new Error(`waited in vain for ${what}`));
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

/**
 * Starts a server with two endpoints and two users who chat. It then stops the endpoint of one of them, and checks that
 * every call still arrives. Throws if a step does not happen.
 */
export const demo = async (print: (line: string) => void): Promise<void> => {
  const server = await ChatServer.listen({ endpoints: 2 });
  print(`server    ${server.endpoints.join('  and  ')}`);
  const ada = joinAs(server, 'ada');
  const bob = joinAs(server, 'bob');
  // The fixed `random` makes them start on different endpoints, so that ada stays connected while bob fails over. A
  // server does not repeat the events that a client missed.
  const socket = new BeamSocket(ada.join, { auth: credentials, random: () => 0 });
  const chat = new BeamChat(bob.join, { auth: credentials, random: () => 0.5 });
  try {
    await talk(server, socket, chat, bob.keys, print);
  } finally {
    // Disposing also completes their streams, which ends every wait that is still open.
    await Promise.all([socket.chat[Symbol.asyncDispose](), chat[Symbol.asyncDispose]()]);
    await server.close();
  }
  print('done      everything happened');
};

/** Prints what each of the two users sees. */
const printEvents = (socket: BeamSocket, chat: BeamChat, print: (line: string) => void): void => {
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
  printEvents(socket, chat, print);
  socket.boot();
  chat.boot();

  const [adaOn, bobOn] = await Promise.all([
    nextValue('ada', socket.chat.connected$),
    nextValue('bob', chat.connected$),
  ]);
  if (!adaOn.authenticated || !bobOn.authenticated) throw new Error('somebody was not authenticated');
  await socket.call('msg', ['Hello from a BeamSocket']);
  await chat.call('msg', ['Hello from a BeamChat']);

  await stopEndpoint(server, chat, bobOn.address, print);

  const arrived = nextValue('the spooled calls', messagesOfBob(socket.chat).pipe(take(SPOOLED.length), toArray()));
  const spooled = nextValue('the spool', chat.spooled$.pipe(take(SPOOLED.length), toArray()));
  const again = nextValue('the failover', chat.connected$.pipe(filter(({ session }) => session === 2)));
  const calls = SPOOLED.map(text => awaitedLater(chat.call('msg', [text])));
  print(`bob       ${(await spooled).length} calls made meanwhile are spooled`);

  const { address, authenticated } = await again;
  if (address === bobOn.address || !authenticated || keys.size !== 2)
    throw new Error('the failover was not as promised');
  print(`bob       failed over, and authenticated again with a fresh authkey, his second`);
  await Promise.all(calls);
  const order = (await arrived).map(textOf);
  if (order.join() !== SPOOLED.join()) throw new Error(`the spooled calls arrived as ${order.join()}`);
  print('bob       the spooled calls arrived, in order');
};

/** Stops the endpoint that a client is connected to, and waits until the client notices. */
const stopEndpoint = async (
  server: ChatServer,
  chat: BeamChat,
  address: string,
  print: (line: string) => void,
): Promise<void> => {
  const index = server.endpoints.indexOf(address);
  const lost = nextValue('the loss', chat.reconnecting$);
  print(`server    endpoint ${index} stops, which bob is on`);
  await server.endpoint(index).stop();
  const { delay } = await lost;
  print(`bob       tries the next address in ${delay} ms`);
};

/** The messages of bob, as this client receives them. */
const messagesOfBob = (chat: BeamChat): Observable<ChatMessage> =>
  chat.events$('ChatMessage').pipe(filter(({ user_name }) => user_name === 'bob'));
