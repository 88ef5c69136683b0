import { LineSplitter } from './line-splitter.js';

/**
 * Reads lines from chunks of text. It waits for `whenReady` before each line, and meanwhile reads no further, so that
 * the writer at the other end of a pipe has to wait too.
 */
export async function* readLines(
  chunks: AsyncIterable<string>,
  whenReady: () => Promise<unknown>,
): AsyncGenerator<string, void> {
  const splitter = new LineSplitter();
  for await (const chunk of chunks) {
    for (const line of splitter.push(chunk)) {
      await whenReady();
      yield line;
    }
  }
  yield* splitter.end();
}
