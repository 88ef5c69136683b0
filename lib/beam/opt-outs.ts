import { catchError, defer, EMPTY, ignoreElements, merge, type Observable, tap } from 'rxjs';
import { CallError, ReplyError } from '../errors.js';
import { type Requester, request } from '../session/request.js';
import type { Resolvers } from '../traffic/call.js';
import type { Calls } from '../traffic/calls.js';
import { sendDuringSetUp, settleGroup, waitingCalls } from './set-up-calls.js';

export const OPT_OUT = 'optOutEvents';

export interface OptOutListener {
  /** The server accepted the names; `data` is its reply's. */
  optedOut(data: unknown): void;
  /** The server refused names that it had accepted on an earlier connection. */
  report(error: ReplyError): void;
}

/**
 * The names of events that the server is not to send, over all connections: sent before auth on each, so that the server
 * leaves them out of what it sends at a join, too (docs/protocol.md#session).
 */
export class OptOuts {
  readonly #calls: Calls;
  readonly #listener: OptOutListener;
  /** Made when there is one: most clients opt out of nothing. */
  #remembered: Set<string> | undefined;

  constructor(calls: Calls, listener: OptOutListener) {
    this.#calls = calls;
    this.#listener = listener;
  }

  get #names(): Set<string> {
    this.#remembered ??= new Set();
    return this.#remembered;
  }

  /** The same resolvers; the names are remembered from now on, unless the server refuses them or never had them. */
  rememberUnlessRefused(names: readonly string[], { resolve, reject }: Resolvers): Resolvers {
    const added = names.filter(name => !this.#names.has(name));
    for (const name of added) this.#names.add(name);
    return {
      resolve: (data, isShared) => {
        for (const name of names) this.#names.add(name);
        if (!isShared) this.#listener.optedOut(data);
        resolve(data);
      },
      reject: error => {
        const mayBeKnown = error instanceof CallError && error.delivery === 'unknown';
        if (!mayBeKnown) for (const name of added) this.#names.delete(name);
        reject(error);
      },
    };
  }

  /** Sends the names on a link: those remembered, and those of all waiting calls together. Completes when both are answered. */
  apply(requester: Requester): Observable<never> {
    return defer(() => {
      const earlier = waitingCalls(this.#calls, OPT_OUT);
      const newest = earlier.at(-1);
      const asked = new Set(earlier.flatMap(call => JSON.parse(call.body as string) as string[]));
      const known = [...(this.#remembered ?? [])].filter(name => !asked.has(name));
      if (newest === undefined && known.length === 0) return EMPTY;
      const known$ = known.length === 0 ? EMPTY : this.#sendRemembered(known, requester);
      if (newest === undefined) return known$.pipe(ignoreElements());
      const group = { newest, earlier: earlier.slice(0, -1), body: requester.body([...asked], OPT_OUT), isUnion: true };
      const asked$ = sendDuringSetUp(this.#calls, group, requester).pipe(
        tap(reply => settleGroup(this.#calls, group, reply)),
      );
      return merge(known$, asked$).pipe(ignoreElements());
    });
  }

  /** A refusal is reported, and the connection goes on. */
  #sendRemembered(names: readonly string[], requester: Requester): Observable<unknown> {
    return request(requester, OPT_OUT, names).pipe(
      tap(data => this.#listener.optedOut(data)),
      catchError(error => {
        if (!(error instanceof ReplyError)) throw error;
        this.#listener.report(error);
        return EMPTY;
      }),
    );
  }
}
