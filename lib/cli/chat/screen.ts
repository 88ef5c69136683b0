import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { fromEvent, merge, type Observable, Subscription } from 'rxjs';
import { map, takeUntil } from 'rxjs/operators';
import { type Canvas, nowhere, type Place, rulerFor } from './ruler.js';

const PROMPT = '> ';
const MOST_REMEMBERED = 200;

/**
 * The bottom of a terminal: a status line and the line being typed, drawn anew under whatever is printed. Readline
 * edits the line and shows nothing itself, so that there is one who draws.
 */
export class Screen {
  /** What is typed. */
  readonly lines$: Observable<string>;
  /** Ctrl-C. */
  readonly interrupted$: Observable<unknown>;
  readonly #canvas: Canvas;
  readonly #editor: Interface;
  readonly #measure: (text: string) => Place;
  readonly #drawing = new Subscription();
  #status = '';
  /** Rows from the top of what is drawn to the cursor. */
  #rows = 0;

  constructor(keys: NodeJS.ReadableStream, canvas: Canvas) {
    this.#canvas = canvas;
    this.#measure = rulerFor(canvas);
    const editor = createInterface({
      input: keys,
      output: nowhere(canvas),
      terminal: true,
      historySize: MOST_REMEMBERED,
    });
    this.#editor = editor;
    const closed$ = fromEvent(editor, 'close');
    this.lines$ = fromEvent(editor, 'line').pipe(map(String), takeUntil(closed$));
    this.interrupted$ = fromEvent(editor, 'SIGINT');
    // Readline listens to the keys as well, and came first.
    const edited$ = merge(fromEvent(keys, 'keypress'), fromEvent(canvas, 'resize'), fromEvent(editor, 'SIGCONT'));
    this.#drawing.add(edited$.subscribe(() => this.#redraw()));
    this.#drawing.add(closed$.subscribe(() => this.#leave()));
    this.#draw();
  }

  /** Prints above the status line. */
  print(lines: readonly string[]): void {
    this.#erase();
    this.#canvas.write(lines.map(line => `${line}\n`).join(''));
    this.#draw();
  }

  setStatus(status: string): void {
    this.#status = status;
    this.#redraw();
  }

  /** Takes the status and the prompt off; what is printed later is printed plainly. */
  close(): void {
    this.#editor.close();
  }

  #redraw(): void {
    this.#erase();
    this.#draw();
  }

  #erase(): void {
    if (this.#drawing.closed) return;
    moveCursor(this.#canvas, 0, -this.#rows);
    cursorTo(this.#canvas, 0);
    clearScreenDown(this.#canvas);
  }

  #draw(): void {
    if (this.#drawing.closed) return;
    const { line, cursor } = this.#editor;
    const above = `${this.#status}\n${PROMPT}`;
    const end = this.#measure(above + line);
    const at = this.#measure(above + line.slice(0, cursor));
    // A terminal goes on to the next row only when there is something to write in it.
    this.#canvas.write(above + line + (end.cols === 0 ? ' ' : ''));
    moveCursor(this.#canvas, 0, at.rows - end.rows);
    cursorTo(this.#canvas, at.cols);
    this.#rows = at.rows;
  }

  #leave(): void {
    this.#erase();
    this.#drawing.unsubscribe();
  }
}
