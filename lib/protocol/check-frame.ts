import type { Frame } from '../link/link.js';
import { quote } from '../text/quote.js';

/**
 * What a protocol gives as a frame: a socket would break on anything else, and the call wait for ever.
 *
 * @param what - the function that gave it
 * @throws TypeError if it is neither a string nor bytes
 */
export const checkFrame = (what: string, frame: unknown): Frame => {
  if (typeof frame === 'string' || ArrayBuffer.isView(frame)) return frame as Frame;
  throw new TypeError(`the function ${what} of the protocol must give a string or bytes, not ${quote(frame)}`);
};
