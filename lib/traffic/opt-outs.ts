import { catchError, concat, defer, EMPTY, ignoreElements, type Observable, tap } from 'rxjs';
import { CallError, ReplyError } from '../errors.js';
import { ask, type Desk } from '../session/ask.js';
import type { Caller } from './call.js';
import type { Calls } from './calls.js';

/** The events that nobody wants, over all connections: sent before auth on each, so that the burst of joining is spared too. */
export class OptOuts {
  readonly #calls: Calls;
  readonly #report: (error: ReplyError) => void;
  readonly #replied: (data: unknown) => void;
  readonly #names = new Set<string>();

  /** @param replied - called with the server's reply to every `optOutEvents` that it accepted, the client's own included */
  constructor(calls: Calls, report: (error: ReplyError) => void, replied: (data: unknown) => void = () => {}) {
    this.#calls = calls;
    this.#report = report;
    this.#replied = replied;
  }

  /** The same caller; the names are remembered from now on, unless the server refuses them or never had them. */
  remembering(names: readonly string[], caller: Caller): Caller {
    const added = names.filter(name => !this.#names.has(name));
    for (const name of added) this.#names.add(name);
    return {
      resolve: data => {
        for (const name of names) this.#names.add(name);
        this.#replied(data);
        caller.resolve(data);
      },
      reject: error => {
        const mayBeKnown = error instanceof CallError && error.delivery === 'unknown';
        if (!mayBeKnown) for (const name of added) this.#names.delete(name);
        caller.reject(error);
      },
    };
  }

  /** Applies them to a link; completes when all are answered. A refusal is no reason to end it. */
  apply(desk: Desk): Observable<never> {
    return defer(() => {
      const waiting = this.#calls.standing('optOutEvents');
      const asked = new Set(waiting.flatMap(call => (JSON.parse(call.text) as { arguments: string[] }).arguments));
      const known = [...this.#names].filter(name => !asked.has(name));
      return concat(
        known.length === 0 ? EMPTY : this.#again(known, desk),
        ...waiting.map(call => this.#calls.sendAhead(call, desk).pipe(tap(reply => call.answered(reply)))),
      ).pipe(ignoreElements());
    });
  }

  #again(names: readonly string[], desk: Desk): Observable<unknown> {
    return ask(desk, 'optOutEvents', names).pipe(
      tap(data => this.#replied(data)),
      catchError(error => {
        if (!(error instanceof ReplyError)) throw error;
        this.#report(error);
        return EMPTY;
      }),
    );
  }
}
