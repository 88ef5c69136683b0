import type { BeamError } from '../errors.js';
import type { AddressStats } from './counts.js';

/** An address function may return new addresses for ever, so the client forgets the oldest. */
const MAX_ADDRESSES = 100;

/** The results of the dials of one address. */
export class AddressTally {
  dials = 0;
  failures = 0;
  losses = 0;
  hedgesLost = 0;
  /** In whole ms, which need no box of their own; -1 before the first. */
  connectMs = -1;
  /** When it was last dialled, in ms of the clock of timers, as a whole number that wraps. */
  dialledAt = 0;
  lastError: BeamError | undefined = undefined;

  constructor(readonly address: string) {}

  toStats(): AddressStats {
    const { address, dials, failures, losses, hedgesLost, connectMs, lastError } = this;
    return Object.freeze({
      address,
      dials,
      failures,
      losses,
      hedgesLost,
      connectMs: connectMs < 0 ? undefined : connectMs,
      lastError,
    });
  }
}

/** The tally of an address, and the list of all tallies that contains it: the given list if the address was in it. */
export const withAddress = (
  tallies: readonly AddressTally[],
  address: string,
): readonly [AddressTally, readonly AddressTally[]] => {
  const known = tallies.find(tally => tally.address === address);
  if (known !== undefined) return [known, tallies];
  const made = new AddressTally(address);
  // `push` would reserve memory for more entries, and every client keeps such a list.
  return [made, tallies.slice(tallies.length >= MAX_ADDRESSES ? 1 : 0).concat(made)];
};
