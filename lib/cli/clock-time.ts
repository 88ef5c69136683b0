/** The last time that a date can hold, in epoch ms. */
const MAX_DATE_MS = 8_640_000_000_000_000;

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { hourCycle: 'h23', ...options });

const minutes = format({ hour: '2-digit', minute: '2-digit' });
const seconds = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const days = format({ day: 'numeric', month: 'short' });

/** A time of day in the local time zone, as in `09:05`, with the day in front if it is not that of `nowMs`. */
export const clockTime = (ms: number, nowMs: number): string => {
  if (!(Math.abs(ms) <= MAX_DATE_MS)) return '--:--';
  const day = days.format(ms);
  return day === days.format(nowMs) ? minutes.format(ms) : `${day} ${minutes.format(ms)}`;
};

/** The same to the second, as in `09:05:07`. */
export const clockSeconds = (ms: number): string => seconds.format(ms);

/** From 1582-10-15, where the time of version 1 UUIDs starts, to 1970, in units of 100 ns. */
const UUID_EPOCH_TO_UNIX = 0x01b21dd213814000n;
const version1 = /^([\da-f]{8})-([\da-f]{4})-1([\da-f]{3})-[\da-f]{4}-[\da-f]{12}$/i;

/** When a UUID was made, in epoch ms. Only one of version 1 says it: undefined for any other text. */
export const timeOfUuid = (uuid: string): number | undefined => {
  const [, low, middle, high] = version1.exec(uuid) ?? [];
  if (low === undefined) return undefined;
  return Number((BigInt(`0x${high}${middle}${low}`) - UUID_EPOCH_TO_UNIX) / 10_000n);
};
