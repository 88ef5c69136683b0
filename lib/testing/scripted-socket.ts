import { asyncScheduler, defer, map, type Observable } from 'rxjs';
import type { Stated } from '../client/call-types.js';
import type { ChatMethods, MethodPacket, WebSocketConstructor } from '../index.js';
import { quote } from '../text/quote.js';
import { EntryLog } from './entry-log.js';
import { InMemoryWebSocket, type ServerSide } from './in-memory-web-socket.js';
import { type Replies, replyTo } from './replies.js';
import { DEFAULT_LETTERS, type ServerAction } from './server-action.js';
import { actionsFrom, parseMarbles, play, toAction } from './timed-actions.js';

/**
 * What a server does to one socket, from the moment it is dialled: a marble diagram, or an Observable of letters and
 * actions. When the Observable completes, the server closes the socket; when it errors, the connection breaks.
 */
export type AttemptScript = string | Observable<ServerAction | string>;

/**
 * What a server does. A string is one marble diagram for all sockets; its time starts when the {@link ScriptedSocket}
 * is constructed. A list has one script for each dial; the last one is used for all later dials too.
 */
export type ServerScript = string | readonly AttemptScript[];

export interface ScriptedSocketOptions<Methods = ChatMethods> {
  /** The replies to calls, by method. All servers use them; they never answer a call of a method without a reply. @default those of `auth`, `optOutEvents` and `ping` */
  readonly replies?: Replies<Methods> | undefined;
  /** More letters for the diagrams, with their actions. @default none */
  readonly values?: Readonly<Record<string, ServerAction>> | undefined;
}

/** A packet that a client sent, without its id. */
export interface Written {
  /** The address of the server that received it. */
  readonly address: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Servers scripted as marble diagrams, and a WebSocket class that connects a real client to them, in virtual time. */
export class ScriptedSocket<Methods = ChatMethods> {
  /** Pass it to the client as the option `WebSocketCtor`. */
  readonly WebSocketCtor: WebSocketConstructor;
  /** The addresses of all servers, in the order of the script. Pass them to the client. */
  readonly addresses: readonly string[];
  readonly #dialled = new EntryLog<string>();
  /** Emits the address of each dial, and replays the earlier ones. */
  readonly dialled$ = this.#dialled.entries$;
  readonly #written = new EntryLog<Written>();
  /** Emits each packet that a client sent, and replays the earlier ones. */
  readonly written$ = this.#written.entries$;

  readonly #servers: ReadonlyMap<string, Server>;
  readonly #replies: object;

  /**
   * @param servers - what each server does, by address
   * @throws TypeError that names a letter without an action, or an address with an empty list
   */
  constructor(
    servers: Readonly<Record<string, ServerScript>>,
    { replies = {}, values = {} }: ScriptedSocketOptions<Stated<Methods>> = {},
  ) {
    const letters = { ...DEFAULT_LETTERS, ...values };
    this.#replies = { ...replies };
    this.addresses = Object.freeze(Object.keys(servers));
    this.#servers = new Map(
      Object.entries(servers).map(([address, script]) => [
        withoutQuery(address),
        scriptServer(address, script, letters),
      ]),
    );
    const connect = (url: string) => this.#connect(url);
    this.WebSocketCtor = class extends InMemoryWebSocket {
      constructor(url: string) {
        super(connect(url));
      }
    };
  }

  #connect(url: string): ServerSide {
    const server = this.#servers.get(withoutQuery(url));
    if (server === undefined) {
      throw new TypeError(`no server is scripted at ${quote(url)}: there are ${this.addresses.join(', ')}`);
    }
    const { address } = server;
    const actions$ = server.dial();
    this.#dialled.add(address);
    return { address, actions$, receive: packet => this.#receive(address, packet) };
  }

  #receive(address: string, { method, arguments: args }: MethodPacket): Observable<unknown> | undefined {
    this.#written.add({ address, method, args: Object.freeze(args) });
    return replyTo(this.#replies, method, args);
  }
}

interface Server {
  readonly address: string;
  /** The actions for the next socket. */
  dial(): Observable<ServerAction>;
}

/**
 * Diagrams are parsed twice: at once, so that a mistake throws from the constructor; and at the dial, because the
 * length of a frame depends on the scheduler that runs then.
 */
const scriptServer = (
  address: string,
  script: ServerScript,
  letters: Readonly<Record<string, ServerAction>>,
): Server => {
  if (typeof script === 'string') {
    parseMarbles(script, letters);
    const start = asyncScheduler.now();
    return { address, dial: () => play(actionsFrom(parseMarbles(script, letters), asyncScheduler.now() - start)) };
  }
  if (script.length === 0) throw new TypeError(`the server at ${quote(address)} has an empty list of scripts`);
  const attempts = script.map(each => scriptAttempt(each, letters));
  let dials = 0;
  return { address, dial: () => attempts[Math.min(dials++, attempts.length - 1)] as Observable<ServerAction> };
};

const scriptAttempt = (
  script: AttemptScript,
  letters: Readonly<Record<string, ServerAction>>,
): Observable<ServerAction> => {
  if (typeof script !== 'string') return script.pipe(map(given => toAction(given, letters)));
  parseMarbles(script, letters);
  return defer(() => play(parseMarbles(script, letters)));
};

/** Clients add their own parameters to the query, so that it cannot identify a server. */
const withoutQuery = (address: string): string => {
  const url = new URL(address);
  url.search = '';
  return url.href;
};
