import { defaultIfEmpty, defer, finalize, from, type ObservableInput, of, Subscription, takeLast } from 'rxjs';
import { allowManyListeners } from '#platform';
import type { ObservedRequest } from '../activity/activity.js';
import type { ClientActivity } from '../activity/client-activity.js';
import { type BeamError, CallError } from '../errors.js';
import type { Frame, Link } from '../link/link.js';
import { isEventual } from '../link/user-functions.js';
import { checkFrame } from '../protocol/check-frame.js';
import type { ServerCallFailure, Wire } from '../protocol/protocol.js';
import { maskedCause } from '../text/masked-cause.js';
import { describeCause, quote } from '../text/quote.js';
import type { SecretMask } from '../text/secrets.js';
import type { Handler, Handlers } from './handlers.js';

/** How many calls of a server may be handled at once: a server could ask for more work without end. */
const MAX_AT_ONCE = 1_000;

export interface ServerCallsParts {
  readonly handlers: Handlers;
  readonly secrets: SecretMask;
  report(error: BeamError): void;
  /** Is told of each call that a handler takes, and of its answer. */
  readonly activity?: Pick<ClientActivity, 'tell'> | undefined;
}

/** The calls that the server makes on one connection. Each answer goes to that connection, or nowhere. */
export class ServerCalls {
  readonly #link: Link;
  readonly #wire: Wire;
  readonly #parts: ServerCallsParts;
  readonly #running = new Subscription();
  readonly #abort = new AbortController();
  #count = 0;

  constructor(link: Link, wire: Wire, parts: ServerCallsParts) {
    this.#link = link;
    this.#wire = wire;
    this.#parts = parts;
    allowManyListeners(this.#abort.signal);
  }

  handle(id: unknown, method: string, args: unknown): void {
    const handler = this.#parts.handlers.get(method);
    if (handler === undefined) {
      return this.#fail(id, method, { kind: 'unknown-method', message: `there is no method ${quote(method)}` });
    }
    if (this.#count >= MAX_AT_ONCE) {
      const message = `${MAX_AT_ONCE} calls are being handled: try again later`;
      return this.#fail(id, method, { kind: 'failed', message });
    }
    this.#count += 1;
    const request: ObservedRequest = { method };
    this.#parts.activity?.tell({ type: 'requested', request });
    const handled = this.#resultOf(handler, args)
      .pipe(
        takeLast(1),
        defaultIfEmpty(undefined),
        finalize(() => {
          this.#count -= 1;
        }),
      )
      .subscribe({
        next: data => this.#answer(request, id, data),
        error: cause => this.#failed(request, id, describeCause(cause), cause),
      });
    this.#running.add(handled);
  }

  /** The connection is gone. */
  end(): void {
    // First, since what hears of the abort may give an answer.
    this.#running.unsubscribe();
    this.#abort.abort();
  }

  /** The socket may still be open: it is dropped in the same turn. */
  get #isOver(): boolean {
    return this.#running.closed;
  }

  #resultOf(handler: Handler, args: unknown) {
    const context = { address: this.#link.address, signal: this.#abort.signal };
    return defer(() => {
      const result = handler(args, context);
      return isEventual(result) ? from(result as ObservableInput<unknown>) : of(result);
    });
  }

  #answer(request: ObservedRequest, id: unknown, data: unknown): void {
    let frame: Frame | undefined;
    try {
      if (!this.#isOver && this.#wire.result !== undefined) frame = checkFrame('result', this.#wire.result(id, data));
    } catch (cause) {
      return this.#failed(request, id, `the result cannot be serialized: ${describeCause(cause)}`, cause);
    }
    this.#parts.activity?.tell({ type: 'answered', request, data });
    if (frame !== undefined) this.#link.send(frame);
  }

  #failed(request: ObservedRequest, id: unknown, message: string, cause: unknown): void {
    this.#parts.activity?.tell({ type: 'answered', request, failure: message });
    this.#fail(id, request.method, { kind: 'failed', message, cause });
  }

  #fail(id: unknown, method: string, failure: ServerCallFailure): void {
    if (this.#isOver) return;
    try {
      const message = this.#parts.secrets.maskText(failure.message);
      if (this.#wire.failure === undefined) return;
      this.#link.send(checkFrame('failure', this.#wire.failure(id, { ...failure, message })));
    } catch (cause) {
      const { why, options } = maskedCause(cause, this.#parts.secrets);
      const what = `the server's call of ${quote(method)} could not be answered: ${why}`;
      this.#parts.report(new CallError(what, { method, id: undefined, kind: 'encoding', delivery: 'never' }, options));
    }
  }
}
