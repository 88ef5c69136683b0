import { NORMAL_CLOSURE } from '../link/link.js';
import { quote } from '../text/quote.js';

/** The options of `close()`. */
export interface CloseOptions {
  /**
   * For at most that long, spooled calls and calls in flight continue before the client closes; new calls reject.
   * In ms. Infinity, or more than a timer can wait (2 ** 31 - 1), has no limit. @default none
   */
  readonly drain?: number | undefined;
  /** The WebSocket close code: 1000, or 3000 to 4999. @default 1000 */
  readonly code?: number | undefined;
  /** At most 123 bytes of UTF-8. @default '' */
  readonly reason?: string | undefined;
}

/** A control frame has at most 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;

/** The error that names the invalid option, if there is one. */
export const whatIsWrongWith = ({ drain, code, reason }: CloseOptions): TypeError | undefined => {
  if (drain !== undefined && !(typeof drain === 'number' && drain >= 0)) {
    return new TypeError(`drain must be a number of ms from 0 up, not ${quote(drain)}`);
  }
  if (code !== undefined && code !== NORMAL_CLOSURE && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    return new TypeError(`the close code must be 1000 or from 3000 to 4999, not ${quote(code)}`);
  }
  if (reason === undefined) return undefined;
  const fits = typeof reason === 'string' && new TextEncoder().encode(reason).length <= MAX_REASON_BYTES;
  return fits ? undefined : new TypeError(`the close reason must be a string of at most ${MAX_REASON_BYTES} bytes`);
};
