import { catchError, type MonoTypeOperatorFunction, throwError } from 'rxjs';

export type Facts = Readonly<Record<string, unknown>>;

/** An error as a plain value: its name and whatever else it tells but its wording, which marbles would compare alone. */
export const factsOf = (error: unknown): Facts => {
  if (!(error instanceof Error)) return { thrown: error };
  const entries = Object.entries({ ...error, name: error.name }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
};

/** The same stream, whose error is its facts. */
export const errorFacts = <T>(): MonoTypeOperatorFunction<T> => catchError(error => throwError(() => factsOf(error)));

/** Everything that an error and its causes say: a key must be in none of it. */
export const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  return [error.message, wordsOf(error.cause)].join('\n');
};
