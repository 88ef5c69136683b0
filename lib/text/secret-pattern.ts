/** A text within a text within a text: that many levels of JSON escape a character by 7 backslashes. */
const MAX_BACKSLASHES = 7;

const NAMED_ESCAPES: Readonly<Record<string, string>> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' };
const NAMED_ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/**
 * The source of a regular expression (flag `u`) that finds a secret as it is, and escaped as in JSON (nested, and with
 * `\/` or `\u00e9` where the server escapes more than it must), percent-encoded, or as in HTML.
 */
export const patternOf = (secret: string): string =>
  (secret.match(/\\+|[^\\]/gu) ?? [])
    .map(part => (part.startsWith('\\') ? backslashes(part) : character(part)))
    .join('');

const character = (char: string): string => {
  // No encoding escapes these. A JSON Web Token consists of them, and would make a pattern of 100 KB.
  if (/^[\w~-]$/.test(char)) return char;
  if (char === '.') return '\\.';
  const forms = [unicodeEscape(char), percentEncoding(char), entity(char)];
  const named = NAMED_ESCAPES[char];
  if (named !== undefined) forms.push(`\\\\{1,${MAX_BACKSLASHES}}${named}`);
  if (char === ' ') forms.push('\\+');
  // Last, since the escapes of `&` and `%` begin with the character itself.
  forms.push(`\\\\{0,${MAX_BACKSLASHES}}${char.replace(/[$()*+./?[\]^{|}]/, '\\$&')}`);
  return `(?:${forms.join('|')})`;
};

/** As one part, since a repetition for each of them would take exponential time. */
const backslashes = (run: string): string => {
  const forms = [unicodeEscape, percentEncoding, entity].map(encode => encode('\\').repeat(run.length));
  forms.push(`\\\\{${run.length},${run.length * (MAX_BACKSLASHES + 1)}}`);
  return `(?:${forms.join('|')})`;
};

const unicodeEscape = (char: string): string =>
  char
    .split('')
    .map(unit => `\\\\{1,${MAX_BACKSLASHES}}u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`)
    .join('');

/** `%25` is an encoded `%`: encoded twice. */
const percentEncoding = (char: string): string =>
  [...new TextEncoder().encode(char)]
    .map(byte => `%(?:25){0,2}${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('');

const entity = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  const name = NAMED_ENTITIES[char];
  const forms = [`#0{0,4}${code}`, `#[xX]0{0,4}${anyCase(code.toString(16))}`];
  if (name !== undefined) forms.push(name);
  return `&(?:${forms.join('|')});`;
};

const anyCase = (hex: string): string => hex.replaceAll(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);
