import { defer, from, isObservable, type Observable, type ObservableInput, of, take } from 'rxjs';
import type { ArgumentsOf, ReplyOf } from '../client/call-types.js';
import type { Arguments, Eventually } from '../index.js';
import { ownIn } from './own-in.js';

/**
 * A function of the arguments of a call. Where nothing is known of them, a function of any arguments fits: a method is
 * compared less strictly than a function.
 */
export type Answering<Args extends readonly unknown[], Result> = unknown[] extends Args
  ? { of(...args: Args): Result }['of']
  : (...args: Args) => Result;

/**
 * The reply to a method: an Observable, or a function of the call's arguments that returns an Observable, a Promise or
 * the data. The first value is the reply's data. An error that is not an `Error` is the error that the server sends.
 */
export type Replying<Args extends readonly unknown[] = never, Reply = unknown> =
  | Observable<Reply>
  | Answering<Args, Eventually<Reply>>;

/** The replies to methods, by name. Named parameters are the only argument. */
export type Replies<Methods> = {
  readonly [Name in keyof Methods]?: Replying<ArgumentsOf<Methods, Name>, ReplyOf<Methods, Name>> | undefined;
};

/** The replies that a double or a server has unless its script has others. */
export type DefaultReplies = Readonly<Record<string, Replying>>;

/** Those of every server of Beam. */
export const BEAM_REPLIES: DefaultReplies = {
  auth: (_channelId: number, userId?: number | null) =>
    typeof userId === 'number' ? { authenticated: true, roles: ['User'] } : { authenticated: false, roles: [] },
  optOutEvents: () => ({}),
  ping: () => null,
};

/** The reply to one call, computed for each subscription: one value or an error. Undefined for a method without a reply. */
export const replyTo = (given: object, method: string, args: Arguments): Observable<unknown> | undefined => {
  const replying = ownIn<Replying>(given, method);
  if (replying === undefined) return undefined;
  const data$ = isObservable(replying) ? replying : defer(() => asInput(replying(...(listOf(args) as never))));
  return data$.pipe(take(1));
};

/** The replies of a script over the default ones. An undefined one counts as not given. */
export const withDefaults = (given: object, defaults: DefaultReplies): object => ({
  ...defaults,
  ...Object.fromEntries(Object.entries(given).filter(([, replying]) => replying !== undefined)),
});

/** The arguments as a function gets them. */
export const listOf = (args: Arguments): readonly unknown[] => (Array.isArray(args) ? args : [args]);

export const asInput = (given: unknown): ObservableInput<unknown> =>
  isObservable(given) || isThenable(given) ? from(given as ObservableInput<unknown>) : of(given);

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
