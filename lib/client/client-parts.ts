import { type Observer, Subject } from 'rxjs';
import { runtimeWebSocket, warn } from '#platform';
import { checkAddresses } from '../link/addresses.js';
import type { Dial } from '../link/dial.js';
import type { AddressSource } from '../link/join.js';
import type { Closed, Farewell } from '../link/link.js';
import type { NetworkEvent } from '../link/network.js';
import type { Attempt } from '../link/retry-policy.js';
import type { WebSocketConstructor } from '../link/web-socket-like.js';
import type { ResolvedClientOptions } from '../options.js';
import { Demux } from '../protocol/demux.js';
import type { Protocol } from '../protocol/protocol.js';
import type { SetUp } from '../session/establish.js';
import { redactAddress } from '../text/redact-address.js';
import { Secrets } from '../text/secrets.js';
import { CallFactory } from '../traffic/call-factory.js';
import { Calls } from '../traffic/calls.js';
import { Announcements } from './announcements.js';

/** A protocol's set-up, as a client runs it over all its connections. */
export interface ClientSetUp extends SetUp {
  /** Whether the function that gives the addresses is asked before each attempt. */
  readonly needsNewJoin: boolean;
  /** A new run begins, after `boot()`. */
  reset(): void;
}

/** Decides how the client's sockets are left, and hears of their ends. */
export interface SocketOwner {
  readonly closeObserver: Pick<Observer<Closed>, 'next'>;
  farewell(): Farewell | undefined;
  /** How the socket of the attempt that has just ended was closed; undefined if it had not opened. */
  takeClosed(): Closed | undefined;
}

/** What the stages of one client share for as long as it lives. */
export interface ClientParts {
  readonly addresses: AddressSource;
  readonly options: ResolvedClientOptions;
  readonly protocol: Protocol;
  readonly setUp: ClientSetUp;
  readonly demux: Demux;
  readonly calls: Calls;
  readonly announcements: Announcements;
  readonly factory: CallFactory;
  readonly secrets: Secrets;
  readonly network$: Subject<NetworkEvent>;
  readonly sockets: SocketOwner;
}

/** Completes every stream of a client that is disposed of. */
export const completeStreams = ({ announcements, calls, demux }: SharedParts): void => {
  announcements.complete();
  demux.complete();
  calls.spooled$.complete();
};

/** @throws TypeError where the runtime has no WebSocket and none was given */
export const webSocketCtorOf = ({ options }: ClientParts): WebSocketConstructor =>
  options.WebSocketCtor ?? runtimeWebSocket(options.ws);

/** One dial of a client. A class, since its functions stay at rest with the connection. */
class ClientDial implements Dial {
  /** Without its secrets, as every stage reports it; only the URL that is dialled keeps them. */
  readonly address: string;
  readonly url: string;
  readonly WebSocketCtor: WebSocketConstructor;
  readonly #client: ClientParts;

  constructor(client: ClientParts, address: string) {
    this.#client = client;
    this.address = redactAddress(address);
    this.url = client.protocol.url?.(address) ?? address;
    this.WebSocketCtor = webSocketCtorOf(client);
  }

  get protocols(): Dial['protocols'] {
    return this.#client.options.protocols;
  }

  get closeObserver(): Dial['closeObserver'] {
    return this.#client.sockets.closeObserver;
  }

  farewell(): Farewell | undefined {
    return this.#client.sockets.farewell();
  }

  maskReason(reason: string): string {
    return this.#client.secrets.maskText(reason);
  }
}

export const dialOf = (client: ClientParts, { address }: Attempt): Dial => new ClientDial(client, address);

/** Everything that the stages share, but who owns the sockets. */
export type SharedParts<SetUp extends ClientSetUp = ClientSetUp> = Omit<ClientParts, 'sockets' | 'setUp'> & {
  readonly setUp: SetUp;
};

/** What a set-up may use of its client. */
export type SetUpParts = Pick<ClientParts, 'calls' | 'demux' | 'announcements' | 'secrets'>;

/** @throws AddressError that quotes the address which cannot be dialled */
export const createParts = <SetUp extends ClientSetUp>(
  addresses: AddressSource,
  options: ResolvedClientOptions,
  protocol: Protocol,
  createSetUp: (parts: SetUpParts) => SetUp,
): SharedParts<SetUp> => {
  const source = typeof addresses === 'function' ? addresses : Object.freeze([...checkAddresses(addresses)]);
  const announcements = new Announcements(protocol);
  const secrets = new Secrets();
  const demux = new Demux(announcements, secrets);
  const calls = new Calls({ protocol, replies: demux.replies, secrets, warn }, options.spool);
  const factory = new CallFactory(calls, protocol, options);
  const setUp = createSetUp({ calls, demux, announcements, secrets });
  const network$ = new Subject<NetworkEvent>();
  return { addresses: source, options, protocol, announcements, demux, calls, factory, secrets, setUp, network$ };
};
