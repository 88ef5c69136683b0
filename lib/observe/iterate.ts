import { type Observable, Subject, takeUntil } from 'rxjs';
import { BeamError } from '../errors.js';
import { check } from '../text/check.js';
import { isObject, isWhole, rule } from '../text/rule.js';
import { ValueQueue } from './value-queue.js';

/** The options of {@link iterate}. */
export interface IterateOptions {
  /** The most values that may wait for the loop: at least 1, or Infinity. @default 1_000 */
  readonly buffer?: number | undefined;
  /**
   * What happens when the buffer is full. With `throw`, the loop ends with an {@link IterateOverflowError} after the buffered values;
   * the others drop one value. @default 'throw'
   */
  readonly overflow?: 'throw' | 'drop-oldest' | 'drop-newest' | undefined;
  /** Ends the loop at once, with the signal's reason as the error. */
  readonly signal?: AbortSignal | undefined;
}

/** A loop was too slow for its stream: its buffer overflowed. */
export class IterateOverflowError extends BeamError {
  override readonly name = 'IterateOverflowError';
  constructor(
    /** How many values waited. */
    readonly buffer: number,
  ) {
    super(
      `the loop is too slow for its stream: ${buffer} values wait for it; give iterate() a larger buffer, or overflow`,
    );
  }
}

const OVERFLOWS: readonly unknown[] = ['throw', 'drop-oldest', 'drop-newest'];

const rules = {
  buffer: /* @__PURE__ */ rule(
    'a whole number from 1 up, or Infinity',
    value => value !== 0 && (isWhole(value) || value === Infinity),
  ),
  overflow: /* @__PURE__ */ rule("'throw', 'drop-oldest' or 'drop-newest'", value => OVERFLOWS.includes(value)),
  signal: /* @__PURE__ */ rule('an AbortSignal', value => isObject(value) && 'addEventListener' in value),
};

/**
 * Turns any Observable into an async iterator for a `for await` loop. It subscribes at once: values that arrive before the loop
 * begins, or while its body runs, wait in a bounded buffer. If you leave the loop, it unsubscribes.
 *
 * @throws TypeError that names the unknown or invalid option
 * @example
 * for await (const message of iterate(chat.events$('ChatMessage'))) await store(message);
 */
export const iterate = <T>(stream$: Observable<T>, options?: IterateOptions): AsyncIterableIterator<T> =>
  new StreamIterator(stream$, options);

class StreamIterator<T> implements AsyncIterableIterator<T> {
  readonly #queue = new ValueQueue<T>();
  readonly #left$ = new Subject<void>();

  constructor(stream$: Observable<T>, options?: IterateOptions) {
    const { buffer = 1_000, overflow = 'throw', signal } = check(options, rules, { of: ' of iterate()' });
    const abort = () => {
      this.#queue.clear();
      this.#end(signal?.reason);
    };
    if (signal?.aborted) abort();
    else {
      signal?.addEventListener('abort', abort);
      this.#left$.subscribe({ complete: () => signal?.removeEventListener('abort', abort) });
      this.#fill(stream$, buffer, overflow);
    }
  }

  #fill(stream$: Observable<T>, buffer: number, overflow: IterateOptions['overflow']): void {
    const queue = this.#queue;
    stream$.pipe(takeUntil(this.#left$)).subscribe({
      next: value => {
        if (queue.size < buffer || queue.isAwaited) queue.push(value);
        else if (overflow === 'throw') this.#end(new IterateOverflowError(buffer));
        else if (overflow === 'drop-oldest') queue.replaceOldest(value);
      },
      error: error => this.#end(error),
      complete: () => this.#end(),
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    return this.#queue.shift();
  }

  /** The loop is left: what waits is dropped. */
  return(value?: unknown): Promise<IteratorResult<T>> {
    this.#queue.clear();
    this.#end();
    return Promise.resolve({ done: true, value });
  }

  /** Ends it with this error, as a generator would. */
  throw(error?: unknown): Promise<IteratorResult<T>> {
    void this.return();
    return Promise.reject(error);
  }

  /** No value is added any more. With an argument, that is the error after the values that wait. */
  #end(...error: [error?: unknown]): void {
    this.#queue.end(error.length > 0 ? { error: error[0] } : undefined);
    this.#left$.next();
    this.#left$.complete();
  }
}
