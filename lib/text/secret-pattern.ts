/** A text within a text within a text: that many levels of JSON escape a character by 7 backslashes. */
const MAX_BACKSLASHES = 7;

/**
 * The source of a regular expression (flag `u`) that finds a secret as it is, and escaped as in JSON (nested, and with
 * `\/` or `\u00e9` where the server escapes more than it must), percent-encoded, or as in HTML. Where an escape has a name,
 * any of these names counts: what is around it tells.
 */
export const patternOf = (secret: string): string => (secret.match(/\\+|[^\\]/gu) ?? []).map(partPattern).join('');

/** Of a character; or of a run of backslashes, since a repetition for each of them would take exponential time. */
const partPattern = (part: string): string => {
  // No encoding escapes these. A JSON Web Token consists of them, and would make a pattern of 100 KB.
  if (/^[\w.-]$/.test(part)) return part.replace('.', '\\.');
  const [char = '', ...more] = part;
  const count = 1 + more.length;
  const forms = [unicodeEscape, percentEncoding, entity].map(encode => encode(char).repeat(count));
  if ('\b\t\n\f\r'.includes(char)) forms.push(`\\\\{1,${MAX_BACKSLASHES}}[btnfr]`);
  if (char === ' ') forms.push('\\+');
  // Last, since the escapes of `&` and `%` begin with the character itself.
  if (char === '\\') forms.push(`\\\\{${count},${count * (MAX_BACKSLASHES + 1)}}`);
  else forms.push(`\\\\{0,${MAX_BACKSLASHES}}${char.replace(/[$()*+/?[\]^{|}]/, '\\$&')}`);
  return `(?:${forms.join('|')})`;
};

const unicodeEscape = (char: string): string =>
  char
    .split('')
    .map(unit => `\\\\{1,${MAX_BACKSLASHES}}u${hexOf(unit.charCodeAt(0), 4)}`)
    .join('');

/** `%25` is an encoded `%`: encoded twice. */
const percentEncoding = (char: string): string =>
  [...new TextEncoder().encode(char)].map(byte => `%(?:25){0,2}${hexOf(byte, 2)}`).join('');

const entity = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  const forms = [`#0{0,4}${code}`, `#[xX]0{0,4}${hexOf(code, 1)}`];
  if (`&<>"'`.includes(char)) forms.push('amp|lt|gt|quot|apos');
  return `&(?:${forms.join('|')});`;
};

/** Of so many digits at least, in small letters or capitals. */
const hexOf = (code: number, digits: number): string =>
  code
    .toString(16)
    .padStart(digits, '0')
    .replaceAll(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);
