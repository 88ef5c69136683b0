import { NORMAL_CLOSURE } from '../link/link.js';
import { whatIsWrongIn } from '../text/check.js';
import { duration, isText, isWhole, type Rule, rule } from '../text/rule.js';

/** The options of `close()`. */
export interface CloseOptions {
  /**
   * How long spooled calls and calls in flight may continue before the client closes, in ms; new calls reject. Infinity, or more
   * than a timer can wait (2 ** 31 - 1), means no limit. @default none
   */
  readonly drain?: number | undefined;
  /** The WebSocket close code: 1000, or 3000 to 4999. @default 1000 */
  readonly code?: number | undefined;
  /** At most 123 bytes of UTF-8. @default '' */
  readonly reason?: string | undefined;
}

/** A control frame has at most 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;

const closeRules: Readonly<Record<keyof CloseOptions, Rule>> = {
  drain: duration,
  code: rule('1000 or from 3000 to 4999', value => value === NORMAL_CLOSURE || isOwnCode(value)),
  reason: rule(
    'a string of at most 123 bytes',
    value => isText(value) && new TextEncoder().encode(value).length <= MAX_REASON_BYTES,
  ),
};

const isOwnCode = (code: unknown): boolean => isWhole(code) && (code as number) >= 3000 && (code as number) <= 4999;

/** The error that names the invalid option, if there is one. */
export const whatIsWrongWith = (options: CloseOptions): TypeError | undefined =>
  whatIsWrongIn(options, closeRules, { of: ' of close()', allowsOthers: true });
