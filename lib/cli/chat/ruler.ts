import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';

/** A place on the screen, counted from where a text begins. */
export interface Place {
  readonly rows: number;
  readonly cols: number;
}

/** A terminal, as far as drawing on it goes. */
export type Canvas = NodeJS.WritableStream & { readonly columns: number };

/** Takes everything, as wide as a canvas, and shows nothing. */
export const nowhere = (canvas: Canvas): Canvas => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperty(stream, 'columns', { get: () => canvas.columns }) as Writable & Canvas;
};

/** Measures where a text ends on a canvas: readline knows how wide characters are, and tells it of its prompt. */
export const rulerFor = (canvas: Canvas): ((text: string) => Place) => {
  const ruler = createInterface({ input: new PassThrough(), output: nowhere(canvas), terminal: true });
  return text => {
    ruler.setPrompt(text);
    return ruler.getCursorPos();
  };
};
