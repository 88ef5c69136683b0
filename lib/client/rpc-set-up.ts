import { catchError, defer, EMPTY, from, ignoreElements, Observable, type ObservableInput, throwError } from 'rxjs';
import { AuthenticationFailedError, CallError, ConnectionError, ReplyError } from '../errors.js';
import type { Join } from '../link/join.js';
import { checkFrame } from '../protocol/check-frame.js';
import type { Protocol } from '../protocol/protocol.js';
import type { SetUpStep } from '../session/establish.js';
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

  steps(session: Session, join: Join): readonly SetUpStep[] {
    const waitsFor = 'the set-up of the protocol';
    const restored$ = defer(() => {
      this.demux.established(session);
      return EMPTY;
    });
    return [
      { waitsFor, authenticated$: this.#setUp(session, join) },
      { waitsFor, authenticated$: restored$ },
    ];
  }

  reset(): void {}

  #setUp(session: Session, join: Join): Observable<boolean> {
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
        remember: secrets => this.parts.secrets.remember(secrets),
        onAuthenticated: () => subscriber.next(true),
      });
      const done$ = defer(() => {
        const given: unknown = protocol.setUp?.(talk);
        return given === undefined || given === null ? EMPTY : from(given as ObservableInput<unknown>);
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
      if (connection.wire.cancel === undefined) return;
      connection.link.send(checkFrame('cancel', connection.wire.cancel(id, method)));
    } catch (cause) {
      const { why, options } = maskedCause(cause, this.parts.secrets);
      const message = `the server was not told that ${quote(method)} is cancelled: ${why}`;
      const facts = { method, id, kind: 'encoding', delivery: 'never' } as const;
      this.parts.announcements.report(new CallError(message, facts, options));
    }
  }

  #failed(cause: unknown, address: string): unknown {
    const { why, options } = maskedCause(cause, this.parts.secrets);
    if (cause instanceof AuthenticationFailedError) return options === undefined ? masked(cause, why) : cause;
    if (cause instanceof ConnectionError && options !== undefined) return cause;
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

/** The same without the secret that the server repeated and the set-up put into it. */
const masked = ({ code, address }: AuthenticationFailedError, message: string): AuthenticationFailedError =>
  new AuthenticationFailedError(message, {
    ...(code === undefined ? {} : { code }),
    ...(address === undefined ? {} : { address }),
  });
