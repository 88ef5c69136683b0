import { defer, from, isObservable, type Observable, type ObservableInput, of, take } from 'rxjs';
import type { ArgumentsOf, ReplyOf } from '../client/call-types.js';
import type { Eventually } from '../index.js';

/**
 * The reply to a method: an Observable, or a function of the call's arguments that returns an Observable, a Promise or
 * the data. The first value is the reply's data. An error that is not an `Error` is the error that the server sends.
 */
export type Replying<Arguments extends readonly unknown[] = never, Reply = unknown> =
  | Observable<Reply>
  | ((...args: Arguments) => Eventually<Reply>);

/** The replies to methods, by name. */
export type Replies<Methods> = {
  readonly [Name in keyof Methods]?: Replying<ArgumentsOf<Methods, Name>, ReplyOf<Methods, Name>> | undefined;
};

/** The replies of methods that every server knows, unless the script has its own. */
const DEFAULT_REPLIES: Readonly<Record<string, Replying>> = {
  auth: (_channelId: number, userId?: number | null) =>
    typeof userId === 'number' ? { authenticated: true, roles: ['User'] } : { authenticated: false, roles: [] },
  optOutEvents: () => ({}),
  ping: () => null,
};

/** The reply to one call, computed for each subscription: one value or an error. Undefined for a method without a reply. */
export const replyTo = (given: object, method: string, args: readonly unknown[]): Observable<unknown> | undefined => {
  const replying = ownIn(given, method) ?? ownIn(DEFAULT_REPLIES, method);
  if (replying === undefined) return undefined;
  const data$ = isObservable(replying) ? replying : defer(() => asInput(replying(...(args as never))));
  return data$.pipe(take(1));
};

/** Looks at own properties only: a method called `constructor` has no reply. */
const ownIn = (replies: object, method: string): Replying | undefined =>
  Object.hasOwn(replies, method) ? (replies as Record<string, Replying>)[method] : undefined;

const asInput = (given: unknown): ObservableInput<unknown> =>
  isObservable(given) || isThenable(given) ? from(given as ObservableInput<unknown>) : of(given);

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
