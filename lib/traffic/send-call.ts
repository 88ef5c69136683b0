import type { Frame } from '../link/link.js';
import { unencodable } from '../protocol/encode.js';
import type { Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import type { Call } from './call.js';
import type { UnsettledCalls } from './unsettled-calls.js';

/** Hands a call to the socket. False when the socket does not take it, and then the call is where it was. */
export const sendCall = (call: Call, session: Session, unsettled: UnsettledCalls, replies: Replies): boolean => {
  if (!session.isOpen()) return false;
  const frame = frameOf(call, session, unsettled);
  if (frame === undefined) return true;
  const { id, method, body, stage, wasSent } = call;
  if (id !== undefined) replies.expect(id, call);
  // Before, since a socket may answer, or be gone, within its own `send`.
  unsettled.sent(call, stage);
  if (!session.send(frame)) {
    // What ended the session within `send` may have settled the call, or spooled it again.
    if (call.stage !== 'sent') return true;
    if (id !== undefined) replies.withdraw(id);
    unsettled.takeBack(call, stage, wasSent);
    return false;
  }
  if (!call.settings.resend) call.body = '';
  // Before the call settles: what its caller calls next is sent next.
  session.announceSent(id, method, body);
  if (call.settings.noReply) unsettled.succeed(call, undefined);
  return true;
};

/** The frame of a call, which gets its id; undefined if the protocol threw, and then the call is rejected. */
const frameOf = (call: Call, session: Session, unsettled: UnsettledCalls): Frame | undefined => {
  const { method, body, settings } = call;
  try {
    const notification = settings.noReply ? session.notification(method, body) : undefined;
    if (notification !== undefined) return notification;
    call.id = session.ids.whenSent(call.id);
    return session.frame(call.id, method, body);
  } catch (cause) {
    unsettled.fail(call, unencodable(method, cause, session.secrets));
    return undefined;
  }
};
