import { describeCause } from './quote.js';
import type { SecretMask } from './secrets.js';

/** A cause in words, and the options of an error that has it. */
export interface MaskedCause {
  readonly why: string;
  readonly options: ErrorOptions | undefined;
}

/**
 * What a protocol threw, without the client's secrets: it may quote the arguments that it was given. A cause that repeats one
 * is described, and not kept.
 */
export const maskedCause = (cause: unknown, secrets: SecretMask): MaskedCause => {
  const words = describeCause(cause);
  const why = secrets.maskText(words);
  return { why, options: why === words ? { cause } : undefined };
};
