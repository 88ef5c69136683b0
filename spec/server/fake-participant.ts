import { answerCall } from '../../lib/server/answer-call.js';
import { resolveOptions } from '../../lib/server/check-options.js';
import type { ChatServerOptions } from '../../lib/server/index.js';
import { Participant } from '../../lib/server/participant.js';
import { ServerState } from '../../lib/server/server-state.js';
import type { Packet } from './raw-client.js';

/** The state of a server without sockets, so that virtual time drives all of it. */
export const stateWith = (options: ChatServerOptions = {}): ServerState => new ServerState(resolveOptions(options));

/** A participant in a channel, anonymous without a name. It records the packets sent to it. */
export const participantIn = (state: ServerState, channelId: number, name?: string) => {
  const packets: Packet[] = [];
  const client = {
    reply: (reply: Packet) => void packets.push(reply),
    event: (text: string) => void packets.push(JSON.parse(text)),
  };
  const participant = new Participant(client, Number.POSITIVE_INFINITY);
  /** Returns the reply. Events sent with it stay in `packets`. */
  const call = (method: string, ...args: unknown[]): Packet => {
    answerCall(state, participant, { type: 'method', method, arguments: args });
    const index = packets.findIndex(({ type }) => type === 'reply');
    return packets.splice(index, 1)[0] ?? {};
  };
  const events = (): string[] => packets.flatMap(({ event }) => event ?? []);
  const user = name === undefined ? undefined : state.users.findOrCreate(name);
  call('auth', channelId, user?.id, user && state.authkeys.issue(user.id, channelId));
  packets.splice(0);
  return { participant, packets, call, events };
};
