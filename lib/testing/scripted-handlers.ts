import {
  catchError,
  defaultIfEmpty,
  defer,
  finalize,
  map,
  mergeMap,
  NEVER,
  type Observable,
  of,
  switchMap,
  takeLast,
} from 'rxjs';
import type { CallContext, Handler } from '../index.js';
import { describeCause, quote } from '../text/quote.js';
import type { Answered, HandlerFailure, ServerRequest } from './double-record.js';
import { EntryLog } from './entry-log.js';
import { asInput } from './replies.js';
import type { ScriptedStatus } from './scripted-status.js';

/** The handlers of a double. They answer the calls of its server, each within the session in which it was made. */
export class ScriptedHandlers {
  readonly answered = new EntryLog<Answered<HandlerFailure>>();
  readonly #handlers = new Map<string, Handler>();

  /** @param requests$ - the calls that the server makes; those between two sessions are lost */
  constructor(requests$: Observable<ServerRequest>, status: Pick<ScriptedStatus, 'session$' | 'current'>) {
    const answers$ = status.session$.pipe(
      switchMap(session => (session === undefined ? NEVER : this.#answers(requests$, String(status.current.address)))),
    );
    answers$.subscribe(answer => this.answered.add(answer));
  }

  /**
   * @returns a function that removes the handler
   * @throws TypeError if the method has a handler
   */
  add(method: string, handler: Handler): () => void {
    if (this.#handlers.has(method)) {
      throw new TypeError(`${quote(method)} has a handler already: remove that one first`);
    }
    this.#handlers.set(method, handler);
    let isAdded = true;
    return () => {
      // Once, as in the client: by the second time, the method may have another handler.
      if (isAdded) this.#handlers.delete(method);
      isAdded = false;
    };
  }

  /** The answers of one session. Its end aborts the handlers that are still at it. */
  #answers(requests$: Observable<ServerRequest>, address: string): Observable<Answered<HandlerFailure>> {
    return defer(() => {
      const abort = new AbortController();
      const context = { address, signal: abort.signal };
      return requests$.pipe(
        mergeMap(request => this.#answer(request, context)),
        finalize(() => abort.abort()),
      );
    });
  }

  #answer({ method, args }: ServerRequest, context: CallContext): Observable<Answered<HandlerFailure>> {
    const handler = this.#handlers.get(method);
    if (handler === undefined) {
      return of({ method, error: { kind: 'unknown-method', message: `there is no method ${quote(method)}` } });
    }
    return defer(() => asInput(handler(args, context))).pipe(
      takeLast(1),
      defaultIfEmpty(undefined),
      map(data => ({ method, data })),
      catchError((cause: unknown) => of({ method, error: { kind: 'failed' as const, message: describeCause(cause) } })),
    );
  }
}
