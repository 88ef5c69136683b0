/** Of an error and its causes; a cause may be its own cause. */
const MAX_DEPTH = 5;

/**
 * Reads the stack of an error that is kept, and those of its causes. Until a stack is first read, V8 keeps all that its frames
 * refer to: for the error of a lost connection, that is the connection with its socket.
 */
export const readStack = (error: unknown, depth = MAX_DEPTH): void => {
  if (!(error instanceof Error) || depth === 0) return;
  try {
    // Not a plain expression, which minifiers may drop.
    Reflect.get(error, 'stack');
    const { cause, errors } = error as { cause?: unknown; errors?: unknown };
    for (const each of [cause].concat(errors ?? [])) readStack(each, depth - 1);
  } catch {
    // A cause may be a user's error, whose members may throw.
  }
};
