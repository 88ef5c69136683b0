import { distinctUntilChanged, map, merge, type Observable, type Subscription, skip } from 'rxjs';
import { type Activity, type ActivitySource, activityOf, type ObservedCall } from '../activity/activity.js';
import type { Status } from '../index.js';
import { check } from '../text/check.js';
import { redactMessage } from '../text/redact-message.js';
import { rule } from '../text/rule.js';
import { monotonicClock } from '../timers.js';
import { after, type Beginning, beginningAt, type RecordedEntry } from './recorded-entry.js';
import { toScript } from './to-script.js';

/** What a recording reads of a client. */
export interface RecordedClient {
  readonly status: Status;
  readonly status$: Observable<Status>;
}

/** How much a recording keeps. */
export interface RecordOptions {
  /** How many entries, the newest; from 1 up. Fewer if their frames have more than 16 million characters. @default 1_000 */
  readonly last?: number | undefined;
}

/** The last things that happened to a client. */
export interface Recording {
  /** What is kept, the oldest first. */
  readonly entries: readonly RecordedEntry[];
  /**
   * The source of a module that makes the same happen again, in virtual time: it exports `incident`, a function that makes a
   * client and its {@link ScriptedSocket}. Keys are masked in it.
   *
   * @throws TypeError if the client speaks another protocol than Beam's
   */
  toScript(): string;
  /** Records no more; what was recorded is kept. */
  stop(): void;
}

const MAX_CHARACTERS = 16_000_000;

const rules = {
  last: /* @__PURE__ */ rule('a whole number from 1 up', value => Number.isInteger(value) && (value as number) > 0),
};

/**
 * The flight recorder: keeps the last things that a BeamChat did and met, without keys.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const record = (chat: RecordedClient, options?: RecordOptions): Recording => {
  const { last = 1_000 } = check(options, rules, { of: ' of record()' });
  return new Recorder(activityOf(chat, 'record()'), chat, last);
};

class Recorder implements Recording {
  readonly #source: ActivitySource;
  readonly #last: number;
  readonly #now = monotonicClock();
  readonly #start = this.#now();
  readonly #subscription: Subscription;
  readonly #calls = new WeakMap<ObservedCall, number>();
  #count = 0;
  #beginning: Beginning;
  #entries: RecordedEntry[] = [];
  /** Where the oldest entry is: moving the others for each that is forgotten would be slow. */
  #first = 0;
  #characters = 0;

  constructor(source: ActivitySource, chat: RecordedClient, last: number) {
    this.#source = source;
    this.#last = last;
    this.#beginning = beginningAt(chat.status);
    const status$ = chat.status$.pipe(
      map(({ state, address }) => ({ type: 'status', state, address })),
      distinctUntilChanged((a, b) => a.state === b.state && a.address === b.address),
      skip(1),
    );
    const entries$ = source.activity$.pipe(map(activity => this.#entryOf(activity)));
    this.#subscription = merge(entries$, status$).subscribe(facts => this.#add(facts));
  }

  get entries(): readonly RecordedEntry[] {
    // A key may have become known since an entry was made.
    return Object.freeze(this.#entries.slice(this.#first).map(entry => this.#maskedAgain(entry)));
  }

  toScript(): string {
    const { options, protocol } = this.#source;
    if (protocol !== 'beam') {
      throw new TypeError(
        `toScript() makes scripts of Beam's protocol only, and this client speaks ${protocol}: read the entries`,
      );
    }
    const { auth } = options;
    const masked = Array.isArray(auth) ? { auth: auth.map(each => this.#maskedKey(each)) } : {};
    return toScript(this.entries, this.#beginning, { ...options, ...masked });
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #add(facts: object | undefined): void {
    if (facts === undefined) return;
    const entry = Object.freeze({ at: Math.round(this.#now() - this.#start), ...facts }) as RecordedEntry;
    this.#entries.push(entry);
    this.#characters += sizeOf(entry);
    while (this.#entries.length - this.#first > this.#last || this.#characters > MAX_CHARACTERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#entries[this.#first] as RecordedEntry;
    this.#beginning = after(this.#beginning, oldest);
    this.#characters -= sizeOf(oldest);
    this.#first += 1;
    if (this.#first < this.#last) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }

  #entryOf(activity: Activity): object | undefined {
    switch (activity.type) {
      case 'received':
      case 'sent':
        return { type: activity.type, dial: activity.dial, frame: this.#frame(activity.frame) };
      case 'gone': {
        const { type, dial, code, reason, byClient } = activity;
        return { type, dial, code, reason, byClient };
      }
      case 'made':
        return this.#made(activity.call);
      case 'settled':
        return this.#settled(activity);
      case 'spooled':
      case 'handed':
      case 'established':
      case 'lost':
      case 'closed':
      case 'bad-frame':
        return undefined;
      default:
        return { ...activity };
    }
  }

  #made(call: ObservedCall): object {
    this.#count += 1;
    this.#calls.set(call, this.#count);
    const { id, method, body, settings } = call;
    return { type: 'made', call: this.#count, id, method, args: this.#redacted(String(body)), ...settings };
  }

  #settled({ call, failure }: Extract<Activity, { type: 'settled' }>): object | undefined {
    const number = this.#calls.get(call);
    if (number === undefined) return undefined;
    return { type: 'settled', call: number, ...(failure && { kind: failure.kind, delivery: failure.delivery }) };
  }

  #frame(frame: unknown): string | number {
    if (typeof frame === 'string') return this.#redacted(frame);
    return (frame as { byteLength?: number } | null)?.byteLength ?? 0;
  }

  /** A client that has not connected yet does not know its keys as such. */
  #maskedKey(value: unknown): unknown {
    return typeof value === 'string' ? '…' : value;
  }

  #maskedAgain(entry: RecordedEntry): RecordedEntry {
    if (entry.type === 'made') return Object.freeze({ ...entry, args: this.#redacted(entry.args) });
    if ((entry.type !== 'received' && entry.type !== 'sent') || typeof entry.frame !== 'string') return entry;
    return Object.freeze({ ...entry, frame: this.#redacted(entry.frame) });
  }

  #redacted(text: string): string {
    return redactMessage(this.#source.mask(text));
  }
}

const sizeOf = (entry: RecordedEntry): number => {
  if (entry.type === 'made') return entry.args.length;
  return 'frame' in entry && typeof entry.frame === 'string' ? entry.frame.length : 0;
};
