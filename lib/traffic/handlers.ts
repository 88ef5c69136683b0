import type { ClientActivity } from '../activity/client-activity.js';
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
  readonly #activity: Pick<ClientActivity, 'tell'> | undefined;

  /** @param activity - is told of each handler that is added or removed */
  constructor(activity?: Pick<ClientActivity, 'tell'>) {
    this.#activity = activity;
  }

  /**
   * @returns a function that removes the handler
   * @throws TypeError if the method has a handler, or either is none
   */
  add(method: string, handler: Handler): () => void {
    if (typeof method !== 'string' || method === '') {
      throw new TypeError(`the method of a handler must be its name, a string that is not empty, not ${quote(method)}`);
    }
    if (typeof handler !== 'function') {
      throw new TypeError(`the handler of ${quote(method)} must be a function, not ${quote(handler)}`);
    }
    if (this.#handlers.has(method)) {
      throw new TypeError(`${quote(method)} has a handler already: remove that one first`);
    }
    this.#handlers.set(method, handler);
    this.#activity?.tell({ type: 'handler-added', method });
    let isAdded = true;
    return () => {
      // Once: by the second time, the method may have another handler, or the same one again.
      if (!isAdded) return;
      isAdded = false;
      this.#handlers.delete(method);
      this.#activity?.tell({ type: 'handler-removed', method });
    };
  }

  get(method: string): Handler | undefined {
    return this.#handlers.get(method);
  }
}
