import { Observable } from 'rxjs';
import type { Arguments } from '../protocol/protocol.js';
import type { Call, Resolvers } from '../traffic/call.js';
import type { CallRequest } from '../traffic/call-factory.js';
import { NO_OPTIONS } from '../traffic/call-options.js';
import type { CallAdapter, SharedParts } from './client-parts.js';

/** Makes a call, as the set-up of the client's protocol wants it made; returns it unless it was rejected on the spot. */
export const makeCall = (
  { factory, setUp }: SharedParts<CallAdapter>,
  request: CallRequest,
  resolvers: Resolvers,
): Call | undefined => {
  const [adapted, settled] = setUp.adapt?.(request, resolvers) ?? [request, resolvers];
  return factory.create(adapted, settled);
};

/** The same call for each subscription. Unsubscribing cancels it. */
export const makeCall$ = (parts: SharedParts<CallAdapter>, request: CallRequest): Observable<unknown> =>
  new Observable(subscriber => {
    const resolve = (data: unknown) => {
      // Options that are none are rejected when the call is made.
      if (!(request.options as CallRequest['options'] | null)?.noReply) subscriber.next(data);
      subscriber.complete();
    };
    const reject = (error: unknown) => subscriber.closed || subscriber.error(error);
    const call = makeCall(parts, request, { resolve, reject });
    return call && (() => parts.calls.unsettled.unsubscribed(call));
  });

/** The request of a call that waits for a session. */
export const requestOf = (
  method: string,
  args: Arguments = [],
  options = NO_OPTIONS,
  rawServerErrors = false,
): CallRequest => ({ method, args, options, whenDown: 'spool', rawServerErrors });
