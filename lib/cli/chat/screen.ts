import { clearLine, clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { fromEvent, map, merge, type Observable, Subscription, takeUntil } from 'rxjs';
import { MAX_LINE_LENGTH } from './line-splitter.js';
import { type Canvas, discardOutput, measureOn, type Position } from './measure.js';

const PROMPT = '> ';
const MAX_REMEMBERED_LINES = 200;
/** Rows to keep free: up to four for the status in a narrow terminal, and one more because the prompt is wider. */
const RESERVED_ROWS = 5;

/**
 * The bottom of a terminal: the status and the line being typed. It is redrawn below everything that is printed.
 * Readline edits the line but writes nothing to the terminal, so that only this class draws.
 */
export class Screen {
  /** Each typed line. */
  readonly lines$: Observable<string>;
  /** Ctrl-C. */
  readonly interrupted$: Observable<unknown>;
  /** Ctrl-Z. */
  readonly suspended$: Observable<unknown>;
  readonly #maxLineLength: number;
  readonly #canvas: Canvas;
  readonly #editor: Interface;
  readonly #measure: (text: string) => Position;
  readonly #redraws = new Subscription();
  #status = '';
  /** Lines above the status that change in their place. */
  #panel: readonly string[] = [];
  /** The text on the screen, from the status up to the cursor. */
  #drawn = '';

  constructor(keys: NodeJS.ReadableStream, canvas: Canvas, maxLineLength = MAX_LINE_LENGTH) {
    this.#maxLineLength = maxLineLength;
    this.#canvas = canvas;
    this.#measure = measureOn(canvas);
    const editor = createInterface({
      input: keys,
      output: discardOutput(canvas),
      terminal: true,
      historySize: MAX_REMEMBERED_LINES,
    });
    this.#editor = editor;
    const closed$ = fromEvent(editor, 'close');
    this.lines$ = fromEvent(editor, 'line').pipe(map(String), takeUntil(closed$));
    this.interrupted$ = fromEvent(editor, 'SIGINT');
    this.suspended$ = fromEvent(editor, 'SIGTSTP');
    // Readline subscribed to the keys first, so it has updated the line when these events arrive.
    const edited$ = merge(fromEvent(keys, 'keypress'), fromEvent(canvas, 'resize'));
    this.#redraws.add(edited$.subscribe(() => this.withoutPrompt(() => this.#limitLine())));
    this.#redraws.add(closed$.subscribe(() => this.#stopDrawing()));
    this.#draw();
  }

  /** Prints above the status line. */
  print(lines: readonly string[]): void {
    this.withoutPrompt(() => this.#canvas.write(lines.map(line => `${line}\n`).join('')));
  }

  setStatus(status: string): void {
    this.withoutPrompt(() => {
      this.#status = status;
    });
  }

  /** Shows lines above the status, instead of those that it showed before. */
  setPanel(lines: readonly string[]): void {
    this.withoutPrompt(() => {
      this.#panel = lines;
    });
  }

  /** Erases the status and the prompt, runs an action that may write to the terminal, and redraws them. */
  withoutPrompt(action: () => void): void {
    this.#erase();
    action();
    this.#draw();
  }

  /** Erases the status and the prompt. Lines that are printed later have nothing below them. */
  close(): void {
    this.#editor.close();
  }

  /** Measures the drawn text again, because a terminal that was resized has wrapped it differently. */
  #erase(): void {
    if (this.#redraws.closed) return;
    moveCursor(this.#canvas, 0, -this.#measure(this.#drawn).rows);
    // Clearing everything from the first column on would make tmux push the rows into its scrollback.
    cursorTo(this.#canvas, 0);
    clearLine(this.#canvas, 1);
    cursorTo(this.#canvas, 1);
    clearScreenDown(this.#canvas);
    cursorTo(this.#canvas, 0);
  }

  #draw(): void {
    if (this.#redraws.closed) return;
    const panel = this.#visiblePanel();
    const { line, cursor } = this.#visiblePart(this.#measure(panel).rows);
    const above = `${panel}${this.#status}\n${PROMPT}`;
    this.#drawn = above + line.slice(0, cursor);
    const end = this.#measure(above + line);
    const position = this.#measure(this.#drawn);
    // If the text ends in the last column, the terminal moves to the next row only when another character is written.
    this.#canvas.write(above + line + (end.cols === 0 ? ' ' : ''));
    moveCursor(this.#canvas, 0, position.rows - end.rows);
    cursorTo(this.#canvas, position.cols);
  }

  /** As many lines of the panel as fit, and leave room for output: half of the screen. */
  #visiblePanel(): string {
    const maxRows = Math.floor(this.#canvas.rows / 2) - 1;
    let shown = '';
    for (const line of this.#panel) {
      const more = `${shown}${line}\n`;
      if (this.#measure(more).rows > maxRows) break;
      shown = more;
    }
    return shown;
  }

  /** The part of a long line that holds the cursor. A row that has scrolled off the screen could not be erased. */
  #visiblePart(panelRows: number): Pick<Interface, 'line' | 'cursor'> {
    const { line, cursor } = this.#editor;
    const { columns, rows } = this.#canvas;
    // Half of the columns, because every character may be two columns wide.
    const size = Math.max(1, Math.floor(columns / 2)) * Math.max(1, rows - RESERVED_ROWS - panelRows);
    const start = Math.floor(Math.max(0, cursor - 1) / size) * size;
    return { line: line.slice(start, start + size), cursor: cursor - start };
  }

  /** Bounds what a paste may add, character by character. One character too many stays, so that the line is refused. */
  #limitLine(): void {
    if (this.#editor.line.length > this.#maxLineLength + 1) this.#editor.write(null, { name: 'backspace' });
  }

  #stopDrawing(): void {
    this.#erase();
    this.#redraws.unsubscribe();
  }
}
