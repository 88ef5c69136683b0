import { redactMessage } from '../text/redact-message.js';

/** How many characters of a text are masked, and how many are shown: a secret that would be cut off is still found. */
const MAX_MASKED_CHARACTERS = 4_096;
const MAX_SHOWN_CHARACTERS = 240;

/** Characters that a terminal or a log may read as an end of line, or as a command. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Turns text that may come from a server into one line, without secrets and query values, and of bounded length. */
export const lineOf = (text: string, mask: (text: string) => string): string => {
  const masked = redactMessage(mask(text.slice(0, MAX_MASKED_CHARACTERS)));
  const shown = masked.length > MAX_SHOWN_CHARACTERS ? `${masked.slice(0, MAX_SHOWN_CHARACTERS)}…` : masked;
  return shown.replace(CONTROL, escaped);
};
