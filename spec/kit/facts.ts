import { catchError, type Observable, throwError } from 'rxjs';

export type Facts = Readonly<Record<string, unknown>>;

/**
 * An error as a plain object: its name, message and fields, and the same for its causes; undefined values are left out.
 * The marble matcher compares only the name and message of an Error, so a wrong `code` would pass.
 */
export const factsOf = (error: unknown): Facts => {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, message, cause } = error;
  return defined({ ...error, name, message, cause: cause === undefined ? undefined : factsOf(cause) });
};

/** The same without message and causes, for specs that leave the wording open. */
export const fieldsOf = (error: unknown): Facts => {
  if (!(error instanceof Error)) return { thrown: error };
  return defined({ ...error, name: error.name });
};

const defined = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

/** Errors with the facts of the source's error. */
export const asFacts = <T>(source: Observable<T>): Observable<T> =>
  source.pipe(catchError(error => throwError(() => factsOf(error))));

/** Errors with the fields of the source's error. */
export const asFields = <T>(source: Observable<T>): Observable<T> =>
  source.pipe(catchError(error => throwError(() => fieldsOf(error))));

/** The messages of an error and its causes, one a line. */
export const messagesOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  return [error.message, messagesOf(error.cause)].join('\n');
};

/** What a function throws. */
export const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it should have thrown');
};
