import type { Eventually } from '../link/user-functions.js';
import { quote } from '../text/quote.js';

/** The connection on which the server made a call. */
export interface CallContext {
  /** The server's address, without secrets. */
  readonly address: string;
  /** Aborts when the connection is gone: the client can no longer send an answer. */
  readonly signal: AbortSignal;
}

/** Answers the server's calls of one method: with a value, a Promise, or the last value of an Observable. */
export type Handler<Args = unknown, Result = unknown> = (args: Args, context: CallContext) => Eventually<Result>;

/** The handlers of a client, one for each method, for all connections. */
export class Handlers {
  readonly #handlers = new Map<string, Handler>();

  /**
   * @returns a function that removes the handler
   * @throws TypeError if the method has a handler, or either is none
   */
  add(method: string, handler: Handler): () => void {
    if (typeof method !== 'string' || method === '') {
      throw new TypeError(`a handler needs the name of a method, a string, not ${quote(method)}`);
    }
    if (typeof handler !== 'function') {
      throw new TypeError(`the handler of ${quote(method)} must be a function, not ${quote(handler)}`);
    }
    if (this.#handlers.has(method)) {
      throw new TypeError(`${quote(method)} has a handler already: remove that one first`);
    }
    this.#handlers.set(method, handler);
    let isAdded = true;
    return () => {
      // Once: by the second time, the method may have another handler, or the same one again.
      if (isAdded) this.#handlers.delete(method);
      isAdded = false;
    };
  }

  get(method: string): Handler | undefined {
    return this.#handlers.get(method);
  }
}
