import { catchError, defer, from, map, type Observable, type ObservableInput, of, take, throwIfEmpty } from 'rxjs';
import { CallError } from '../errors.js';

/** What came of asking for values: an answer; none, since it failed; or none, since the session is over. */
export type Outcome<T> =
  | { readonly is: 'answer'; readonly answer: readonly T[] }
  | { readonly is: 'failure'; readonly cause: 'refused' | 'timeout'; readonly error: unknown }
  | { readonly is: 'over' };

/** Asks when it is subscribed to. Emits one outcome, and never errors. */
export const outcomeOf = <T>(ask: () => ObservableInput<readonly T[]>): Observable<Outcome<T>> =>
  defer(() => from(ask())).pipe(
    take(1),
    throwIfEmpty(() => new Error('it completed without an answer')),
    map((answer): Outcome<T> => {
      if (!Array.isArray(answer)) throw new TypeError('the answer is not an array');
      return { is: 'answer', answer };
    }),
    catchError(error => of(failureOf(error))),
  );

/** The kinds of error of a call whose connection is gone. */
const OVER: ReadonlySet<string> = new Set(['disconnected', 'closed', 'not-connected']);

const failureOf = (error: unknown): Outcome<never> => {
  if (error instanceof CallError && OVER.has(error.kind)) return { is: 'over' };
  // Those of the client, of RxJS and of the platform have the same name.
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return { is: 'failure', cause: isLate ? 'timeout' : 'refused', error };
};
