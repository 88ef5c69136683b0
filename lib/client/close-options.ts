import { NORMAL_CLOSURE } from '../link/link.js';
import { quote } from '../quote.js';

/** How to close. */
export interface CloseOptions {
  /** Let what is spooled and in flight go on for at most that long, in ms, before closing; new calls are rejected. @default none */
  readonly drain?: number | undefined;
  /** The WebSocket close code: 1000, or 3000 to 4999. @default 1000 */
  readonly code?: number | undefined;
  /** At most 123 bytes of UTF-8. @default '' */
  readonly reason?: string | undefined;
}

const LONGEST_REASON = 123;

/** The error that says what is wrong with the options, if anything is. */
export const whatIsWrongWith = ({ drain, code, reason }: CloseOptions): TypeError | undefined => {
  if (drain !== undefined && !(typeof drain === 'number' && drain >= 0)) {
    return new TypeError(`drain must be a number of ms from 0 up, not ${quote(drain)}`);
  }
  if (code !== undefined && code !== NORMAL_CLOSURE && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    return new TypeError(`the close code must be 1000 or from 3000 to 4999, not ${quote(code)}`);
  }
  if (reason === undefined) return undefined;
  const fits = typeof reason === 'string' && new TextEncoder().encode(reason).length <= LONGEST_REASON;
  return fits ? undefined : new TypeError(`the close reason must be a string of at most ${LONGEST_REASON} bytes`);
};
