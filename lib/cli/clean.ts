import { stripVTControlCharacters } from 'node:util';

/** Longer than anything a chat has to say on one line. */
const LONGEST = 2_000;

/** Control characters, what hides or turns text around, and line separators; joiners stay, since emoji need them. */
const unwanted = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const blank = /[\t\r\n\u2028\u2029]+/g;

/**
 * Text from elsewhere, made safe for a terminal: on one line, without escape sequences, control characters and
 * characters that change the direction of writing.
 */
export const clean = (text: string): string => {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return stripVTControlCharacters(short).replace(blank, ' ').replace(unwanted, '');
};

const unsafeInJson = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

/** The same for JSON, where nothing need be lost: what JSON leaves as it is, is written as an escape. */
export const cleanJson = (json: string): string => json.replace(unsafeInJson, escapeUnits);

const escapeUnits = (character: string): string =>
  [...Array(character.length).keys()]
    .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
