import {
  catchError,
  defer,
  from,
  isObservable,
  map,
  merge,
  NEVER,
  type Observable,
  type ObservableInput,
  of,
  take,
  throwIfEmpty,
  timer,
} from 'rxjs';
import { AuthenticationFailedError, ConnectionError } from '../errors.js';
import { sayCause } from '../quote.js';
import { checkAddresses } from './addresses.js';

/** The user for whom a join reply was made. */
export interface JoinUser {
  readonly id: number;
  readonly username: string;
  readonly roles: readonly string[];
}

/** The reply of `GET /chats/:id` (docs/protocol.md#joining), or of any service like it. */
export interface Join {
  /** The servers' addresses, `ws:` or `wss:`. */
  readonly endpoints: readonly string[];
  /** A key for one authentication; absent for an anonymous join. */
  readonly authkey?: string | undefined;
  /** Who joins, where the service says so; absent for an anonymous join. */
  readonly user?: JoinUser | undefined;
  /** The roles of the user in the channel. */
  readonly roles?: readonly string[] | undefined;
  /** What the user may do in the channel. */
  readonly permissions?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

/** What a function of yours may give back: a value, a Promise or an Observable (its first value counts). */
export type Eventually<T> = T | PromiseLike<T> | Observable<T>;

/** Where the addresses come from: a list, or a function that gives a list or a whole join reply each time it is asked. */
export type AddressSource = readonly string[] | (() => Eventually<readonly string[] | Join>);

/** The longest wait that a timer can take, in ms. */
export const LONGEST = 2 ** 31 - 1;

/** 0 and Infinity wait for ever. */
export const isBounded = (ms: number): boolean => ms > 0 && ms !== Number.POSITIVE_INFINITY;

/**
 * Asks a function of the user's once. What it throws, rejects with or does not give in time comes out as a
 * {@link ConnectionError} with its `cause`; an {@link AuthenticationFailedError} comes out as it is.
 */
export const askUser = <T>(what: string, ask: () => Eventually<T>, withinMs: number): Observable<T> => {
  const asked$ = defer(() => asInput(ask()));
  const late$ = isBounded(withinMs) ? timer(withinMs) : NEVER;
  return merge(
    asked$.pipe(throwIfEmpty(() => new Error('it completed without a value'))),
    late$.pipe(
      map(() => {
        throw new Error(`it gave nothing within ${withinMs} ms`);
      }),
    ),
  ).pipe(
    take(1),
    catchError(cause => {
      if (cause instanceof AuthenticationFailedError) throw cause;
      throw new ConnectionError(`the function that gives ${what} failed: ${sayCause(cause)}`, { cause });
    }),
  );
};

const asInput = <T>(given: Eventually<T>): ObservableInput<T> =>
  isObservable(given) || isThenable(given) ? from(given as ObservableInput<T>) : of(given as T);

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** The addresses, asked for once and checked. */
export const askAddresses = (source: AddressSource, withinMs: number): Observable<Join> => {
  if (typeof source !== 'function') return of({ endpoints: source });
  return askUser<unknown>('addresses', source, withinMs).pipe(map(toJoin));
};

const toJoin = (given: unknown): Join => {
  const whole = typeof given === 'object' && given !== null && !Array.isArray(given);
  const join = whole ? (given as Join) : { endpoints: given as readonly string[] };
  return { ...join, endpoints: checkAddresses(join.endpoints) };
};
