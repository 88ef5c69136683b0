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
