import { defer, from, isObservable, type Observable, type ObservableInput, of, take } from 'rxjs';
import type { ArgumentsOf, ReplyOf } from '../client/call-types.js';
import type { Eventually } from '../index.js';

/**
 * What a method is answered with: a stream, or a function of the call's arguments that gives a stream, a Promise or the
 * data itself. The first value is the reply's data. An error that is no `Error` is the server's refusal, as sent.
 */
export type Replying<Arguments extends readonly unknown[] = never, Reply = unknown> =
  | Observable<Reply>
  | ((...args: Arguments) => Eventually<Reply>);

/** The answers to the methods of a map, by name. */
export type Replies<Methods> = {
  readonly [Name in keyof Methods]?: Replying<ArgumentsOf<Methods, Name>, ReplyOf<Methods, Name>> | undefined;
};

/** What any server answers, unless told otherwise. */
const USUAL: Readonly<Record<string, Replying>> = {
  auth: (_channelId: number, userId?: number | null) =>
    typeof userId === 'number' ? { authenticated: true, roles: ['User'] } : { authenticated: false, roles: [] },
  optOutEvents: () => ({}),
  ping: () => null,
};

/** The answer to one call, anew for each subscription: one value, or an error; undefined when none was given for the method. */
export const replyTo = (given: object, method: string, args: readonly unknown[]): Observable<unknown> | undefined => {
  const replying = ownIn(given, method) ?? ownIn(USUAL, method);
  if (replying === undefined) return undefined;
  const data$ = isObservable(replying) ? replying : defer(() => asInput(replying(...(args as never))));
  return data$.pipe(take(1));
};

/** No method finds its answer in a prototype. */
const ownIn = (replies: object, method: string): Replying | undefined =>
  Object.hasOwn(replies, method) ? (replies as Record<string, Replying>)[method] : undefined;

const asInput = (given: unknown): ObservableInput<unknown> =>
  isObservable(given) || isThenable(given) ? from(given as ObservableInput<unknown>) : of(given);

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
