import { asyncScheduler } from 'rxjs';

/** From 1582-10-15, where the time of version 1 UUIDs starts, to 1970, in units of 100 ns. */
const UUID_EPOCH_TO_UNIX = 0x01b21dd213814000n;

const hex = (value: bigint | number, digits: number): string => value.toString(16).padStart(digits, '0').slice(-digits);

/** Returns a generator of version 1 UUIDs, all different and in ascending time. `random` picks the node id. */
export const uuidV1Source = (random: () => number): (() => string) => {
  const sequence = hex(0x8000 | Math.floor(random() * 0x4000), 4);
  const node = hex(0x010000000000 + Math.floor(random() * 0x10000000000), 12);
  let last = 0n;
  return () => {
    const now = BigInt(Math.floor(asyncScheduler.now())) * 10_000n + UUID_EPOCH_TO_UNIX;
    last = now > last ? now : last + 1n;
    const high = hex((last >> 48n) | 0x1000n, 4);
    return `${hex(last & 0xffffffffn, 8)}-${hex((last >> 32n) & 0xffffn, 4)}-${high}-${sequence}-${node}`;
  };
};
