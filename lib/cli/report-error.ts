import { stderr, stdout } from 'node:process';
import { cleanJson } from './clean.js';
import type { CliError } from './cli-error.js';

/** Whether the output is for scripts: only `chat` has `--json`. What follows `--` is no option. */
const isForScripts = ([command, ...args]: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return command === 'chat' && (end < 0 ? args : args.slice(0, end)).includes('--json');
};

/** Reports why the command fails: as a line on stderr or, with `chat --json`, as the last object on stdout. */
export const reportError = ({ message, exitCode }: CliError, args: readonly string[]): void => {
  if (message === '') return;
  if (isForScripts(args)) stdout.write(`${cleanJson(JSON.stringify({ type: 'exit', code: exitCode, message }))}\n`);
  else stderr.write(`rx-beam: ${message}\n`);
};
