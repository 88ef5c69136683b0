import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  Observable,
  type ObservableInput,
  of,
  throwError,
} from 'rxjs';
import { AuthenticationFailedError, CallError, ConnectionError, ReplyError } from '../errors.js';
import type { Join } from '../link/join.js';
import { isEventual } from '../link/user-functions.js';
import type { Protocol } from '../protocol/protocol.js';
import type { SetUpProgress } from '../session/establish.js';
import type { Session } from '../session/session.js';
import { SessionTalk } from '../session/talk.js';
import { maskedCause } from '../text/masked-cause.js';
import { quote } from '../text/quote.js';
import type { Call } from '../traffic/call.js';
import type { CallAdapter, SetUpParts } from './client-parts.js';
import type { RpcDemux } from './rpc-demux.js';
import type { ResolvedRpcOptions } from './rpc-options.js';

/** The set-up of a protocol, and then the requests for the subscriptions that go on. */
export class RpcSetUp implements CallAdapter {
  /** Whether a set-up has used the join, which may be good for one connection only. */
  needsNewJoin = false;
  readonly demux: RpcDemux;
  readonly parts: SetUpParts;
  readonly protocol: Protocol;
  readonly callTimeout: number;

  constructor(parts: SetUpParts, { protocol, callTimeout }: ResolvedRpcOptions) {
    this.parts = parts;
    this.demux = parts.demux as RpcDemux;
    this.protocol = protocol;
    this.callTimeout = callTimeout;
    parts.calls.unsettled.onCancelled = call => this.#cancelOnWire(call);
  }

  run(session: Session, join: Join): Observable<SetUpProgress> {
    return concat(
      of({ waitsFor: 'the set-up of the protocol' }),
      this.#setUp(session, join),
      defer(() => {
        this.demux.established(session);
        return EMPTY;
      }),
    );
  }

  reset(): void {}

  #setUp(session: Session, join: Join): Observable<SetUpProgress> {
    const { protocol } = this;
    if (protocol.setUp === undefined) return EMPTY;
    return new Observable(subscriber => {
      const talk = new SessionTalk({
        session,
        join,
        control$: this.demux.control$,
        onJoinRead: () => {
          this.needsNewJoin = true;
        },
        onAuthenticated: () => subscriber.next({ authenticated: true }),
      });
      const done$ = defer(() => {
        const given: unknown = protocol.setUp?.(talk);
        return isEventual(given) || isIterable(given) ? from(given as ObservableInput<unknown>) : EMPTY;
      });
      subscriber.add(() => talk.end());
      const failed = (cause: unknown) => throwError(() => this.#failed(cause, session.address));
      done$.pipe(ignoreElements(), catchError(failed)).subscribe(subscriber);
    });
  }

  #cancelOnWire({ id, method }: Call): void {
    const { connection } = this.demux;
    if (id === undefined || connection === undefined) return;
    try {
      const frame = connection.wire.cancel?.(id, method);
      if (frame !== undefined) connection.link.send(frame);
    } catch (cause) {
      const { why, options } = maskedCause(cause, this.parts.secrets);
      const message = `the server was not told that ${quote(method)} is cancelled: ${why}`;
      const facts = { method, id, kind: 'encoding', delivery: 'never' } as const;
      this.parts.announcements.report(new CallError(message, facts, options));
    }
  }

  #failed(cause: unknown, address: string): unknown {
    if (cause instanceof AuthenticationFailedError || cause instanceof ConnectionError) return cause;
    const { why, options } = maskedCause(cause, this.parts.secrets);
    if (cause instanceof ReplyError && this.protocol.refusal?.(cause.error) === 'not-authenticated') {
      const { code } = (cause.error ?? {}) as { code?: unknown };
      return new AuthenticationFailedError(`${address} refused to authenticate, and the client closes: ${why}`, {
        address,
        ...options,
        ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
      });
    }
    return new ConnectionError(`the set-up at ${address} failed: ${why}`, { address, ...options });
  }
}

/** An array, or what a generator gives. */
const isIterable = (value: unknown): boolean => typeof value === 'object' && value !== null && Symbol.iterator in value;
