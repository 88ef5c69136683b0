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
export const maskSecrets = (text: string, secrets: readonly string[]): string => maskerOf(secrets).text(text);

/** The same for every text, and every name, within a value that came from JSON. The value itself where it has none. */
export const maskValue = (value: unknown, secrets: readonly string[]): unknown => maskerOf(secrets).value(value);

/** Replaces secrets in what a server said. */
export interface SecretMask {
  maskText(text: string): string;
  maskValue<T>(value: T): T;
}

/** The secrets of a client, over all its connections. A server may repeat one later. */
export class Secrets implements SecretMask {
  /** The newest last. Made when there is one: most clients have none. */
  #known: Set<string> | undefined;
  #masker: Masker | undefined;

  /** Before they are sent. */
  remember(secrets: readonly string[]): void {
    this.#known ??= new Set();
    for (const secret of secrets) {
      this.#known.delete(secret);
      this.#known.add(secret);
      this.#masker = undefined;
    }
    for (const oldest of this.#known) {
      if (this.#known.size <= MAX_SECRETS) break;
      this.#known.delete(oldest);
    }
  }

  maskText(text: string): string {
    return this.#known === undefined ? text : this.#get(this.#known).text(text);
  }

  maskValue<T>(value: T): T {
    return this.#known === undefined ? value : (this.#get(this.#known).value(value) as T);
  }

  #get(known: ReadonlySet<string>): Masker {
    this.#masker ??= maskerOf([...known]);
    return this.#masker;
  }
}

interface Masker {
  text(text: string): string;
  value(value: unknown): unknown;
}

const maskerOf = (secrets: readonly string[]): Masker => {
  const known = secrets.filter(secret => secret !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return { text: text => text, value: value => value };
  // Long secrets first, since one may contain another.
  const pattern = new RegExp(known.map(patternOf).join('|'), 'gu');
  const text = (given: string): string => withoutCutSecret(given.replaceAll(pattern, MASK), known);
  return { text, value: value => maskDeeply(value, text) };
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
    if (Array.isArray(each))
      return sameUnlessChanged(
        each,
        each.map(part => visit(part, depth + 1)),
      );
    if (!isPlain(each)) return each;
    const entries = Object.entries(each);
    const masked = entries.map(
      ([name, part]) => [ERROR_NAMES.has(name) ? name : mask(name), visit(part, depth + 1)] as const,
    );
    const isSame = masked.every(([name, part], at) => name === entries[at]?.[0] && Object.is(part, entries[at]?.[1]));
    // Defines its properties, so that `__proto__` is a name like any other.
    return isSame ? each : Object.fromEntries(masked);
  };
  return visit(value, 0);
};

const sameUnlessChanged = (given: readonly unknown[], masked: readonly unknown[]): readonly unknown[] =>
  masked.every((part, at) => Object.is(part, given[at])) ? given : masked;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};
