import type { Arguments, Protocol } from '../index.js';
import { quote } from '../text/quote.js';
import type { Answered } from './double-record.js';
import type { ServerWire } from './server-wire.js';

/** What all servers of a script have in common. */
export interface ServerRules {
  readonly wire: ServerWire;
  /** What the clients speak; undefined for Beam. */
  readonly protocol: Protocol | undefined;
  readonly replies: object;
  readonly subscriptions: object;
}

/** Hears what the clients do. */
export interface ServerLog {
  /** A client made a call. */
  written(method: string, args: Arguments): void;
  /** A client answered a call of the server. */
  answered(answer: Answered): void;
}

/**
 * What writes a message that only some protocols have.
 *
 * @throws TypeError if the servers of the protocol cannot say it
 */
export const writerOf = <Name extends 'event' | 'item' | 'end' | 'request'>(
  wire: ServerWire,
  name: Name,
): NonNullable<ServerWire[Name]> => {
  const write = wire[name];
  if (write !== undefined) return write.bind(wire) as NonNullable<ServerWire[Name]>;
  throw new TypeError(`a scripted server of this protocol cannot send ${quote(name)}: add it to the option server`);
};
