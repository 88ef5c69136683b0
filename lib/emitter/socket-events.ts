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
type Name = string | symbol;
type ListenerOf<Of extends Known> = (data: BeamSocketEvents[Of]) => void;
/** A name of the user's own: a listener of a known name must take what that event has. */
type Other<Of extends Name> = [Of] extends [Known] ? never : Of;
/** Taken from a method, because TypeScript then lets a listener declare narrower parameters. */
type Listener = { listener(...args: unknown[]): void }['listener'];

/**
 * What a `BeamSocket` has of Node's EventEmitter, as an interface of our own: a project without the types of Node would
 * otherwise lose it, silently. The methods that add listeners are typed for the known names.
 */
export interface SocketEmitter {
  on<Of extends Known>(name: Of, listener: ListenerOf<Of>): this;
  on<Of extends Name>(name: Other<Of>, listener: Listener): this;
  once<Of extends Known>(name: Of, listener: ListenerOf<Of>): this;
  once<Of extends Name>(name: Other<Of>, listener: Listener): this;
  addListener<Of extends Known>(name: Of, listener: ListenerOf<Of>): this;
  addListener<Of extends Name>(name: Other<Of>, listener: Listener): this;
  prependListener<Of extends Known>(name: Of, listener: ListenerOf<Of>): this;
  prependListener<Of extends Name>(name: Other<Of>, listener: Listener): this;
  prependOnceListener<Of extends Known>(name: Of, listener: ListenerOf<Of>): this;
  prependOnceListener<Of extends Name>(name: Other<Of>, listener: Listener): this;
  off(name: Name, listener: Listener): this;
  removeListener(name: Name, listener: Listener): this;
  removeAllListeners(name?: Name): this;
  emit(name: Name, ...args: unknown[]): boolean;
  listeners(name: Name): Listener[];
  rawListeners(name: Name): Listener[];
  /** How many listeners the name has, or how often it has this one. */
  listenerCount(name: Name, listener?: Listener): number;
  eventNames(): Name[];
  setMaxListeners(most: number): this;
  getMaxListeners(): number;
}
