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

/** Each accepted `auth` and opt-out, on reconnects too: for the bridge. */
export const setUpReplies = (chat: BeamChat): Observable<SetUpReply> => (setUpOf(chat) as BeamSetUp).replies$;

/**
 * A reactive client of Beam's chat.
 *
 * @typeParam Events - the data of server events, by name
 * @typeParam Methods - functions, by method name: the parameters are a call's arguments, the result its reply's data
 */
export class BeamChat<Events = ChatEvents, Methods = ChatMethods> extends Client<
  Events,
  Methods,
  Packet,
  MethodPacket
> {
  /**
   * @param addresses - `ws:` or `wss:` URLs; or a function that gives them, or a whole join reply, now or later
   * @throws `AddressError` that quotes the address which cannot be dialled
   * @throws TypeError that names the option which is unknown or impossible
   */
  constructor(addresses: AddressSource, given: BeamChatOptions = {}) {
    const options = resolveOptions(given);
    super(addresses, options, beamProtocol(options), {
      setUp: parts => new BeamSetUp(parts, options),
      packet: methodPacket,
    });
  }

  /** Tells Vue not to wrap a client into a Proxy, which has no access to private members. */
  get [Symbol.toStringTag](): string {
    return 'BeamChat';
  }

  /**
   * Authenticates, now or as part of the next connection, and again on each later one. Rejects with a `ReplyError` if the
   * server refuses; the connection then stays up as it is.
   */
  auth(...args: AuthArguments): Promise<AuthReply> {
    return this.promise(AUTH, args) as Promise<AuthReply>;
  }

  /** Asks the server not to send these events, now and on each later connection, before auth. */
  optOutEvents(...names: (keyof Events & string)[] | string[]): Promise<unknown> {
    return this.promise(OPT_OUT, names);
  }
}
