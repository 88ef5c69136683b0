import { asyncScheduler } from 'rxjs';
import { answerCall, refusalReply } from './answer-call.js';
import type { ActiveFaults } from './faults.js';
import { type IncomingCall, parsePacket } from './incoming-packet.js';
import type { Participant, Reply } from './participant.js';
import { Refusal } from './refusals.js';
import type { ServerState } from './server-state.js';

/** The connection that a frame came from. */
export interface FrameSource {
  endpoint: number;
  connection: number;
  participant: Participant;
  faults: ActiveFaults;
}

const idOf = ({ id }: IncomingCall): Pick<Reply, 'id'> => (id === undefined ? {} : { id });

/** Answers `auth` as the active faults demand. Returns false if no fault applies. */
const answeredByFault = ({ faults, participant }: FrameSource, call: IncomingCall): boolean => {
  if (call.method !== 'auth') return false;
  if (faults.has('silentAuth')) return true;
  const reply = { type: 'reply', ...idOf(call) } as const;
  if (faults.has('authServerError'))
    participant.client.reply({ ...reply, error: { code: 4006, message: faults.get('authServerError') } }, call);
  else if (faults.has('refuseAuth')) participant.client.reply({ ...reply, error: faults.get('refuseAuth') }, call);
  else return false;
  return true;
};

const receiveCall = (state: ServerState, source: FrameSource, call: IncomingCall): void => {
  const { endpoint, connection, participant } = source;
  state.received$.next({ endpoint, connection, packet: call });
  if (answeredByFault(source, call)) return;
  const wasIn = participant.authState.is !== 'unauthenticated';
  if (participant.rateLimit.tryCall(asyncScheduler.now())) answerCall(state, participant, call);
  else participant.client.reply(refusalReply(new Refusal('tooManyCalls'), state, call.id), call);
  if (!wasIn) announceJoin(state, source);
};

/** Emits on `joins$` if the call that was just answered has let the connection in. */
const announceJoin = (state: ServerState, { endpoint, connection, participant: { authState } }: FrameSource): void => {
  if (authState.is === 'unauthenticated') return;
  const user = authState.is === 'user' ? { id: authState.user.id, username: authState.user.username } : undefined;
  state.joins$.next({ endpoint, connection, channel: authState.channel.id, user });
};

/** Handles one frame. @param text undefined if the frame's bytes are not UTF-8 */
export const receiveFrame = (state: ServerState, source: FrameSource, text: string | undefined): void => {
  const { client } = source.participant;
  const packet = text === undefined ? ({ is: 'not-json' } as const) : parsePacket(text);
  switch (packet.is) {
    case 'call':
      receiveCall(state, source, packet.call);
      break;
    case 'not-json':
      client.reply(refusalReply(new Refusal('notJson'), state));
      break;
    case 'malformed':
      client.reply(refusalReply(new Refusal('badRequest', packet.why), state, packet.id));
      break;
    default:
      packet satisfies never;
  }
};
