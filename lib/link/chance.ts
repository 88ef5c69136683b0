import { quote } from '../text/quote.js';
import { callUser } from './user-functions.js';

/** In the middle: half of the longest wait, the address in the middle. */
const FALLBACK = 0.5;

const isChance = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1;

const noChance = (value: unknown): TypeError =>
  new TypeError(`the option random must return a number in [0, 1), not ${quote(value)}`);

/** The same number. @throws TypeError if it is not in [0, 1) */
export const checkChance = (value: number): number => {
  if (!isChance(value)) throw noChance(value);
  return value;
};

/**
 * What the user's `random` returns, made safe: a number in [0, 1). If `random` throws, RxJS reports the error as one of its
 * handlers' errors. If it throws or returns anything else, the number is 0.5: NaN or a negative number would take away the
 * wait before a reconnect, 1 or more would make it longer than its maximum.
 *
 * @param report - called with a TypeError for what is no such number
 */
export const chanceOf = (random: () => unknown, report: (error: TypeError) => void): number => {
  const value = callUser(random, FALLBACK);
  if (isChance(value)) return value;
  report(noChance(value));
  return FALLBACK;
};
