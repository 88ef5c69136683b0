import {
  catchError,
  defer,
  identity,
  isObservable,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  of,
  take,
  throwError,
  throwIfEmpty,
  timeout,
} from 'rxjs';
import { AuthenticationFailedError, ConnectionError } from '../errors.js';
import { describeCause } from '../text/quote.js';
import { isObject } from '../text/rule.js';
import { isBounded } from '../timers.js';

/** What your function may return: a value, a Promise or an Observable (its first value counts). */
export type Eventually<T> = T | PromiseLike<T> | Observable<T>;

/**
 * Asks a user's function once. If it throws, rejects, completes without a value, or gives nothing within `withinMs`, the
 * result is a {@link ConnectionError} with its `cause`; an {@link AuthenticationFailedError} comes out as it is.
 */
export const askUser = <T>(what: string, ask: () => Eventually<T>, withinMs: number): Observable<T> =>
  defer(() => asInput(ask())).pipe(
    throwIfEmpty(() => new Error('it completed without a value')),
    within(withinMs, () => new Error(`it gave nothing within ${withinMs} ms`)),
    take(1),
    catchError(cause => {
      if (cause instanceof AuthenticationFailedError) throw cause;
      throw new ConnectionError(`the function that gives ${what} failed: ${describeCause(cause)}`, { cause });
    }),
  );

/** Errors when no value has come within `ms`; 0 and Infinity wait for ever. */
export const within = <T>(ms: number, tooLate: () => Error): MonoTypeOperatorFunction<T> =>
  isBounded(ms) ? timeout({ first: ms, with: () => throwError(tooLate) }) : identity;

/** Another library's Observable counts as one. */
const asInput = <T>(given: Eventually<T>): ObservableInput<T> =>
  isEventual(given) ? (given as ObservableInput<T>) : of(given as T);

/** A Promise, an async iterable, or an Observable of RxJS or another library, which has the method that `from` looks for. */
export const isEventual = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  if (isObservable(value)) return true;
  if (typeof (value as { then?: unknown }).then === 'function') return true;
  return (Symbol.observable ?? '@@observable') in value || Symbol.asyncIterator in value;
};

/**
 * What a user's function returns at once. If it throws, RxJS reports the error as one of its handlers' errors, and
 * `otherwise` takes the place of the result.
 */
export const callUser = <T>(ask: () => T, otherwise: T): T => {
  try {
    return ask();
  } catch (error) {
    // Subscribed to only now: it is called several times for each dial, and hardly ever throws.
    of(undefined).subscribe(() => {
      throw error;
    });
    return otherwise;
  }
};
