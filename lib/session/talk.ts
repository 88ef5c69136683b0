import { EMPTY, lastValueFrom, type Observable, Subject, takeUntil, throwError, throwIfEmpty } from 'rxjs';
import { CallError } from '../errors.js';
import type { Join } from '../link/join.js';
import type { Frame } from '../link/link.js';
import { checkFrame } from '../protocol/check-frame.js';
import type { Arguments, Talk } from '../protocol/protocol.js';
import { quote } from '../text/quote.js';
import { isRecord } from '../text/rule.js';
import { request } from './request.js';
import type { Session } from './session.js';

/** What a set-up reports of itself, and hears. */
export interface TalkParts {
  readonly session: Session;
  readonly join: Join;
  readonly control$: Observable<unknown>;
  /** These are secrets: no error may show them. */
  remember(secrets: readonly string[]): void;
  /** The set-up has read the join. */
  onJoinRead(): void;
  onAuthenticated(): void;
}

/** The way to the server during the set-up of one connection. */
export class SessionTalk implements Talk {
  readonly #parts: TalkParts;
  readonly #ended$ = new Subject<void>();
  #isOver = false;

  constructor(parts: TalkParts) {
    this.#parts = parts;
  }

  get address(): string {
    return this.#parts.session.address;
  }

  get join(): Join {
    this.#parts.onJoinRead();
    return this.#parts.join;
  }

  get control$(): Observable<unknown> {
    return this.#parts.control$;
  }

  call<T = unknown>(method: string, args?: Arguments): Promise<T> {
    // Nothing would end its wait when the connection is lost.
    const answer$ = this.#isOver ? EMPTY : this.call$(method, args).pipe(takeUntil(this.#ended$));
    const unanswered = this.#isOver ? neverSent : neverAnswered;
    const reply = lastValueFrom(answer$.pipe(throwIfEmpty(() => unanswered(method))));
    // The error of a connection that is over is reported as its own; that of its calls may have no handler any more.
    reply.catch(() => {});
    return reply as Promise<T>;
  }

  call$<T = unknown>(method: string, args: Arguments = []): Observable<T> {
    if (!Array.isArray(args) && !isRecord(args)) {
      const message = `the arguments of ${quote(method)} must be an array or an object, not ${quote(args)}`;
      return throwError(() => new TypeError(message));
    }
    return request(this.#parts.session, method, args) as Observable<T>;
  }

  send(frame: Frame, { secrets = [] }: { readonly secrets?: readonly string[] } = {}): void {
    this.#parts.remember(secrets);
    checkFrame('setUp', frame);
    this.#parts.session.send(frame);
  }

  authenticated(): void {
    this.#parts.onAuthenticated();
  }

  /** The set-up is over: what it still waits for does not come any more. */
  end(): void {
    this.#isOver = true;
    this.#ended$.next();
  }
}

const neverAnswered = (method: string): CallError =>
  new CallError(`the call of ${quote(method)} was sent, but not answered: the set-up is over`, {
    method,
    id: undefined,
    kind: 'disconnected',
    delivery: 'unknown',
  });

const neverSent = (method: string): CallError =>
  new CallError(`the call of ${quote(method)} was not sent: the set-up is over`, {
    method,
    id: undefined,
    kind: 'not-connected',
    delivery: 'never',
  });
