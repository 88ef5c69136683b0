import type { Replies } from '../../lib/protocol/replies.js';

/** What a function makes, and the Maps created meanwhile: their sizes show whether entries are left in them. */
export const mapsMadeBy = <T>(make: () => T): { made: T; maps: readonly Map<unknown, unknown>[] } => {
  const maps: Map<unknown, unknown>[] = [];
  const NativeMap = globalThis.Map;
  globalThis.Map = class<K, V> extends NativeMap<K, V> {
    constructor(entries?: Iterable<readonly [K, V]> | null) {
      super(entries);
      maps.push(this as Map<unknown, unknown>);
    }
  } as MapConstructor;
  try {
    return { made: make(), maps };
  } finally {
    globalThis.Map = NativeMap;
  }
};

/** Makes these replies create their Map at once, and not with the first call, so that {@link mapsMadeBy} sees it. */
export const withMap = <T extends Replies>(replies: T): T => {
  replies.expect(0, { answered: () => {}, refused: () => {} });
  replies.withdraw(0);
  return replies;
};
