/** Longer than any server takes. It bounds the memory for input without line breaks. */
export const MAX_LINE_LENGTH = 65_536;

/** As in Node's readline. A `\r` at the end waits, because the next chunk may begin with its `\n`. */
const lineBreak = /\r\n|[\n\u2028\u2029]|\r(?!$)/;

/**
 * Splits chunks of text into lines. It cuts a line after `MAX_LINE_LENGTH + 1` characters, returns it at once, and
 * skips the rest of it. Its length shows that it is too long.
 */
export class LineSplitter {
  #rest = '';
  #isSkipping = false;

  /** Adds a chunk, and returns the lines that are complete. */
  push(chunk: string): string[] {
    const lines = (this.#rest + chunk).split(lineBreak);
    this.#rest = lines.pop() ?? '';
    const complete = lines.filter(() => !this.#endSkipping()).map(cut);
    if (this.#rest.length <= MAX_LINE_LENGTH) return complete;
    const tooLong = cut(this.#rest);
    const wasSkipping = this.#isSkipping;
    this.#isSkipping = true;
    // Only a `\r` matters, since it may be half of a line break.
    this.#rest = this.#rest.endsWith('\r') ? '\r' : '';
    return wasSkipping ? complete : [...complete, tooLong];
  }

  /** Ends the input, and returns the last line if it has no line break. */
  end(): string[] {
    const last = this.#rest.replace(/\r$/, '');
    return this.#isSkipping || this.#rest === '' ? [] : [cut(last)];
  }

  #endSkipping(): boolean {
    const wasSkipping = this.#isSkipping;
    this.#isSkipping = false;
    return wasSkipping;
  }
}

const cut = (line: string): string => line.slice(0, MAX_LINE_LENGTH + 1);
