import { CallError, type CallErrorKind, ReplyError } from 'rx-beam';

const WORDS: Partial<Record<CallErrorKind, string>> = {
  'not-connected': 'There is no connection.',
  disconnected: 'The connection was lost before the answer came.',
  timeout: 'The server did not answer.',
  overflow: 'Too much is waiting already.',
  closed: 'The chat is closed.',
};

/** The text of an error for the user. */
export const sayError = (error: unknown): string => {
  if (error instanceof ReplyError) return sayRefusal(error.error);
  return (error instanceof CallError && WORDS[error.kind]) || 'It did not work.';
};

/** Such as `UNOTFOUND`: it means nothing to the user. */
const isCode = (text: string): boolean => /^[A-Z\d_]*$/.test(text);

/** Early servers send a string, later ones an object. */
const sayRefusal = (refusal: unknown): string => {
  const { message } = Object(refusal) as { message?: unknown };
  const said = typeof refusal === 'string' ? refusal : message;
  if (said === 'UACCESS') return 'You may not do that.';
  return typeof said === 'string' && !isCode(said) ? said : 'The server refused.';
};
