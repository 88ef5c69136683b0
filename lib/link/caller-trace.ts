import { CallError } from '../errors.js';

type Runtime = { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } };

/** Looked up at the first call, once: reading the environment costs more than the call. */
let isDevelopment: boolean | undefined;

const lookUp = (): boolean => {
  const environment = (globalThis as Runtime).process?.env?.['NODE_ENV'];
  return environment === 'development' || environment === 'test';
};

/**
 * In development, adds the line that made the call to the stack of its {@link CallError}, which is otherwise that of a socket
 * or a timer. Capturing a stack takes longer than the call itself, so not in production.
 *
 * @param above - the function whose callers are shown
 */
export const traceCaller = (
  reject: (error: unknown) => void,
  above: (...args: never[]) => unknown,
): ((error: unknown) => void) => {
  isDevelopment ??= lookUp();
  if (!isDevelopment) return reject;
  const made: { stack?: string } = {};
  (Error as { captureStackTrace?: (target: object, above: unknown) => void }).captureStackTrace?.(made, above);
  return error => {
    const lines = made.stack?.split('\n').slice(1).join('\n') ?? '';
    if (error instanceof CallError && lines !== '') error.stack += `\n    --- where the call was made ---\n${lines}`;
    reject(error);
  };
};
