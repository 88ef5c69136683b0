/** The duration argument of `timeout`: lift the timeout, or a time with the words that the reply shows for it. */
export type Duration = { is: 'clear' } | { is: 'span'; ms: number; words: string };

const daysToSeconds = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

const span = (seconds: number, words: string): Duration | undefined =>
  seconds > 0 && Number.isFinite(seconds) ? { is: 'span', ms: Math.round(seconds * 1000), words } : undefined;

/** Parses `30s`, `1m15s`, `2h` or `clear`. A bare number, in a string too, is in seconds. Undefined for anything else. */
export const parseDuration = (value: unknown): Duration | undefined => {
  if (typeof value === 'number') return span(value, `${value}s`);
  if (typeof value !== 'string') return undefined;
  if (value === 'clear') return { is: 'clear' };
  if (/^\d{1,9}$/.test(value)) return span(Number(value), `${value}s`);
  const [, d = 0, h = 0, m = 0, s = 0] = daysToSeconds.exec(value) ?? [];
  return span(((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60 + Number(s), value);
};
