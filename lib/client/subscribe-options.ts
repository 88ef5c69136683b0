import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { isObject, isRecord, ms } from '../text/rule.js';

/** Options of a subscription. Times in ms. */
export interface SubscribeOptions {
  /**
   * How long the client keeps the subscription on the wire after the last subscriber has unsubscribed, in case another one
   * subscribes. Infinity keeps it as long as the connection lasts. @default 0
   */
  readonly linger?: number | undefined;
}

const rules = { linger: ms(0, true) };

/**
 * Checks what a subscription is asked for with, and gives how long it lingers, in ms.
 *
 * @throws TypeError that names the invalid argument or option
 */
export const readSubscribeOptions = (method: unknown, args: unknown, options: unknown): number => {
  if (typeof method !== 'string' || method === '') {
    throw new TypeError(
      `the method of a subscription must be its name, a string that is not empty, not ${quote(method)}`,
    );
  }
  if (!Array.isArray(args) && !isRecord(args)) {
    throw new TypeError(`the arguments of ${quote(method)} must be an array or an object, not ${quote(args)}`);
  }
  if (options !== undefined && !isObject(options)) {
    throw new TypeError(`the options of a subscription must be an object {linger}, not ${quote(options)}`);
  }
  return check<SubscribeOptions>(options as SubscribeOptions | undefined, rules).linger ?? 0;
};
