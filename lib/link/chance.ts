import { quote } from '../quote.js';

/** In the middle: half of the longest wait, the address in the middle. */
const FALLBACK = 0.5;

/**
 * The user's option `random`, made safe: each call returns a number in [0, 1). If `random` throws, or returns anything
 * else, the number is 0.5: NaN or a negative number would take away the wait before a reconnect, 1 or more would choose
 * an address that is not in the list.
 *
 * @param report - called with what `random` throws, each time; and with a TypeError for the first other value
 */
export const safeRandom = (random: () => unknown, report: (error: unknown) => void = () => {}): (() => number) => {
  let isReported = false;
  return () => {
    let value: unknown;
    try {
      value = random();
    } catch (error) {
      report(error);
      return FALLBACK;
    }
    if (typeof value === 'number' && value >= 0 && value < 1) return value;
    if (!isReported) {
      isReported = true;
      report(new TypeError(`the option random must return a number from 0 up and below 1, not ${quote(value)}`));
    }
    return FALLBACK;
  };
};
