import { kindOf, quote } from './quote.js';
import type { Rule } from './rule.js';

export interface CheckOptions {
  /** What stands before a name in a message. */
  readonly path?: string;
  /** The options whose value may hold a key, and is never shown. */
  readonly secrets?: ReadonlySet<string> | 'all';
  /** Whether options without a rule pass. @default false */
  readonly allowsOthers?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The options that were given, each of them good.
 *
 * @throws TypeError that names the option which is unknown or impossible
 */
export const check = <T extends object>(
  given: T | undefined,
  rules: Readonly<Record<string, Rule>>,
  { path = '', secrets = NONE, allowsOthers = false }: CheckOptions = {},
): Given<T> => {
  const filled = withoutGaps(given ?? ({} as T));
  for (const [name, value] of Object.entries(filled)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined && !allowsOthers) {
      throw new TypeError(`there is no option ${quote(path + name)}: there are ${Object.keys(rules).join(', ')}`);
    }
    if (rule !== undefined && !rule.holds(value)) {
      const isSecret = secrets === 'all' || secrets.has(name);
      throw new TypeError(
        `the option ${path}${name} must be ${rule.must}, not ${isSecret ? kindOf(value) : quote(value)}`,
      );
    }
  }
  return filled;
};

/** `undefined` counts as not given. */
export const withoutGaps = <T extends object>(given: T): Given<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T>;

export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An array is copied; a string or a function is what it is. */
export const copyOf = <T>(value: T): T => (Array.isArray(value) ? (Object.freeze([...value]) as T) : value);
