import type { Observable } from 'rxjs';
import type { Arguments, CallOptions, CloseOptions } from '../index.js';

/** A call as it was made; `options` is present only if the caller passed some. */
export interface MadeCall<Args = readonly unknown[]> {
  readonly method: string;
  readonly args: Args;
  readonly options?: CallOptions;
}

/** A call of `boot()` or `close()`. */
export type Move = { readonly did: 'boot' } | { readonly did: 'close'; readonly options?: CloseOptions };

/** What a test did to a double. */
export interface DoubleRecord<Args = readonly unknown[]> {
  /** Every call so far, in order. A `call$` counts when it is subscribed to; `auth`, `optOutEvents` and `ping` count too. */
  readonly calls: readonly MadeCall<Args>[];
  /** Emits each call, and replays the earlier ones. */
  readonly calls$: Observable<MadeCall<Args>>;
  /** Every call that was unsubscribed from or aborted before its reply, and every subscription that nobody wants any more. */
  readonly cancelled: readonly MadeCall<Args>[];
  /** Emits each of them, and replays the earlier ones. */
  readonly cancelled$: Observable<MadeCall<Args>>;
  /** Every `boot()` and `close()` so far. */
  readonly moves: readonly Move[];
  /** Emits each `boot()` and `close()`, and replays the earlier ones. */
  readonly moves$: Observable<Move>;
}

/** A request for a subscription, as it was sent. */
export interface Requested {
  readonly method: string;
  readonly args: Arguments;
}

/** A call that the server makes. */
export interface ServerRequest {
  readonly method: string;
  /** @default none */
  readonly args?: unknown;
}

/** What the client answered to a call of the server: data, or an error. */
export type Answered<Failure = unknown> = { readonly method: string } & (
  | { readonly data: unknown }
  | { readonly error: Failure }
);

/** Why a handler of a double gave no data. */
export interface HandlerFailure {
  readonly kind: 'failed' | 'unknown-method';
  readonly message: string;
}

/** What a test did to a {@link ClientDouble}, besides. */
export interface ClientRecord extends DoubleRecord<Arguments> {
  /** Every request for a subscription so far: one when it is first subscribed to, and one more in each later session. */
  readonly requested: readonly Requested[];
  /** Emits each request, and replays the earlier ones. */
  readonly requested$: Observable<Requested>;
  /** What was answered to the calls of the server so far. */
  readonly answered: readonly Answered<HandlerFailure>[];
  /** Emits each answer, and replays the earlier ones. */
  readonly answered$: Observable<Answered<HandlerFailure>>;
}
