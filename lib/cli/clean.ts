import { stripVTControlCharacters } from 'node:util';

/** Longer than anything that a chat prints on one line. */
const MAX_TEXT_LENGTH = 2_000;

/** Control characters, invisible characters, and lone surrogates. The two joiners stay, because emoji need them. */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const lineBreaksAndTabs = /[\t\r\n\u2028\u2029]+/g;

/**
 * Makes text from elsewhere safe to print on one line of a terminal. It removes escape sequences, control characters
 * and characters that change the direction of writing, and it cuts the text if it is very long.
 */
export const clean = (text: string): string => {
  const short = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
  return stripVTControlCharacters(short).replace(lineBreaksAndTabs, ' ').replace(unsafe, '');
};

const unsafeInJson = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

/** Makes JSON safe to print. It escapes what `JSON.stringify` leaves as it is, so nothing is lost. */
export const cleanJson = (json: string): string => json.replace(unsafeInJson, escapeUnits);

/** Escapes each UTF-16 unit, because JSON has no other escape for a character outside the basic plane. */
const escapeUnits = (character: string): string => {
  let escaped = '';
  for (let i = 0; i < character.length; i += 1) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
};
