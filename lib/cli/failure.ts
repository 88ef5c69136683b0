import { CommanderError } from 'commander';
import { clean } from './clean.js';

/** Something that the user of the command can understand, and perhaps mend: one line, no stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Whatever was thrown, as one line to say and the code to exit with. The message is empty when all was said. */
export const asFailure = (error: unknown): Failure => {
  // The parser has told of its own errors, and shown its own help, by then.
  if (error instanceof CommanderError) return new Failure('', error.exitCode);
  const exitCode = error instanceof Failure ? error.exitCode : 1;
  return new Failure(clean(reasonOf(error)), exitCode);
};

/** The words of an error; of several at once, those of the first; of a {@link Failure} underneath, its own. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Error && error.cause instanceof Failure) return error.cause.message;
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
