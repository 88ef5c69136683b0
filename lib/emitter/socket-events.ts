import type { ChatEvents } from '../beam/events.js';
import type { AuthReply } from '../beam/methods.js';
import type { MethodPacket, Packet } from '../beam/packet.js';
import type { ReportedError } from '../errors.js';
import type { Closed } from '../link/link.js';
import type { Reconnecting } from '../link/retry-policy.js';
import type { Connected } from '../status.js';

/** What a `BeamSocket` emits before each wait. */
export interface SocketReconnecting extends Reconnecting {
  /** The same as `delay`, under the name that the official clients used. */
  readonly interval: number;
}

/** The argument of each event that a `BeamSocket` emits, by name. */
export interface BeamSocketEvents extends ChatEvents {
  connected: Connected;
  closed: Closed;
  reconnecting: SocketReconnecting;
  error: ReportedError;
  packet: Packet;
  sent: MethodPacket;
  spooled: MethodPacket;
  authresult: AuthReply;
  optOutResult: unknown;
}

/**
 * Names of the emitter and of the lifecycle. A server event with such a name is not emitted; otherwise a server
 * could fake the state of the client, or end the process with an `error` that has no listener.
 */
export const RESERVED: ReadonlySet<string> = new Set([
  'error',
  'connected',
  'closed',
  'packet',
  'sent',
  'spooled',
  'reconnecting',
  'authresult',
  'optOutResult',
  'newListener',
  'removeListener',
  '__proto__',
]);

type Known = keyof BeamSocketEvents;
type Listener<Name extends Known> = (data: BeamSocketEvents[Name]) => void;

/** The methods that add listeners, typed for the known names. The emitter's own types take any other name. */
export interface Listening {
  on<Name extends Known>(name: Name, listener: Listener<Name>): this;
  once<Name extends Known>(name: Name, listener: Listener<Name>): this;
  addListener<Name extends Known>(name: Name, listener: Listener<Name>): this;
  prependListener<Name extends Known>(name: Name, listener: Listener<Name>): this;
  prependOnceListener<Name extends Known>(name: Name, listener: Listener<Name>): this;
}
