import { asyncScheduler } from 'rxjs';
import { answer, refusalReply } from './answer.js';
import type { Faults } from './faults.js';
import type { Hall } from './hall.js';
import { type IncomingCall, readFrame } from './incoming.js';
import { Refusal } from './refusals.js';
import type { Reply, Visitor } from './visitor.js';

/** A client at an endpoint. */
export interface Caller {
  endpoint: number;
  connection: number;
  visitor: Visitor;
  faults: Faults;
}

const echo = ({ id }: IncomingCall): Pick<Reply, 'id'> => (id === undefined ? {} : { id });

/** Answers `auth` as the faults in force have it. False where none has a say. */
const answeredByFault = ({ faults, visitor }: Caller, call: IncomingCall): boolean => {
  if (call.method !== 'auth') return false;
  if (faults.has('silentAuth')) return true;
  const reply = { type: 'reply', ...echo(call) } as const;
  if (faults.has('authServerError'))
    visitor.wire.reply({ ...reply, error: { code: 4006, message: faults.get('authServerError') } }, call);
  else if (faults.has('refuseAuth')) visitor.wire.reply({ ...reply, error: faults.get('refuseAuth') }, call);
  else return false;
  return true;
};

const receiveCall = (hall: Hall, caller: Caller, call: IncomingCall): void => {
  const { endpoint, connection, visitor } = caller;
  hall.received$.next({ endpoint, connection, packet: call });
  if (answeredByFault(caller, call)) return;
  if (visitor.quota.take(asyncScheduler.now())) answer(hall, visitor, call);
  else visitor.wire.reply(refusalReply(new Refusal('tooManyCalls'), hall, call.id), call);
};

/** Takes in one frame: undefined is one whose bytes are no text. */
export const receive = (hall: Hall, caller: Caller, text: string | undefined): void => {
  const { wire } = caller.visitor;
  const incoming = text === undefined ? ({ is: 'not-json' } as const) : readFrame(text);
  switch (incoming.is) {
    case 'call':
      receiveCall(hall, caller, incoming.call);
      break;
    case 'not-json':
      wire.reply(refusalReply(new Refusal('notJson'), hall));
      break;
    case 'malformed':
      wire.reply(refusalReply(new Refusal('badRequest', incoming.why), hall, incoming.id));
      break;
    default:
      incoming satisfies never;
  }
};
