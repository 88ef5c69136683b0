import { patternOf } from './secret-pattern.js';

/** What a secret is replaced by. */
const MASK = '…';
/** Servers whose authkeys are single-use give one for each connection: the oldest are forgotten. */
const MAX_SECRETS = 32;
/** How many characters of a secret, cut off at the end of a text, are still masked. */
const MIN_CUT_LENGTH = 8;
/** Bounds for what a server may send: deeper, or after that many values, everything is masked. */
const MAX_DEPTH = 16;
const MAX_VALUES = 10_000;
/** The names by which a server's error is understood, which a very short secret would garble. */
const ERROR_NAMES: ReadonlySet<string> = new Set(['code', 'message']);

/** The text without the secrets (R26): raw, escaped as in JSON, a URL or HTML, or cut off at its end. */
export const maskSecrets = (text: string, secrets: readonly string[]): string => maskOf(secrets).maskText(text);

/** The same for every text, and every name, within a value that came from JSON. The value itself where it has none. */
export const maskValue = (value: unknown, secrets: readonly string[]): unknown => maskOf(secrets).maskValue(value);

/** Replaces secrets in what a server said. */
export interface SecretMask {
  maskText(text: string): string;
  maskValue<T>(value: T): T;
}

const NO_SECRETS: readonly string[] = [];
const NO_MASK: SecretMask = { maskText: text => text, maskValue: value => value };

/** The secrets of a client, over all its connections. A server may repeat one later. */
export class Secrets implements SecretMask {
  /** The newest last. */
  #known = NO_SECRETS;
  #mask: SecretMask | undefined;

  /** Before they are sent. */
  remember(secrets: readonly string[]): void {
    const others = this.#known.filter(secret => !secrets.includes(secret));
    this.#known = [...others, ...secrets].slice(-MAX_SECRETS);
    this.#mask = undefined;
  }

  maskText(text: string): string {
    return this.#get().maskText(text);
  }

  maskValue<T>(value: T): T {
    return this.#get().maskValue(value);
  }

  #get(): SecretMask {
    this.#mask ??= maskOf(this.#known);
    return this.#mask;
  }
}

const maskOf = (secrets: readonly string[]): SecretMask => {
  // Long secrets first, since one may contain another.
  const known = secrets.filter(secret => secret !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return NO_MASK;
  const pattern = new RegExp(known.map(patternOf).join('|'), 'gu');
  const maskText = (text: string): string => withoutCutSecret(text.replaceAll(pattern, MASK), known);
  return { maskText, maskValue: <T>(value: T) => maskDeeply(value, maskText) as T };
};

/** A text may end in the middle of a secret: a close reason has 123 bytes at most. */
const withoutCutSecret = (text: string, secrets: readonly string[]): string => {
  for (const secret of secrets) {
    const start = text.lastIndexOf(secret.slice(0, MIN_CUT_LENGTH));
    if (start >= 0 && secret.length > MIN_CUT_LENGTH && secret.startsWith(text.slice(start))) {
      return text.slice(0, start) + MASK;
    }
  }
  return text;
};

const maskDeeply = (value: unknown, mask: (text: string) => string): unknown => {
  let count = 0;
  const visit = (each: unknown, depth: number): unknown => {
    count += 1;
    if (count > MAX_VALUES) return MASK;
    if (typeof each === 'string') return mask(each);
    if (typeof each !== 'object' || each === null) return each;
    if (depth > MAX_DEPTH) return MASK;
    const isArray = Array.isArray(each);
    let isChanged = false;
    const entries = Object.entries(each).map(([name, part]) => {
      const masked = [isArray || ERROR_NAMES.has(name) ? name : mask(name), visit(part, depth + 1)] as const;
      isChanged ||= masked[0] !== name || masked[1] !== part;
      return masked;
    });
    if (!isChanged) return each;
    // Defines its properties, so that `__proto__` is a name like any other.
    return isArray ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  };
  return visit(value, 0);
};
