import { AddressError } from '../errors.js';
import { quote } from '../quote.js';
import { redactAddress } from '../redact-address.js';

/** Where we are on the round over the addresses. Immutable: each step gives a new one. */
export interface Lap {
  readonly list: readonly string[];
  /** The address tried last. */
  readonly last: string | undefined;
  /** Those that failed in this lap. */
  readonly failed: ReadonlySet<string>;
  /** Full laps that failed since the last stable connection. */
  readonly laps: number;
}

const NONE: ReadonlySet<string> = new Set();

export const startLap: Lap = { list: [], last: undefined, failed: NONE, laps: 0 };

/** The same round over a new list; where we were on it, and what failed, stays known. */
export const withList = (lap: Lap, list: readonly string[]): Lap => ({ ...lap, list: [...new Set(list)] });

/**
 * The next address: at random to begin with (or when the last one is no longer in the list), then round robin,
 * passing over those that failed in this lap while one is left that has not.
 */
export const nextAddress = ({ list, last, failed }: Lap, chance: number): string => {
  const at = last === undefined ? -1 : list.indexOf(last);
  const from = at < 0 ? Math.floor(chance * list.length) : at + 1;
  const inOrder = [...list.slice(from), ...list.slice(0, from)];
  return inOrder.find(address => !failed.has(address)) ?? (inOrder[0] as string);
};

/**
 * An address failed, or its connection was lost; when as many have as there are in the list, the lap is over. They are
 * counted, since a function may give others each time, and a lap that waits for each of them would never end.
 */
export const withFailure = (lap: Lap, address: string): Lap => {
  const failed = new Set(lap.failed).add(address);
  return failed.size < lap.list.length
    ? { ...lap, last: address, failed }
    : { ...lap, last: address, failed: NONE, laps: lap.laps + 1 };
};

/** No list could be had: that counts as a lap in which everything failed. */
export const withoutList = (lap: Lap): Lap => ({ ...lap, failed: NONE, laps: lap.laps + 1 });

/** A connection held: the count starts again. */
export const afterStable = (lap: Lap): Lap => ({ ...lap, failed: NONE, laps: 0 });

/**
 * The list itself, if every address in it can be dialled.
 *
 * @throws {@link AddressError} that quotes the first that cannot
 */
export const checkAddresses = (list: unknown): readonly string[] => {
  if (!Array.isArray(list)) {
    // A text that is no URL may be a whole join reply.
    const isReply = typeof list === 'string' && !URL.canParse(list);
    throw new AddressError(
      `the addresses must be an array of URLs, not ${isReply ? 'a string' : quoteAddress(list)}`,
      isReply || list,
    );
  }
  if (list.length === 0) throw new AddressError('the list of addresses is empty: give at least one ws: or wss: URL');
  for (const address of list) checkAddress(address);
  return list;
};

const checkAddress = (address: unknown): void => {
  const fail = (why: string) => new AddressError(`the address ${quoteAddress(address)} ${why}`, address);
  if (typeof address !== 'string') throw fail('is not a string');
  if (!URL.canParse(address)) throw fail('is not a URL');
  const { protocol, hash } = new URL(address);
  if (protocol !== 'ws:' && protocol !== 'wss:') throw fail('is not a ws: or wss: URL');
  if (hash !== '') throw fail('has a fragment, which a WebSocket URL may not');
};

/** Redacted before it is cut short: half an address does not tell which part was a password. */
const quoteAddress = (address: unknown): string =>
  quote(typeof address === 'string' ? redactAddress(address) : address);
