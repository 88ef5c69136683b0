/** The timestamp of a version 1 UUID: low, middle and high digits. */
const UUID_V1 = /^([\da-f]{8})-([\da-f]{4})-1([\da-f]{3})-/i;
/** From 1582-10-15, where the time of these UUIDs starts, to 1970, in units of 100 ns. */
const TO_UNIX = 0x01b21dd213814000n;

/** When a message was sent, in epoch ms: no field says so, but the time is in the ids that the service made. */
export const sentAt = (id: string): number | undefined => {
  const [, low, middle, high] = UUID_V1.exec(id) ?? [];
  if (low === undefined) return undefined;
  return Number((BigInt(`0x${high}${middle}${low}`) - TO_UNIX) / 10_000n);
};

const hours = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The day and the time. */
export const wholeTime = (at: number): string => days.format(at);

/** The time of the day, and the day unless it is today. Both are in epoch ms. */
export const timeText = (at: number, now: number): string =>
  (new Date(at).toDateString() === new Date(now).toDateString() ? hours : days).format(at);
