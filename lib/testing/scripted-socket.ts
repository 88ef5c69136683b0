import type { Observable } from 'rxjs';
import type { Stated } from '../client/call-types.js';
import type { AnyMethods, Arguments, ChatMethods, WebSocketConstructor } from '../index.js';
import { warnOfTwoRxjs } from '../link/one-rxjs.js';
import { kindOf, quote } from '../text/quote.js';
import { redactAddress } from '../text/redact-address.js';
import { isRecord } from '../text/rule.js';
import type { Answered } from './double-record.js';
import { EntryLog } from './entry-log.js';
import { InMemoryWebSocket, PingingWebSocket, type ServerSide } from './in-memory-web-socket.js';
import { type Server, type ServerScript, scriptServer } from './scripted-server.js';
import { defaultLetters } from './server-action.js';
import type { ServerLog, ServerRules } from './server-rules.js';
import {
  type AnyOptions,
  checkOptions,
  type ProtocolSocketOptions,
  rulesOf,
  type ScriptedSocketOptions,
} from './socket-options.js';

/** A call that a client sent, without its id. */
export interface Written<Args = readonly unknown[]> {
  /** The address of the server that received it. */
  readonly address: string;
  readonly method: string;
  readonly args: Args;
}

/** Servers scripted as marble diagrams, and a WebSocket class that connects a real client to them, in virtual time. */
export interface ScriptedSocket<Args = Arguments> {
  /** Pass it to the client as the option `WebSocketCtor`. */
  readonly WebSocketCtor: WebSocketConstructor;
  /** The addresses of all servers, in the order of the script. Pass them to the client. */
  readonly addresses: readonly string[];
  /** Emits the address of each dial, and replays the earlier ones. */
  readonly dialled$: Observable<string>;
  /** Emits each call that a client sent, and replays the earlier ones. */
  readonly written$: Observable<Written<Args>>;
  /** Emits what a client answered to each call of a server, and replays the earlier ones. */
  readonly answered$: Observable<Answered & { readonly address: string }>;
}

class Scripted implements ScriptedSocket {
  readonly WebSocketCtor: WebSocketConstructor;
  readonly addresses: readonly string[];
  readonly #dialled = new EntryLog<string>();
  readonly dialled$ = this.#dialled.entries$;
  readonly #written = new EntryLog<Written<Arguments>>();
  readonly written$ = this.#written.entries$;
  readonly #answered = new EntryLog<Answered & { readonly address: string }>();
  readonly answered$ = this.#answered.entries$;
  readonly #servers: ReadonlyMap<string, Server>;
  readonly #rules: ServerRules;

  constructor(servers: Readonly<Record<string, ServerScript>>, given?: AnyOptions) {
    warnOfTwoRxjs();
    checkServers(servers);
    const options = checkOptions(given);
    this.#rules = rulesOf(options);
    const letters = { ...defaultLetters(this.#rules.wire.welcome !== undefined), ...options.values };
    this.addresses = Object.freeze(Object.keys(servers));
    this.#servers = new Map(
      Object.entries(servers).map(([address, script]) => [
        withoutQuery(address),
        scriptServer(address, script, letters),
      ]),
    );
    const connect = (url: string) => this.#connect(url);
    this.WebSocketCtor = class extends (options.pings ? PingingWebSocket : InMemoryWebSocket) {
      constructor(url: string) {
        super(connect(url));
      }
    };
  }

  #connect(url: string): ServerSide {
    const server = this.#servers.get(withoutQuery(url));
    if (server === undefined) {
      const there = this.addresses.map(redactAddress).join(', ');
      throw new TypeError(`no server is scripted at ${quote(redactAddress(url))}: there are ${there}`);
    }
    const { address } = server;
    const actions$ = server.dial();
    this.#dialled.add(address);
    const log: ServerLog = {
      written: (method, args) => this.#written.add({ address, method, args: Object.freeze(args) }),
      answered: answer => this.#answered.add({ address, ...answer }),
    };
    return { address, actions$, rules: this.#rules, log };
  }
}

/**
 * Constructs the servers.
 *
 * @param servers - what each server does, by address
 * @throws TypeError that names a letter without an action, an address with an invalid script, an unknown or invalid option, or
 * what the protocol lacks
 */
export const ScriptedSocket = Scripted as unknown as {
  new <Methods = AnyMethods, Subscriptions = AnyMethods>(
    servers: Readonly<Record<string, ServerScript>>,
    options: ProtocolSocketOptions<Stated<Methods>, Stated<Subscriptions>>,
  ): ScriptedSocket;
  new <Methods = ChatMethods>(
    servers: Readonly<Record<string, ServerScript>>,
    options?: ScriptedSocketOptions<Stated<Methods>>,
  ): ScriptedSocket<readonly unknown[]>;
};

/** The addresses are shown without their secrets. */
const checkServers = (servers: unknown): void => {
  if (!isRecord(servers)) {
    throw new TypeError(`the servers must be an object of scripts by address, not ${kindOf(servers)}`);
  }
  const addresses = Object.keys(servers);
  if (addresses.length === 0) throw new TypeError('there are no servers: give at least one script, by its address');
  const wrong = addresses.find(address => !URL.canParse(address));
  if (wrong !== undefined) {
    throw new TypeError(
      `the address of a server must be a URL such as ws://one.test, not ${quote(redactAddress(wrong))}`,
    );
  }
};

/** Clients add their own parameters to the query, so that it cannot identify a server; nor does the name of a user. */
const withoutQuery = (address: string): string => {
  const url = new URL(address);
  url.search = '';
  url.username = '';
  url.password = '';
  return url.href;
};
