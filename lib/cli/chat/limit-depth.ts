const OMITTED = '…';

/**
 * Copies JSON data, and replaces what is nested deeper than `levels` by `"…"`. `JSON.parse` reads data of any depth,
 * but `JSON.stringify` exceeds the call stack at some thousand levels.
 */
export const limitDepth = (value: unknown, levels: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return OMITTED;
  if (Array.isArray(value)) return value.map(item => limitDepth(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, limitDepth(item, levels - 1)]));
};
