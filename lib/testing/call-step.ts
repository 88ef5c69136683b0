import { parsed } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** How much longer a call may take in the replay that took longer than its timeout. */
const SPARE_MS = 1_000;

type Made = Extract<RecordedEntry, { type: 'made' }>;

/** The end of a call, and what else happened in the same ms: something before it, or else something after it. */
export interface CallEnd {
  readonly settled: Extract<RecordedEntry, { type: 'settled' }>;
  beside: 'nothing' | 'before' | 'after';
}

/** What is no step of the replay. */
const CAUSED: readonly RecordedEntry['type'][] = ['settled', 'status', 'sent', 'waiting', 'dial', 'ended', 'ping'];

/** The ends of calls, by their numbers. */
export const endsOf = (entries: readonly RecordedEntry[]): ReadonlyMap<number, CallEnd> => {
  const ends = new Map<number, CallEnd>();
  let stepAt = -1;
  let lately: CallEnd[] = [];
  for (const entry of entries) {
    if (entry.type === 'settled') {
      const end: CallEnd = { settled: entry, beside: entry.at === stepAt ? 'before' : 'nothing' };
      ends.set(entry.call, end);
      lately.push(end);
    } else if (!CAUSED.includes(entry.type)) {
      stepAt = entry.at;
      for (const end of lately) if (end.settled.at === stepAt && end.beside === 'nothing') end.beside = 'after';
      lately = [];
    }
  }
  return ends;
};

/** The steps of a ms are done at its beginning: a bit of a ms says whether the timeout comes before or after them. */
const BIT_MS = { nothing: 0, before: 0.4, after: -0.4 };

/** A process that is busy is late for its timers: the timeout as it was, and none before a reply that was read first. */
const timeoutOf = ({ timeout }: Made, end: CallEnd | undefined): number => {
  const { kind, after } = end?.settled ?? {};
  if (timeout === 0 || after === undefined) return timeout;
  if (kind === 'timeout') return Math.max(1, Math.round((after + BIT_MS[end?.beside ?? 'nothing']) * 10) / 10);
  return after < timeout ? timeout : after + SPARE_MS;
};

/** The call of a user, with the options that the client does not have by itself. */
export const callStep = (made: Made, end: CallEnd | undefined, defaults: Readonly<Record<string, unknown>>): Step => {
  const { at, call, method, args, noReply, resend, whenDown } = made;
  if (whenDown === 'ping') return { at, ping: call };
  const timeout = timeoutOf(made, end);
  const options = {
    ...(timeout === defaults['callTimeout'] ? {} : { timeout }),
    ...(noReply ? { noReply } : {}),
    ...(resend === (defaults['resend'] as readonly string[] | undefined)?.includes(method) ? {} : { resend }),
    ...(whenDown === 'reject' || whenDown === 'session' ? { force: true } : {}),
  };
  const list = parsed(args) ?? [];
  return { at, call, method, args: list, ...(Object.keys(options).length === 0 ? {} : { options }) };
};
