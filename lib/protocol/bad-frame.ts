import { BadMessageError } from '../errors.js';
import type { SecretMask } from '../text/secrets.js';

/** How many characters of a bad frame an error shows. */
const MAX_SHOWN_CHARACTERS = 256;
/** More than an error shows, so that a secret which would be cut off in what is shown is still found. */
const MAX_MASKED_CHARACTERS = 4_096;

/** The error for a frame that is no message, without the secrets that the server repeats in it. */
export const badFrame = (why: string, frame: unknown, cause: unknown, secrets: SecretMask): BadMessageError => {
  const message = `received a frame that is ${why}`;
  if (typeof frame !== 'string') return new BadMessageError(message, `[binary, ${sizeOf(frame)} bytes]`);
  const text = frame.slice(0, MAX_MASKED_CHARACTERS);
  const masked = secrets.maskText(text);
  const data = masked.slice(0, MAX_SHOWN_CHARACTERS);
  // The parser quotes the frame in its own message.
  const isQuotable = masked === text;
  return new BadMessageError(message, data, cause === undefined || !isQuotable ? undefined : { cause });
};

const sizeOf = (frame: unknown): number | string => {
  const { byteLength, size } = (frame ?? {}) as { byteLength?: number; size?: number };
  return byteLength ?? size ?? 'unknown';
};
