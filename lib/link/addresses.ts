import { AddressError } from '../errors.js';
import { quote } from '../text/quote.js';
import { redactAddress } from '../text/redact-address.js';

/** The position in the round robin over the addresses. Immutable: each step returns a new one. */
export interface Lap {
  readonly list: readonly string[];
  /** The address tried last. */
  readonly last: string | undefined;
  /** The addresses that failed in this lap. */
  readonly failed: ReadonlySet<string>;
  /** How many full laps have failed since the last stable connection. */
  readonly laps: number;
}

/** Whether a server has asked not to be dialled yet. */
type IsHeld = (address: string) => boolean;

const neverHeld: IsHeld = () => false;

const NONE: ReadonlySet<string> = new Set();

export const startLap: Lap = { list: [], last: undefined, failed: NONE, laps: 0 };

/** Continues with a new list. The last address and the failed ones are kept. */
export const withList = (lap: Lap, list: readonly string[]): Lap => ({ ...lap, list: [...new Set(list)] });

/**
 * The next address to dial, if there is one that is not held. The first is chosen at random, and so is one after an address that is no longer in the list;
 * the others follow round robin. An address that failed in this lap is skipped while another one has not failed.
 */
export const nextAddress = ({ list, last, failed }: Lap, chance: number, isHeld: IsHeld = neverHeld): string => {
  const at = last === undefined ? -1 : list.indexOf(last);
  const inOrder = startingAt(list, at < 0 ? Math.floor(chance * list.length) : at + 1);
  const allowed = inOrder.filter(address => !isHeld(address));
  return allowed.find(address => !failed.has(address)) ?? allowed[0] ?? (inOrder[0] as string);
};

/**
 * The address to dial beside one that is being dialled: the next one round robin that is not held and has not failed in this
 * lap. Undefined if there is none.
 */
export const alternativeTo = ({ list, last, failed }: Lap, address: string, isHeld: IsHeld): string | undefined =>
  startingAt(list, list.indexOf(last ?? address) + 1).find(
    other => other !== address && !failed.has(other) && !isHeld(other),
  );

const startingAt = (list: readonly string[], from: number): readonly string[] => [
  ...list.slice(from),
  ...list.slice(0, from),
];

/**
 * After an address failed, or its connection was lost. The lap is over when as many addresses have failed as the list has.
 * A held address counts as one that failed. They are counted and not compared: a function may return other addresses each time, and then the lap would never end.
 */
export const withFailure = (lap: Lap, address: string, isHeld: IsHeld = neverHeld): Lap => {
  const failed = new Set(lap.failed).add(address);
  const isOver = failed.size >= lap.list.length || lap.list.every(each => failed.has(each) || isHeld(each));
  const tried = { ...lap, last: address, failed };
  return isOver ? withoutList(tried) : tried;
};

/** After the function of addresses failed: counts as a lap in which every address failed. */
export const withoutList = (lap: Lap): Lap => ({ ...lap, failed: NONE, laps: lap.laps + 1 });

/** After a connection lasted for `stableAfter`: the count starts again. */
export const afterStable = (lap: Lap): Lap => ({ ...lap, failed: NONE, laps: 0 });

/**
 * Returns the list itself if every address in it can be dialled.
 *
 * @throws {@link AddressError} that quotes the first address that cannot be dialled, redacted
 */
export const checkAddresses = (list: unknown): readonly string[] => {
  if (!Array.isArray(list)) {
    // A text that is not a URL may be a whole join reply, with its authkey.
    const isReply = typeof list === 'string' && !URL.canParse(list);
    throw new AddressError(
      `the addresses must be an array of URLs, not ${isReply ? 'a string' : quoteAddress(list)}`,
      isReply || list,
    );
  }
  if (list.length === 0) throw new AddressError('the list of addresses is empty: give a ws: or wss: URL');
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

/** Redacts before `quote` cuts a long text: half an address does not show which part of it is a password. */
const quoteAddress = (address: unknown): string =>
  quote(typeof address === 'string' ? redactAddress(address) : address);
