import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { filter, fromEvent, map, ReplaySubject, skip, take } from 'rxjs';
import { ROOT } from '../kit/consumer.js';
import { next } from '../kit/live.js';

/** How long a command may take to write a line or to end, in ms: a deadline, never a wait. Starting takes longest. */
const DEADLINE = 15_000;

/** The command as Node runs it from its sources. */
export const FROM_SOURCE = ['--import', 'tsx/esm', '--conditions=rx-beam-source', 'lib/cli/main.ts'];

/** The command, run from its sources as a process of its own. */
export class Child {
  static readonly #running = new Set<Child>();
  /** All that it wrote, line by line. */
  readonly output: string[] = [];
  readonly errors: string[] = [];
  readonly #process: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> };
  readonly #lines$ = new ReplaySubject<string>();
  readonly #ended: Promise<unknown[]>;

  constructor(args: readonly string[], { env = {}, node = [] }: { env?: NodeJS.ProcessEnv; node?: string[] } = {}) {
    const child = spawn(process.execPath, [...node, ...FROM_SOURCE, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    this.#process = child;
    this.#ended = once(child, 'close', { signal: AbortSignal.timeout(DEADLINE) });
    this.#ended.catch(() => {});
    const lines$ = fromEvent(createInterface(child.stdout), 'line').pipe(map(String));
    lines$.subscribe(line => {
      this.output.push(line);
      this.#lines$.next(line);
    });
    createInterface(child.stderr).on('line', line => this.errors.push(line));
    Child.#running.add(this);
    child.on('close', () => Child.#running.delete(this));
  }

  /** Ends what a spec left running. */
  static killAll(): void {
    for (const child of Child.#running) child.signal('SIGKILL');
  }

  type(...lines: string[]): void {
    this.#process.stdin.write(lines.map(line => `${line}\n`).join(''));
  }

  /** Writes to its input as it is, without a line break. */
  write(text: string): void {
    this.#process.stdin.write(text);
  }

  /** The end of its input. */
  end(): void {
    this.#process.stdin.end();
  }

  /** Its reader goes away. */
  stopReading(): void {
    this.#process.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** A line that it writes, or wrote: the first with this in it, or a later one. */
  line(part: string, later = 0): Promise<string> {
    const lines$ = this.#lines$.pipe(
      filter(line => line.includes(part)),
      skip(later),
      take(1),
    );
    return next(lines$, `line with ${part} (stderr: ${this.errors.join()})`, DEADLINE);
  }

  /** How it ends: its exit code, or the signal that killed it. */
  async exit(): Promise<unknown> {
    const [code, signal] = await this.#ended;
    return code ?? signal;
  }
}

/** Lines without the time that a message begins with. */
export const untimed = (lines: readonly string[]): string[] => lines.map(line => line.replace(/^\d\d:\d\d /, ''));

/** Runs the command with this input, until it ends. */
export const run = async (args: readonly string[], input: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const child = new Child(args, { env });
  child.type(...input);
  child.end();
  const code = await child.exit();
  return { code, output: child.output, errors: child.errors };
};
