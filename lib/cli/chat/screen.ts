import { clearLine, clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { fromEvent, map, merge, type Observable, Subscription, takeUntil } from 'rxjs';
import { type Canvas, nowhere, type Place, rulerFor } from './ruler.js';

const PROMPT = '> ';
const MOST_REMEMBERED = 200;
/** What the status may need in a narrow terminal, and one row where the prompt makes the line a little longer. */
const ROWS_ABOVE = 5;

/**
 * The bottom of a terminal: a status line and the line being typed, drawn anew under whatever is printed. Readline
 * edits the line and shows nothing itself, so that there is one who draws.
 */
export class Screen {
  /** What is typed. */
  readonly lines$: Observable<string>;
  /** Ctrl-C. */
  readonly interrupted$: Observable<unknown>;
  /** Ctrl-Z. */
  readonly suspended$: Observable<unknown>;
  readonly #canvas: Canvas;
  readonly #editor: Interface;
  readonly #measure: (text: string) => Place;
  readonly #drawing = new Subscription();
  #status = '';
  /** What is drawn, up to the cursor. */
  #drawn = '';

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
    this.suspended$ = fromEvent(editor, 'SIGTSTP');
    // Readline listens to the keys as well, and came first.
    const edited$ = merge(fromEvent(keys, 'keypress'), fromEvent(canvas, 'resize'));
    this.#drawing.add(edited$.subscribe(() => this.aside(() => {})));
    this.#drawing.add(closed$.subscribe(() => this.#leave()));
    this.#draw();
  }

  /** Prints above the status line. */
  print(lines: readonly string[]): void {
    this.aside(() => this.#canvas.write(lines.map(line => `${line}\n`).join('')));
  }

  setStatus(status: string): void {
    this.aside(() => {
      this.#status = status;
    });
  }

  /** Takes the status and the prompt off, and draws them anew after something that may have used the terminal. */
  aside(something: () => void): void {
    this.#erase();
    something();
    this.#draw();
  }

  /** Takes the status and the prompt off; what is printed later is printed plainly. */
  close(): void {
    this.#editor.close();
  }

  /** Measured now: terminals break their lines anew when their width changes. */
  #erase(): void {
    if (this.#drawing.closed) return;
    moveCursor(this.#canvas, 0, -this.#measure(this.#drawn).rows);
    // Not all of it from the first column on: tmux would take that for a new screen, and keep this one in its history.
    cursorTo(this.#canvas, 0);
    clearLine(this.#canvas, 1);
    cursorTo(this.#canvas, 1);
    clearScreenDown(this.#canvas);
    cursorTo(this.#canvas, 0);
  }

  #draw(): void {
    if (this.#drawing.closed) return;
    const { line, cursor } = this.#page();
    const above = `${this.#status}\n${PROMPT}`;
    this.#drawn = above + line.slice(0, cursor);
    const end = this.#measure(above + line);
    const at = this.#measure(this.#drawn);
    // A terminal goes on to the next row only when there is something to write in it.
    this.#canvas.write(above + line + (end.cols === 0 ? ' ' : ''));
    moveCursor(this.#canvas, 0, at.rows - end.rows);
    cursorTo(this.#canvas, at.cols);
  }

  /** Of a line that is too long for the screen, the part with the cursor: a row that has rolled off cannot be erased. */
  #page(): Pick<Interface, 'line' | 'cursor'> {
    const { line, cursor } = this.#editor;
    const { columns, rows } = this.#canvas;
    // Half of the columns: every character may be wide.
    const size = Math.max(1, Math.floor(columns / 2)) * Math.max(1, rows - ROWS_ABOVE);
    const from = Math.floor(Math.max(0, cursor - 1) / size) * size;
    return { line: line.slice(from, from + size), cursor: cursor - from };
  }

  #leave(): void {
    this.#erase();
    this.#drawing.unsubscribe();
  }
}
