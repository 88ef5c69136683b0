import type { Observable } from 'rxjs';
import { methodPacket } from './beam/codec.js';
import { AUTH, type AuthArguments } from './beam/credentials.js';
import type { ChatEvents } from './beam/events.js';
import type { AuthReply, ChatMethods } from './beam/methods.js';
import { OPT_OUT } from './beam/opt-outs.js';
import { type BeamChatOptions, resolveOptions } from './beam/options.js';
import type { MethodPacket, Packet } from './beam/packet.js';
import { beamProtocol } from './beam/protocol.js';
import { BeamSetUp, type SetUpReply } from './beam/set-up.js';
import { Client, setUpOf } from './client/client.js';
import type { AddressSource } from './link/join.js';

/** Each accepted `auth` and opt-out, also on reconnects: for the bridge. */
export const setUpReplies = (chat: BeamChat): Observable<SetUpReply> => (setUpOf(chat) as BeamSetUp).replies$;

/**
 * A reactive client for Beam's chat.
 *
 * @typeParam Events - the data of server events, by name
 * @typeParam Methods - functions, by method name: the parameters are the arguments of a call, the result is the data of its reply
 */
export class BeamChat<Events = ChatEvents, Methods = ChatMethods> extends Client<
  Events,
  Methods,
  Packet,
  MethodPacket
> {
  /**
   * @param addresses - `ws:` or `wss:` URLs; or a function that returns them, or a whole join reply, also asynchronously
   * @throws `AddressError` that quotes an invalid address
   * @throws TypeError that names the unknown or invalid option
   */
  constructor(addresses: AddressSource, given: BeamChatOptions = {}) {
    const options = resolveOptions(given);
    super(addresses, options, beamProtocol(options), {
      setUp: parts => new BeamSetUp(parts, options),
      packet: methodPacket,
    });
  }

  /** Keeps Vue from wrapping a client in a Proxy, which could not access its private members. */
  get [Symbol.toStringTag](): string {
    return 'BeamChat';
  }

  /**
   * Authenticates now or as part of the next connection, and again on each later one. If the server refuses, it rejects with a
   * `ReplyError`, and the connection stays up unchanged.
   */
  auth(...args: AuthArguments): Promise<AuthReply> {
    return this.promise(AUTH, args) as Promise<AuthReply>;
  }

  /** Asks the server not to send these events, now and on each later connection, before auth. */
  optOutEvents(...names: (keyof Events & string)[] | string[]): Promise<unknown> {
    return this.promise(OPT_OUT, names);
  }
}
