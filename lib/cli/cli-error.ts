import { CommanderError } from 'commander';
import { clean } from './clean.js';

/** An error that the user of the command can understand. It is printed as one line, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Turns what was thrown into a line to print and an exit code. The message is empty if there is nothing to print. */
export const toCliError = (error: unknown): CliError => {
  if (error instanceof CommanderError) return new CliError(clean(parserMessage(error)), error.exitCode);
  const exitCode = error instanceof CliError ? error.exitCode : 1;
  return new CliError(clean(messageOf(error)), exitCode);
};

/** What the parser says, in one line like all other errors. By now it has printed the help that the user asked for. */
const parserMessage = ({ code, message }: CommanderError): string =>
  /^commander\.(help|version)/.test(code)
    ? ''
    : message
        .replace(/^error: /, '')
        .replace(/\n\(Did you mean (one of )?(.*)\?\)$/s, ': did you mean $2?')
        .trim();

/** The message of an error. A {@link CliError} as its cause says more. An `AggregateError` may have no message. */
export const messageOf = (error: unknown): string => {
  if (error instanceof Error && error.cause instanceof CliError) return error.cause.message;
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
