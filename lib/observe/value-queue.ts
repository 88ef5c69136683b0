type Result<T> = IteratorResult<T, undefined>;

interface Waiting<T> {
  readonly resolve: (result: Result<T>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE: Result<never> = { done: true, value: undefined };

/** Passes values to promises: whichever comes first waits for the other. Ends once, after the values that wait. */
export class ValueQueue<T> {
  #values: T[] = [];
  /** The index of the oldest value: `shift` moves all others, which makes a long queue slow. */
  #first = 0;
  readonly #waiting: Waiting<T>[] = [];
  #end: { readonly failure: { readonly error: unknown } | undefined } | undefined;

  /** How many values wait. */
  get size(): number {
    return this.#values.length - this.#first;
  }

  /** Whether a promise waits for the next value. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  push(value: T): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#values.push(value);
    else waiting.resolve({ done: false, value });
  }

  /** Drops the oldest value for a new one. */
  replaceOldest(value: T): void {
    this.#take();
    this.push(value);
  }

  /** The next value: now, or when it comes. Rejects once, if the queue ends with an error. */
  shift(): Promise<Result<T>> {
    if (this.size > 0) return Promise.resolve({ done: false, value: this.#take() });
    const end = this.#end;
    if (end === undefined) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#end = { failure: undefined };
    return end.failure === undefined ? Promise.resolve(DONE) : Promise.reject(end.failure.error);
  }

  /** Forgets the values that wait. */
  clear(): void {
    this.#values = [];
    this.#first = 0;
  }

  /** No more values come. The first end counts. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#end !== undefined) return;
    const [first, ...others] = this.#waiting.splice(0);
    this.#end = { failure: first === undefined ? failure : undefined };
    if (failure === undefined) first?.resolve(DONE);
    else first?.reject(failure.error);
    for (const { resolve } of others) resolve(DONE);
  }

  #take(): T {
    const value = this.#values[this.#first] as T;
    this.#values[this.#first] = undefined as T;
    this.#first += 1;
    if (this.#first < this.#values.length / 2) return value;
    this.#values = this.#values.slice(this.#first);
    this.#first = 0;
    return value;
  }
}
