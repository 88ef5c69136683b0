import { catchError, type Observable, throwError } from 'rxjs';

export type Facts = Readonly<Record<string, unknown>>;

/**
 * An error as the plain facts it carries, its causes too, without what is undefined. For marbles, whose matcher sees
 * of an Error only the name and the message.
 */
export const factsOf = (error: unknown): Facts => {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, message, cause } = error;
  const facts = { ...error, name, message, cause: cause === undefined ? undefined : factsOf(cause) };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
};

/** The same stream, ending with the facts of its error. */
export const asFacts = <T>(source: Observable<T>): Observable<T> =>
  source.pipe(catchError(error => throwError(() => factsOf(error))));

/** What a function throws. */
export const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it should have thrown');
};
