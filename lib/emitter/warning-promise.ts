import { afterMicrotasks, warn } from '#emitter';
import { AUTH } from '../beam/credentials.js';
import { ReplyError } from '../errors.js';

/** The two refusals of `auth` that are known to be codes. Any other text may repeat the authkey. */
const AUTH_CODES: ReadonlySet<unknown> = new Set(['UNOTFOUND', 'UACCESS']);

/**
 * The promise of a call. If it rejects and no code has used it (`then`, `catch`, `finally`, `await`, `Promise.all` …), it
 * causes one warning instead of an unhandled rejection, which would end a Node process. Once it has been used it rejects
 * like any other promise: what `then` returns is a native promise.
 */
export class WarningPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #isUsed = false;

  /** @param method - the method called, for the warning */
  constructor(
    executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason: unknown) => void) => void,
    method: string,
  ) {
    let state: 'making' | 'rejected' | 'made' = 'making';
    super((resolve, reject) => {
      const fail = (error: unknown) => {
        // Before it is made, it has no `this`.
        if (state === 'made') this.#warnUnlessUsed(method);
        else state = 'rejected';
        reject(error);
      };
      try {
        executor(resolve, fail);
      } catch (error) {
        fail(error);
      }
    });
    if ((state as string) === 'rejected') this.#warnUnlessUsed(method);
    state = 'made';
  }

  /** Only of a promise that rejects: a handler on each would cost another promise and a job for each reply. */
  #warnUnlessUsed(method: string): void {
    super.then(undefined, error => {
      if (this.#isUsed) return;
      // `await` calls `then` in a promise job of its own, which may come later than this one.
      afterMicrotasks(() => {
        if (!this.#isUsed) warn(describe(method, error));
      });
    });
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isUsed = true;
    return super.then(onFulfilled, onRejected);
  }
}

const describe = (method: string, error: unknown): string => {
  const { name, message } = error instanceof Error ? error : refusal(method, error);
  return `${name}: ${message} (no code handles this failure: add a catch to the call)`;
};

/** A server's error is rejected as sent; this puts it into words, without a key that the server may have repeated. */
const refusal = (method: string, error: unknown): Error => {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error;
  const mayBeShown = method !== AUTH || typeof code === 'number' || AUTH_CODES.has(code);
  const shown = method === AUTH ? code : error;
  return new ReplyError(method, 0, shown, mayBeShown ? undefined : 'the server refused "auth"');
};
