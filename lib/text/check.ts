import { kindOf, quote } from './quote.js';
import { isRecord, type Rule } from './rule.js';

export interface CheckOptions {
  /** What stands before a name in a message, such as `spool.`. */
  readonly path?: string;
  /** What stands behind it, such as ` of close()`. */
  readonly of?: string;
  /** The options whose value may hold a key, and is never shown. */
  readonly secrets?: ReadonlySet<string> | 'all';
  /** Whether options without a rule pass. @default false */
  readonly allowsOthers?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** The error that names the first unknown or invalid option, if there is one. */
export const whatIsWrongIn = (
  given: object,
  rules: Readonly<Record<string, Rule>>,
  { path = '', of = '', secrets = NONE, allowsOthers = false }: CheckOptions = {},
): TypeError | undefined => {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined && !allowsOthers) {
      const names = Object.keys(rules).join(', ');
      return new TypeError(`there is no option ${quote(path + name)}${of}: there are ${names}`);
    }
    if (rule !== undefined && !rule.holds(value)) {
      const isSecret = secrets === 'all' || secrets.has(name);
      const said = rule.not?.(value) ?? (isSecret ? kindOf(value) : quote(value));
      return new TypeError(`the option ${path}${name}${of} must be ${rule.must}, not ${said}`);
    }
  }
  return undefined;
};

/**
 * The options that were given, each of them good.
 *
 * @throws TypeError that names the unknown or invalid option, or says that the options are no object
 */
export const check = <T extends object>(
  given: T = {} as T,
  rules: Readonly<Record<string, Rule>>,
  options: CheckOptions = {},
): Given<T> => {
  // What is no object would pass: it has no options that could be wrong. So would the entries of a Map.
  if (!isRecord(given)) throw new TypeError(`the options${options.of ?? ''} must be an object, not ${quote(given)}`);
  const wrong = whatIsWrongIn(given, rules, options);
  if (wrong !== undefined) throw wrong;
  return withoutGaps(given);
};

/** `undefined` counts as not given. */
export const withoutGaps = <T extends object>(given: T): Given<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T>;

export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An array is copied; a string or a function is what it is. */
export const copyOf = <T>(value: T): T => (Array.isArray(value) ? (Object.freeze([...value]) as T) : value);
