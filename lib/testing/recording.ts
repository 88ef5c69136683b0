import { distinctUntilChanged, map, merge, mergeMap, type Observable, type Subscription, skip } from 'rxjs';
import { type ActivitySource, activityOf } from '../activity/activity.js';
import type { Status } from '../index.js';
import { check } from '../text/check.js';
import { rule } from '../text/rule.js';
import { monotonicClock } from '../timers.js';
import { after, type Beginning, beginningAt } from './beginning.js';
import { EntryFacts } from './entry-facts.js';
import { masked, type RecordedEntry, sizeOf } from './recorded-entry.js';
import { toScript } from './to-script.js';

/** The members of a client that a recording reads. */
export interface RecordedClient {
  readonly status: Status;
  readonly status$: Observable<Status>;
}

/** The options of {@link record}. */
export interface RecordOptions {
  /** How many of the newest entries to keep, at least 1. Fewer if their frames exceed 16 million characters. @default 1_000 */
  readonly last?: number | undefined;
}

/** What {@link record} returns. */
export interface Recording {
  /** The kept entries, the oldest first. */
  readonly entries: readonly RecordedEntry[];
  /**
   * Returns the source of a module that replays the recording in virtual time. It exports the function `incident`, which creates a
   * client and its {@link ScriptedSocket}. Keys are masked. For an `RpcClient`, the function takes the client's protocol; it has a
   * default if that is `jsonRpc()` without options or with one of the dialects of `rx-beam/json-rpc`.
   *
   * @throws TypeError if the client is a double: it has no frames
   */
  toScript(): string;
  /** Stops recording; the entries remain. */
  stop(): void;
}

const MAX_CHARACTERS = 16_000_000;

const rules = {
  last: /* @__PURE__ */ rule('a whole number from 1 up', value => Number.isInteger(value) && (value as number) > 0),
};

/**
 * Records the latest things that a client did and received, without keys.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const record = (client: RecordedClient, options?: RecordOptions): Recording => {
  const { last = 1_000 } = check(options, rules, { of: ' of record()' });
  return new Recorder(activityOf(client, 'record()'), client, last);
};

class Recorder implements Recording {
  readonly #source: ActivitySource;
  readonly #facts: EntryFacts;
  readonly #last: number;
  readonly #now = monotonicClock();
  readonly #start = this.#now();
  readonly #subscription: Subscription;
  #beginning: Beginning;
  #entries: RecordedEntry[] = [];
  /** The index of the oldest entry: `shift` would move all others for each dropped entry. */
  #first = 0;
  #characters = 0;

  constructor(source: ActivitySource, client: RecordedClient, last: number) {
    this.#source = source;
    this.#facts = new EntryFacts(source, () => this.#at());
    this.#last = last;
    this.#beginning = beginningAt(client.status);
    const status$ = client.status$.pipe(
      map(({ state, address }) => ({ type: 'status', state, address })),
      distinctUntilChanged((a, b) => a.state === b.state && a.address === b.address),
      skip(1),
    );
    const facts$ = source.activity$.pipe(mergeMap(activity => this.#facts.of(activity)));
    this.#subscription = merge(facts$, status$).subscribe(facts => this.#add(facts));
  }

  get entries(): readonly RecordedEntry[] {
    // A key may have become known since an entry was made.
    return Object.freeze(this.#entries.slice(this.#first).map(entry => this.#maskedAgain(entry)));
  }

  toScript(): string {
    const { options, protocol, askEachTime } = this.#source;
    if (askEachTime === undefined) {
      throw new TypeError('toScript() takes a recording of a client with sockets: a double has no frames to replay');
    }
    const { auth } = options;
    const hidden = Array.isArray(auth) ? { auth: auth.map(maskedKey) } : {};
    return toScript(this.entries, this.#beginning, { ...options, ...hidden }, protocol === 'beam');
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #at(): number {
    return Math.round(this.#now() - this.#start);
  }

  #add(facts: object): void {
    const entry = Object.freeze({ at: this.#at(), ...facts }) as RecordedEntry;
    this.#entries.push(entry);
    this.#characters += sizeOf(entry);
    while (this.#entries.length - this.#first > this.#last || this.#characters > MAX_CHARACTERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#entries[this.#first] as RecordedEntry;
    this.#beginning = after(this.#beginning, this.#maskedAgain(oldest));
    this.#characters -= sizeOf(oldest);
    this.#first += 1;
    if (this.#first < this.#last) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }

  #maskedAgain(entry: RecordedEntry): RecordedEntry {
    return masked(entry, text => this.#facts.redacted(text));
  }
}

/** A client learns only when it connects which texts are keys. */
const maskedKey = (value: unknown): unknown => (typeof value === 'string' ? '…' : value);
