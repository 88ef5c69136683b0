import { parsed } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** The spare time for a call that took longer than its timeout, but was answered. */
const SPARE_MS = 1_000;

type Made = Extract<RecordedEntry, { type: 'made' }>;

/** The end of a call, and what else happened in the same ms: something before it, or else something after it. */
export interface CallEnd {
  readonly settled: Extract<RecordedEntry, { type: 'settled' }>;
  /** When the replay sends the call; undefined if it was not sent. */
  readonly sentAt: number | undefined;
  beside: 'nothing' | 'before' | 'after';
}

/** Entries that the replay causes, and that are not steps. */
const CAUSED: readonly RecordedEntry['type'][] = ['settled', 'status', 'sent', 'waiting', 'dial', 'ended', 'ping'];

/** The ends of calls, by their numbers. */
export const endsOf = (entries: readonly RecordedEntry[]): ReadonlyMap<number, CallEnd> => {
  const ends = new Map<number, CallEnd>();
  // A call may leave in the ms after that of the step which caused it. The replay sends it in the ms of the step.
  const sent = new Map<number, number>();
  let stepAt = -1;
  let lately: CallEnd[] = [];
  for (const entry of entries) {
    if (entry.type === 'settled') {
      const sentAt = sent.get(entry.call);
      const end: CallEnd = { settled: entry, sentAt, beside: entry.at === stepAt ? 'before' : 'nothing' };
      ends.set(entry.call, end);
      lately.push(end);
    } else if (entry.type === 'sent' && entry.call !== undefined) {
      sent.set(entry.call, entry.at === stepAt + 1 ? stepAt : entry.at);
    } else if (!CAUSED.includes(entry.type)) {
      stepAt = entry.at;
      for (const end of lately) if (end.settled.at === stepAt && end.beside === 'nothing') end.beside = 'after';
      lately = [];
    }
  }
  return ends;
};

/** The replay performs the steps of a ms at its start. A fraction of a ms puts the timeout before or after them. */
const BIT_MS = { nothing: 0, before: 0.4, after: -0.4 };

/** In a busy process, timers are late: the timeout as it was in the recording, and none before a reply that was read first. */
const timeoutOf = ({ timeout }: Made, end: CallEnd | undefined): number => {
  // For a resent call, the times in flight add up.
  if (timeout === 0 || end?.sentAt === undefined || end.settled.after === undefined) return timeout;
  const took = end.settled.at - end.sentAt;
  if (end.settled.kind === 'timeout') return Math.max(1, Math.round((took + BIT_MS[end.beside]) * 10) / 10);
  return took < timeout ? timeout : took + SPARE_MS;
};

/** The step of a call, with the options that differ from the client's. */
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
