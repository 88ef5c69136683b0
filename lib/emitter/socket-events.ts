import type { BeamError } from '../errors.js';
import type { Closed } from '../link/link.js';
import type { Reconnecting } from '../link/retry-with-next-address.js';
import type { ChatEvents } from '../packet/events.js';
import type { MethodPacket, Packet } from '../packet/packet.js';
import type { Connected } from '../status.js';

/** What a `BeamSocket` emits under the names that are known: the one argument of each. */
export interface BeamSocketEvents extends ChatEvents {
  connected: Connected;
  closed: Closed;
  reconnecting: Reconnecting;
  error: BeamError;
  packet: Packet;
  sent: MethodPacket;
  spooled: MethodPacket;
}

type Known = keyof BeamSocketEvents;
type Listener<Name extends Known> = (data: BeamSocketEvents[Name]) => void;

/** The ways to listen, for the known names; the emitter itself takes any other. */
export interface Listening {
  on<Name extends Known>(name: Name, listener: Listener<Name>): this;
  once<Name extends Known>(name: Name, listener: Listener<Name>): this;
  addListener<Name extends Known>(name: Name, listener: Listener<Name>): this;
  prependListener<Name extends Known>(name: Name, listener: Listener<Name>): this;
}
