/** The object or array that a text of JSON is; undefined if it is anything else. */
export const parsed = (text: unknown): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
