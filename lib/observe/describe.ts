import type { Activity, ObservedCall, ObservedFailure, RpcActivity } from '../activity/activity.js';
import { describeCause, quote } from '../text/quote.js';
import { redactMessage } from '../text/redact-message.js';

const nameOf = ({ id, method }: ObservedCall): string => (id === undefined ? method : `${method} #${id}`);

const frameText = (frame: unknown): string => {
  if (typeof frame === 'string') return frame;
  const { byteLength = 'unknown' } = (frame ?? {}) as { byteLength?: number };
  return `[binary, ${byteLength} bytes]`;
};

const argsText = (args: unknown): string => {
  try {
    return JSON.stringify(args);
  } catch {
    return quote(args);
  }
};

const failureText = ({ kind, delivery, error }: ObservedFailure): string =>
  `failed: ${kind}, delivery ${delivery}${error === undefined ? '' : `: ${causeText(error)}`}`;

/** Why something happened, in words; the runtime's own errors may quote the URL that was dialled. */
export const causeText = (cause: unknown): string => redactMessage(describeCause(cause));

/**
 * Describes what happened; the text may contain secrets. Undefined if a public stream of the client emits it too.
 */
export const describe = (activity: Activity): string | undefined => {
  switch (activity.type) {
    case 'boot':
      return 'boot()';
    case 'close':
      return `close(${Object.keys(activity.options).length === 0 ? '' : JSON.stringify(activity.options)})`;
    case 'dial':
      return `dial ${activity.dial}: ${activity.address}`;
    case 'open':
      return `dial ${activity.dial} is open`;
    case 'received':
      return `dial ${activity.dial} <- ${frameText(activity.frame)}`;
    case 'sent':
      return `dial ${activity.dial} -> ${frameText(activity.frame)}`;
    case 'gone':
      return `dial ${activity.dial} is gone: ${activity.opened ? `code ${activity.code}` : 'it never opened'}`;
    case 'network':
      return `network: ${activity.event}`;
    case 'ping':
      return 'ping of the WebSocket';
    case 'made':
      return `call ${nameOf(activity.call)} is made: ${frameText(activity.call.body)}`;
    case 'spooled':
      return `call ${nameOf(activity.call)} waits in the spool`;
    case 'handed':
      return `call ${nameOf(activity.call)} is sent${activity.call.wasSent ? ' again' : ''}`;
    case 'settled':
      return `call ${nameOf(activity.call)} ${activity.failure === undefined ? 'is done' : failureText(activity.failure)}`;
    case 'established':
    case 'lost':
    case 'waiting':
    case 'closed':
    case 'bad-frame':
      return undefined;
    default:
      return describeRpc(activity);
  }
};

const describeRpc = (activity: RpcActivity): string | undefined => {
  switch (activity.type) {
    case 'subscribed':
      return `${activity.subscriber.method} is subscribed to: ${argsText(activity.subscriber.args)}`;
    case 'unsubscribed':
      return `a subscriber of ${activity.subscriber.method} left`;
    case 'ended':
      return `${activity.subscriber.method} ended${activity.error === undefined ? '' : `: ${causeText(activity.error)}`}`;
    case 'handler-added':
    case 'handler-removed':
      return `the handler of ${activity.method} is ${activity.type.slice('handler-'.length)}`;
    // The frames say both.
    case 'requested':
    case 'answered':
      return undefined;
  }
};
