import { ACTIVITY, type ActivitySource } from '../activity/activity.js';
import type { Counts } from '../activity/counts.js';
import type { SharedParts } from './client-parts.js';

/** A client, as its observers see it. Created for each observer, so that other clients need no memory for it. */
class ClientSource implements ActivitySource {
  readonly #parts: SharedParts;

  constructor(parts: SharedParts) {
    this.#parts = parts;
  }

  get activity$(): ActivitySource['activity$'] {
    return this.#parts.activity.activity$;
  }

  get protocol(): string {
    return this.#parts.activity.protocol;
  }

  get options(): ActivitySource['options'] {
    return this.#parts.options as object as ActivitySource['options'];
  }

  askEachTime(): void {
    Object.defineProperty(this.#parts.setUp, 'needsNewJoin', { value: true });
  }

  mask(text: string): string {
    return this.#parts.secrets.maskText(text);
  }

  #waitingFor(callsWait: boolean): string | undefined {
    const { activity, announcements, calls } = this.#parts;
    const { state } = announcements.status;
    if (state === 'connecting' || state === 'reconnecting') return activity.waitsFor;
    return callsWait && calls.session !== undefined ? 'a limit on calls' : undefined;
  }

  counts(): Counts {
    const { activity, calls } = this.#parts;
    const { unsettled, session } = calls;
    const waiting = unsettled.spool.size + unsettled.waitingForSetUp.size;
    return Object.freeze({
      session: activity.session,
      addresses: Object.freeze(activity.addresses.map(tally => tally.toStats())),
      roundTripMs: activity.roundTripMs,
      calls: activity.calls({ inFlight: unsettled.inFlight, spooled: waiting }),
      frames: activity.frames,
      bufferedAmount: session?.bufferedAmount() ?? 0,
      waitingFor: this.#waitingFor(waiting > 0),
    });
  }
}

/** Gives a class of clients the member by which they are observed. Returns whether it had none yet. */
export const observable = <T extends object>(prototype: T, partsOf: (client: T) => SharedParts): boolean => {
  if (ACTIVITY in prototype) return false;
  Object.defineProperty(prototype, ACTIVITY, {
    get(this: T): ActivitySource {
      return new ClientSource(partsOf(this));
    },
  });
  return true;
};
