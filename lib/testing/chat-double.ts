import { lastValueFrom } from 'rxjs';
import type { Stated } from '../client/call-types.js';
import type { AuthArguments, AuthReply, BeamChat, ChatEvents, ChatMethods, MethodPacket, Packet } from '../index.js';
import { Double } from './double.js';
import type { DoubleRecord } from './double-record.js';
import type { ChatScript } from './double-script.js';
import { BEAM_REPLIES } from './replies.js';

/**
 * A chat client without a socket. It emits what its script says, answers calls with the replies of its script, and
 * records the calls. It has the type of a {@link BeamChat} and works in virtual time.
 */
export interface ChatDouble<Events = ChatEvents, Methods = ChatMethods>
  extends BeamChat<Events, Methods>,
    DoubleRecord {}

/**
 * The public members of BeamChat: a member that is added there and missing here does not compile. BeamChat's private
 * members make its type nominal, so that the class below can only be exported as a BeamChat by assertion.
 */
type Members<Events, Methods> = Pick<BeamChat<Events, Methods>, keyof BeamChat<Events, Methods>>;

class Chat<Events, Methods>
  extends Double<BeamChat<Events, Methods>, Events, Methods, Packet, MethodPacket, false>
  implements Members<Events, Methods>
{
  readonly [Symbol.toStringTag] = 'BeamChat';

  constructor(script: ChatScript<Events, Methods> = {}) {
    super(script, { name: 'ChatDouble', firstId: 0, takesNamed: false, replies: BEAM_REPLIES });
  }

  auth(...args: AuthArguments): Promise<AuthReply> {
    return lastValueFrom(this.made('auth', args)) as Promise<AuthReply>;
  }

  optOutEvents(...names: string[]): Promise<unknown> {
    return lastValueFrom(this.made('optOutEvents', names));
  }
}

/** Constructs a double. Every part of the script is optional. */
export const ChatDouble = Chat as unknown as new <Events = ChatEvents, Methods = ChatMethods>(
  script?: ChatScript<Stated<Events>, Stated<Methods>>,
) => ChatDouble<Events, Methods>;
