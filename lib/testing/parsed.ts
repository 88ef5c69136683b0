/** Parses a JSON object or array; undefined for anything else. */
export const parsed = (text: unknown): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** The messages in a frame of JSON-RPC: several if it is a batch. */
export const partsOf = (frame: unknown): readonly Record<string, unknown>[] => {
  const message = parsed(frame);
  if (!Array.isArray(message)) return message === undefined ? [] : [message];
  return message.filter(part => typeof part === 'object' && part !== null);
};
