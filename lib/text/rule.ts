import { MAX_TIMER_MS } from '../timers.js';

/** What a value must be, and the words for it. */
export interface Rule {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  /** What an invalid value is instead, where its kind or its text would not tell; never a secret. */
  readonly not?: ((value: unknown) => string | undefined) | undefined;
}

/** The annotation lets bundlers leave out rules that nothing uses, also where they read no `sideEffects`. */
export const rule = /* @__NO_SIDE_EFFECTS__ */ (must: string, holds: Rule['holds'], not?: Rule['not']): Rule => ({
  must,
  holds,
  not,
});

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Not a Map, a Headers or a URLSearchParams: their entries are no properties, and would be lost. */
export const isRecord = (value: unknown): value is object => isObject(value) && !(Symbol.iterator in value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

export const oneOf = /* @__NO_SIDE_EFFECTS__ */ (...values: readonly string[]): Rule =>
  rule(values.map(value => `'${value}'`).join(' or '), value => values.includes(value as string));

export const whole = /* @__NO_SIDE_EFFECTS__ */ (least: number, most = Number.MAX_SAFE_INTEGER): Rule => ({
  must: `a whole number from ${least} ${most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`}`,
  holds: value => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
});

export const ms = /* @__NO_SIDE_EFFECTS__ */ (least: number, forEver: boolean): Rule => ({
  must: `a number of ms from ${least} to ${MAX_TIMER_MS}${forEver ? ', or Infinity' : ''}`,
  holds: value =>
    typeof value === 'number' && value >= least && (value <= MAX_TIMER_MS || (forEver && value === Infinity)),
});
/** A time that may be longer than any timer. */
export const duration = rule('a number of ms from 0 up', value => typeof value === 'number' && value >= 0);
export const flag = rule('true or false', value => typeof value === 'boolean');
export const text = rule('a string', isText);
export const callable = rule('a function', isFunction);

/** A token of RFC 9110: sub-protocols and names of headers. */
export const isToken = (value: unknown): value is string => isText(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value);

const areProtocols = (value: unknown): boolean => {
  if (!Array.isArray(value)) return isToken(value);
  return value.every(isToken) && new Set(value).size === value.length;
};

export const subProtocols = rule('a sub-protocol, or an array of different ones, each a token of HTTP', areProtocols);
