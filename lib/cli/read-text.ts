type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Reads a stream of bytes as UTF-8 text. Returns undefined if it holds more than `maxBytes`. The rest is then not read,
 * so a stream that never ends cannot fill the memory.
 */
export const readText = async (stream: Chunks, maxBytes: number): Promise<string | undefined> => {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};
