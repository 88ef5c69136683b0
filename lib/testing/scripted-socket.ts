import { asyncScheduler, defer, map, type Observable } from 'rxjs';
import type { ChatMethods, MethodPacket, WebSocketConstructor } from '../index.js';
import { quote } from '../quote.js';
import type { Stated } from '../typed-calls.js';
import { type Act, LETTERS } from './act.js';
import { Journal } from './journal.js';
import { type Replies, replyTo } from './replies.js';
import { ServedSocket, type Service } from './served-socket.js';
import { actOf, play, rest, timetable } from './timetable.js';

/** What a server does to one socket, from its dial on: marbles, or a stream of letters and acts, which closes by completing and breaks by an error. */
export type AttemptScript = string | Observable<Act | string>;

/**
 * What a server does: marbles from the making of the {@link ScriptedSocket} on, for everybody who dials meanwhile; or a
 * list with a script for each dial, of which the last one serves all later dials too.
 */
export type ServerScript = string | readonly AttemptScript[];

export interface ScriptedSocketOptions<Methods = ChatMethods> {
  /** The answers to calls, by method, from every server; a call of a method without one is never answered. @default those of `auth`, `optOutEvents` and `ping` */
  readonly replies?: Replies<Methods> | undefined;
  /** What more letters stand for. @default none */
  readonly values?: Readonly<Record<string, Act>> | undefined;
}

/** A packet that a client wrote, without its id. */
export interface Written {
  /** The server it was written to. */
  readonly address: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Servers that are diagrams, and the WebSocket class that reaches them: for a real client in virtual time. */
export class ScriptedSocket<Methods = ChatMethods> {
  /** The option `WebSocketCtor` of a client. */
  readonly WebSocketCtor: WebSocketConstructor;
  /** Of all servers, in the order of the script: the addresses of a client. */
  readonly addresses: readonly string[];
  readonly #dialled = new Journal<string>();
  /** The address of each dial; those dialled already come first. */
  readonly dialled$ = this.#dialled.entries$;
  readonly #written = new Journal<Written>();
  /** Each packet that a client wrote; those written already come first. */
  readonly written$ = this.#written.entries$;

  readonly #servers: ReadonlyMap<string, Server>;
  readonly #replies: object;

  /**
   * @param servers - what each server does, by its address
   * @throws TypeError that names what cannot be played: a letter, an address, an empty list
   */
  constructor(
    servers: Readonly<Record<string, ServerScript>>,
    { replies = {}, values = {} }: ScriptedSocketOptions<Stated<Methods>> = {},
  ) {
    const letters = { ...LETTERS, ...values };
    this.#replies = replies;
    this.addresses = Object.keys(servers);
    this.#servers = new Map(
      Object.entries(servers).map(([address, script]) => [bare(address), serverOf(address, script, letters)]),
    );
    const serve = (url: string) => this.#serve(url);
    this.WebSocketCtor = class extends ServedSocket {
      constructor(url: string) {
        super(serve(url));
      }
    };
  }

  #serve(url: string): Service {
    const server = this.#servers.get(bare(url));
    if (server === undefined) {
      throw new TypeError(`no server is scripted at ${quote(url)}: there are ${this.addresses.join(', ')}`);
    }
    const { address } = server;
    const acts$ = server.dial();
    this.#dialled.add(address);
    return { address, acts$, hear: packet => this.#hear(address, packet) };
  }

  #hear(address: string, { method, arguments: args }: MethodPacket): Observable<unknown> | undefined {
    this.#written.add({ address, method, args });
    return replyTo(this.#replies, method, args);
  }
}

interface Server {
  readonly address: string;
  /** What is done to the next socket. */
  dial(): Observable<Act>;
}

/** Marbles are read at once, to see what is wrong with them, and again at the dial, since a scheduler says how long a frame is. */
const serverOf = (address: string, script: ServerScript, letters: Readonly<Record<string, Act>>): Server => {
  if (typeof script === 'string') {
    timetable(script, letters);
    const start = asyncScheduler.now();
    return { address, dial: () => play(rest(timetable(script, letters), asyncScheduler.now() - start)) };
  }
  if (script.length === 0) throw new TypeError(`the server at ${quote(address)} has an empty list of scripts`);
  const attempts = script.map(each => attemptOf(each, letters));
  let dials = 0;
  return { address, dial: () => attempts[Math.min(dials++, attempts.length - 1)] as Observable<Act> };
};

const attemptOf = (script: AttemptScript, letters: Readonly<Record<string, Act>>): Observable<Act> => {
  if (typeof script !== 'string') return script.pipe(map(given => actOf(given, letters)));
  timetable(script, letters);
  return defer(() => play(timetable(script, letters)));
};

/** Without the query, of which the client makes what it likes. */
const bare = (address: string): string => {
  const url = new URL(address);
  url.search = '';
  return url.href;
};
