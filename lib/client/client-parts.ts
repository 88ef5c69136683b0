import { type Observer, Subject } from 'rxjs';
import { runtimeWebSocket, warn } from '#platform';
import { checkAddresses } from '../link/addresses.js';
import type { Dial } from '../link/dial.js';
import type { Dialling } from '../link/hedge.js';
import type { AddressSource } from '../link/join.js';
import type { Closed, Farewell } from '../link/link.js';
import type { NetworkEvent } from '../link/network.js';
import type { Attempt } from '../link/retry-policy.js';
import type { WebSocketConstructor } from '../link/web-socket-like.js';
import type { ResolvedClientOptions } from '../options.js';
import { Demux, type Reporter } from '../protocol/demux.js';
import { Ids } from '../protocol/ids.js';
import type { Body, Protocol, Wire } from '../protocol/protocol.js';
import type { SetUp } from '../session/establish.js';
import { redactAddress } from '../text/redact-address.js';
import { Secrets } from '../text/secrets.js';
import type { Resolvers } from '../traffic/call.js';
import { CallFactory, type CallRequest } from '../traffic/call-factory.js';
import { Calls } from '../traffic/calls.js';
import { Announcements } from './announcements.js';

/** A protocol's set-up, as a client runs it over all its connections. */
export interface ClientSetUp extends SetUp {
  /** Whether the function that gives the addresses is asked before each attempt. */
  readonly needsNewJoin: boolean;
  /** A new run begins, after `boot()`. */
  reset(): void;
}

/** A set-up, which may also adapt calls of the user that belong to it. */
export interface CallAdapter extends ClientSetUp {
  adapt?(request: CallRequest, resolvers: Resolvers): readonly [CallRequest, Resolvers];
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
  readonly ids: Ids;
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
  readonly binary: Dial['binary'];
  readonly WebSocketCtor: WebSocketConstructor;
  protected readonly client: ClientParts;

  constructor(client: ClientParts, address: string, { binary }: Wire) {
    this.client = client;
    this.binary = binary;
    this.address = redactAddress(address);
    this.url = client.protocol.url?.(address) ?? address;
    this.WebSocketCtor = webSocketCtorOf(client);
  }

  get protocols(): Dial['protocols'] {
    return this.client.options.protocols ?? this.client.protocol.protocols;
  }

  get fatalCloseCodes(): Dial['fatalCloseCodes'] {
    return this.client.protocol.fatalCloseCodes;
  }

  get closeObserver(): Dial['closeObserver'] {
    return this.client.sockets.closeObserver;
  }

  farewell(): Farewell | undefined {
    return this.client.sockets.farewell();
  }

  maskReason(reason: string): string {
    return this.client.secrets.maskText(reason);
  }
}

/** One of two dials: nothing is reported of that which is dropped, and it gets no handshake. */
class HedgedDial extends ClientDial {
  readonly #dialling: Dialling;

  constructor(client: ClientParts, address: string, wire: Wire, dialling: Dialling) {
    super(client, address, wire);
    this.#dialling = dialling;
  }

  override get closeObserver(): Dial['closeObserver'] {
    return this.#dialling.isDropped ? UNHEARD : super.closeObserver;
  }

  override farewell(): Farewell | undefined {
    return this.#dialling.isDropped ? undefined : super.farewell();
  }
}

const UNHEARD: Dial['closeObserver'] = { next: () => {} };

export const dialOf = (client: ClientParts, { address }: Attempt, wire: Wire, dialling?: Dialling): Dial =>
  dialling === undefined ? new ClientDial(client, address, wire) : new HedgedDial(client, address, wire, dialling);

/** Everything that the stages share, but who owns the sockets. */
export type SharedParts<SetUp extends ClientSetUp = ClientSetUp> = Omit<ClientParts, 'sockets' | 'setUp'> & {
  readonly setUp: SetUp;
};

/** What a set-up may use of its client. */
export type SetUpParts = Pick<ClientParts, 'calls' | 'demux' | 'announcements' | 'secrets'>;

/** What is made for a client of its class. */
export interface Making<SetUp extends ClientSetUp = ClientSetUp> {
  setUp(parts: SetUpParts): SetUp;
  /** @default replies and events */
  demux?(reporter: Reporter, secrets: Secrets): Demux;
  /** A call as `sent$` and `spooled$` emit it. */
  packet(id: number | undefined, method: string, body: Body): unknown;
  /** Whether calls may have named arguments. @default false */
  readonly takesNamed?: boolean;
}

/** @throws AddressError that quotes the address which cannot be dialled */
export const createParts = <SetUp extends ClientSetUp>(
  addresses: AddressSource,
  options: ResolvedClientOptions,
  protocol: Protocol,
  making: Making<SetUp>,
): SharedParts<SetUp> => {
  const source = typeof addresses === 'function' ? addresses : Object.freeze([...checkAddresses(addresses)]);
  const { packet } = making;
  const announcements = new Announcements(packet);
  const secrets = new Secrets();
  const demux = making.demux?.(announcements, secrets) ?? new Demux(announcements, secrets);
  const { replies } = demux;
  const calls = new Calls({ packet, replies, secrets, warn, protocol, reporter: announcements }, options);
  const ids = new Ids(protocol);
  const factory = new CallFactory(calls, { protocol, ids, secrets, takesNamed: making.takesNamed }, options);
  const setUp = making.setUp({ calls, demux, announcements, secrets });
  const network$ = new Subject<NetworkEvent>();
  return { addresses: source, options, protocol, announcements, demux, calls, factory, ids, secrets, setUp, network$ };
};
