import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defer, filter, firstValueFrom, repeat, throwError, timeout } from 'rxjs';
import { ROOT } from '../kit/consumer.js';

const run = promisify(execFile);
/** The longest that a spec waits for the screen to show something, in ms: a deadline, never a wait. */
const DEADLINE = 15_000;
/** How often the screen is looked at: tmux does not tell when it changes. */
const LOOK_MS = 50;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const flags = ({ columns, rows }: Size): string[] => ['-x', String(columns), '-y', String(rows)];

/** A terminal that nobody looks at but the spec: a shell in a tmux of its own. */
export class Terminal {
  static #opened = 0;
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  static async open(size: Size): Promise<Terminal> {
    Terminal.#opened += 1;
    const terminal = new Terminal(`rx-beam-${process.pid}-${Terminal.#opened}`);
    await terminal.#tmux('-f', '/dev/null', 'new-session', '-d', ...flags(size), 'env -u NO_COLOR PS1="$ " sh -i');
    await terminal.shows('a prompt', lines => lines.some(line => line.startsWith('$')));
    return terminal;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
  }

  /** Presses keys by their names: `Enter`, `C-c`, `Left`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press('Enter');
  }

  async resize(size: Size): Promise<void> {
    await this.#tmux('resize-window', ...flags(size));
  }

  /** The rows of the screen, without the empty ones at its end. */
  screen(): Promise<string[]> {
    return this.#capture();
  }

  /** The same with the sequences that paint it. */
  paintedScreen(): Promise<string[]> {
    return this.#capture('-e');
  }

  /** The rows of the screen, and all that rolled off it before. */
  scrollback(): Promise<string[]> {
    return this.#capture('-S', '-');
  }

  /** Waits until the screen is as wanted, and gives it. */
  shows(what: string, isWanted: (lines: string[]) => boolean): Promise<string[]> {
    return this.#await(what, isWanted, () => this.screen());
  }

  /** The same of the screen with the sequences that paint it. */
  showsPainted(what: string, isWanted: (lines: string[]) => boolean): Promise<string[]> {
    return this.#await(what, isWanted, () => this.paintedScreen());
  }

  /** Waits until a row has this in it. */
  showsLine(part: string | RegExp): Promise<string[]> {
    const has = (line: string) => (typeof part === 'string' ? line.includes(part) : part.test(line));
    return this.shows(`line with ${part}`, lines => lines.some(has));
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server');
  }

  async #await(
    what: string,
    isWanted: (lines: string[]) => boolean,
    capture: () => Promise<string[]>,
  ): Promise<string[]> {
    let last: string[] = [];
    const late = () => throwError(() => new Error(`no ${what} in ${DEADLINE} ms:\n${last.join('\n')}`));
    const screens$ = defer(capture).pipe(repeat({ delay: LOOK_MS }));
    const wanted$ = screens$.pipe(
      filter(lines => {
        last = lines;
        return isWanted(lines);
      }),
      timeout({ first: DEADLINE, with: late }),
    );
    return firstValueFrom(wanted$);
  }

  async #capture(...options: string[]): Promise<string[]> {
    const text = await this.#tmux('capture-pane', '-p', ...options);
    return text
      .trimEnd()
      .split('\n')
      .map(line => line.trimEnd());
  }

  async #tmux(...args: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-u', '-L', this.#socket, ...args], { cwd: ROOT });
    return stdout;
  }
}
