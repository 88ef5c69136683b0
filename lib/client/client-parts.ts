import type { Observer } from 'rxjs';
import { diagnostics, runtimeWebSocket, warn } from '#platform';
import { ClientActivity } from '../activity/client-activity.js';
import { checkAddresses } from '../link/addresses.js';
import type { AddressSource } from '../link/join.js';
import type { Closed, Farewell } from '../link/link.js';
import type { WebSocketConstructor } from '../link/web-socket-like.js';
import type { ResolvedClientOptions } from '../options.js';
import { Demux, type Reporter } from '../protocol/demux.js';
import { Ids } from '../protocol/ids.js';
import type { Body, Protocol } from '../protocol/protocol.js';
import type { SetUp } from '../session/establish.js';
import { Secrets } from '../text/secrets.js';
import type { Resolvers } from '../traffic/call.js';
import { CallFactory, type CallRequest } from '../traffic/call-factory.js';
import { Calls } from '../traffic/calls.js';
import { Announcements } from './announcements.js';
import { NetworkEvents } from './network-events.js';

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
  readonly activity: ClientActivity;
  readonly factory: CallFactory;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly network$: NetworkEvents;
  readonly sockets: SocketOwner;
}

/** Completes every stream of a client that is disposed of. */
export const completeStreams = ({ activity, announcements, calls, demux }: SharedParts): void => {
  activity.complete();
  announcements.complete();
  demux.complete();
  calls.spooled$.complete();
};

/** @throws TypeError where the runtime has no WebSocket and none was given */
export const webSocketCtorOf = ({ options }: ClientParts): WebSocketConstructor =>
  options.WebSocketCtor ?? runtimeWebSocket(options.ws);

/** Everything that the stages share, but who owns the sockets. */
export type SharedParts<SetUp extends ClientSetUp = ClientSetUp> = Omit<ClientParts, 'sockets' | 'setUp'> & {
  readonly setUp: SetUp;
};

/** What a set-up may use of its client. */
export type SetUpParts = Pick<ClientParts, 'activity' | 'calls' | 'demux' | 'announcements' | 'secrets'>;

/** What is made for a client of its class. */
export interface Making<SetUp extends ClientSetUp = ClientSetUp> {
  setUp(parts: SetUpParts): SetUp;
  /** @default replies and events */
  demux?(reporter: Reporter, secrets: Secrets, activity: ClientActivity): Demux;
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
  const activity = new ClientActivity(protocol.name, diagnostics);
  const announcements = new Announcements(packet, activity);
  const secrets = new Secrets();
  const demux = making.demux?.(announcements, secrets, activity) ?? new Demux(announcements, secrets);
  const { replies } = demux;
  const calls = new Calls({ packet, replies, secrets, warn, protocol, reporter: announcements, activity }, options);
  const ids = new Ids(protocol);
  const factory = new CallFactory(calls, { protocol, ids, secrets, takesNamed: making.takesNamed }, options);
  const setUp = making.setUp({ activity, calls, demux, announcements, secrets });
  const network$ = new NetworkEvents(activity);
  // One literal, whose members are all within the object: a process may have thousands of clients.
  return {
    addresses: source,
    options,
    protocol,
    activity,
    announcements,
    demux,
    calls,
    factory,
    ids,
    secrets,
    setUp,
    network$,
  };
};
