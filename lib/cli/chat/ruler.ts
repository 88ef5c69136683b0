import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';

/** A place on the screen, counted from where a text begins. */
export interface Place {
  readonly rows: number;
  readonly cols: number;
}

/** A terminal, as far as drawing on it goes. */
export type Canvas = NodeJS.WritableStream & { readonly columns: number; readonly rows: number };

type Wide = Pick<Canvas, 'columns'>;

/** Takes everything, as wide as a canvas, and shows nothing. */
export const nowhere = (canvas: Wide): NodeJS.WritableStream => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperty(stream, 'columns', { get: () => canvas.columns });
};

/** Measures where a text ends on a canvas: readline knows how wide characters are, and tells it of its prompt. */
export const rulerFor = (canvas: Wide): ((text: string) => Place) => {
  const ruler = createInterface({ input: new PassThrough(), output: nowhere(canvas), terminal: true });
  return text => {
    ruler.setPrompt(text);
    return ruler.getCursorPos();
  };
};

const endless = rulerFor({ columns: Number.POSITIVE_INFINITY });

/** How many columns a text takes that is on one line. */
export const widthOf = (text: string): number => endless(text).cols;
