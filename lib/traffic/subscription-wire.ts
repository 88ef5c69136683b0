import { type BeamError, CallError } from '../errors.js';
import type { Frame } from '../link/link.js';
import { checkFrame } from '../protocol/check-frame.js';
import type { Arguments, SentRequest, SubscriptionRules } from '../protocol/protocol.js';
import type { Awaiting, Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import { maskedCause } from '../text/masked-cause.js';
import { quote } from '../text/quote.js';
import type { Subscription } from './subscription.js';

type Cancellation = readonly [method: string, args: Arguments] | Frame | undefined;

/**
 * Sends the request for a subscription; false when the socket is not open any more. Then nothing was sent, and the caller
 * withdraws what it expects.
 *
 * @throws what the protocol throws
 */
export const requestOnWire = (
  session: Session,
  replies: Replies,
  subscription: Pick<Subscription, 'method' | 'body'> & Awaiting,
  id: number,
): boolean => {
  const { method, body } = subscription;
  const frame = session.frame(id, method, body);
  replies.expect(id, subscription);
  if (!session.send(frame)) return false;
  session.announceSent(id, method, body);
  return true;
};

/** What cancels subscriptions. */
export interface CancelParts {
  readonly rules: SubscriptionRules;
  readonly replies: Replies;
  report(error: BeamError): void;
}

/** Tells the server that a subscription is over, if the protocol can. The answer is ignored. */
export const cancelOnWire = (session: Session, parts: CancelParts, request: SentRequest, key: unknown): void => {
  if (!session.isOpen()) return;
  try {
    sendCancellation(session, parts.replies, parts.rules.cancel?.(key, request));
  } catch (cause) {
    const { method, id } = request;
    const { why, options } = maskedCause(cause, session.secrets);
    const message = `the subscription of ${quote(method)} could not be cancelled: ${why}`;
    parts.report(new CallError(message, { method, id, kind: 'encoding', delivery: 'never' }, options));
  }
};

/**
 * The key in the answer to a request.
 *
 * @throws if there is none: items could not be told apart by an object, or by nothing
 */
export const keyOf = (rules: SubscriptionRules, data: unknown, request: SentRequest): unknown => {
  const key = rules.key?.(data, request);
  if (key === undefined || key === null || typeof key === 'object') {
    throw new TypeError(`its reply must contain a key, not ${quote(key)}`);
  }
  return key;
};

/** Nobody waits for the answer any more. If it comes all the same, the server would serve its subscription for nobody. */
export const expectLate = (
  { rules, replies }: CancelParts,
  request: SentRequest,
  cancel: (key: unknown) => void,
): void => {
  const answered = (data: unknown): void => {
    let key: unknown;
    try {
      key = keyOf(rules, data, request);
    } catch {
      // The server has not accepted it.
      return;
    }
    cancel(key);
  };
  replies.expect(request.id, { answered, refused: () => {} });
};

const sendCancellation = (session: Session, replies: Replies, cancellation: Cancellation): void => {
  if (cancellation === undefined) return;
  if (!Array.isArray(cancellation)) return void session.send(checkFrame('subscriptions.cancel', cancellation));
  const [method, args] = cancellation as readonly [string, Arguments];
  const body = session.body(args, method);
  const id = session.ids.next();
  const frame = session.frame(id, method, body);
  replies.expect(id, NOBODY);
  if (session.send(frame)) session.announceSent(id, method, body);
  replies.abandon(id);
};

const NOBODY: Awaiting = { answered: () => {}, refused: () => {} };
