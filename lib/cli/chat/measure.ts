import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';

/** A position on the screen, relative to the start of a text. */
export interface Position {
  readonly rows: number;
  readonly cols: number;
}

/** What drawing needs of a terminal. */
export type Canvas = NodeJS.WritableStream & { readonly columns: number; readonly rows: number };

type HasColumns = Pick<Canvas, 'columns'>;

/** A stream that discards everything and always has the width of a canvas. Readline takes it for a terminal. */
export const discardOutput = (canvas: HasColumns): NodeJS.WritableStream => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperty(stream, 'columns', { get: () => canvas.columns });
};

/**
 * A function that measures where a text ends on a canvas. Only readline knows how wide characters are, and it tells the
 * position of its cursor, so the text is given to it as its prompt.
 */
export const measureOn = (canvas: HasColumns): ((text: string) => Position) => {
  const readline = createInterface({ input: new PassThrough(), output: discardOutput(canvas), terminal: true });
  return text => {
    readline.setPrompt(text);
    return readline.getCursorPos();
  };
};

const measureOneLine = measureOn({ columns: Number.POSITIVE_INFINITY });

/** The width of a text in columns, on one line. */
export const widthOf = (text: string): number => measureOneLine(text).cols;
