import type { Arguments, Frame, Protocol, Wire } from '../index.js';
import { requestOf } from './served-call.js';
import type { ClientCall, ClientMessage } from './server-wire.js';

/** A call that a server is answering. */
export interface RunningCall {
  readonly call: ClientCall;
  /** Present once it is a subscription. */
  readonly subscription?: { readonly key: unknown };
}

/** Whether a client cancels a running call with this frame, by what its protocol says of cancelling. */
export const isCancellation = (
  frame: Frame,
  message: ClientMessage | undefined,
  { call, subscription }: RunningCall,
  protocol: Protocol,
  wire: Wire,
): boolean => {
  if (subscription !== undefined) {
    const cancellation = protocol.subscriptions?.cancel?.(subscription.key, requestOf(call));
    if (cancellation !== undefined) return isSame(cancellation, frame, message);
  }
  if (call.id === undefined || wire.cancel === undefined) return false;
  return isSameFrame(wire.cancel(call.id as number, call.method), frame);
};

const isSame = (
  cancellation: readonly [method: string, args: Arguments] | Frame,
  frame: Frame,
  message: ClientMessage | undefined,
): boolean => {
  if (!Array.isArray(cancellation)) return isSameFrame(cancellation as Frame, frame);
  const [method, args] = cancellation as readonly [string, Arguments];
  return message?.type === 'call' && message.method === method && asJson(message.args) === asJson(args);
};

const isSameFrame = (one: Frame, other: Frame): boolean =>
  typeof one === 'string' || typeof other === 'string'
    ? one === other
    : one.length === other.length && one.every((byte, i) => byte === other[i]);

const asJson = (args: Arguments): string => JSON.stringify(args);
