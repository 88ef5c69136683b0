import type { Observable } from 'rxjs';
import type { CallOptions, CloseOptions } from '../index.js';

/** A call as it was made; `options` is present only if the caller passed some. */
export interface MadeCall {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly options?: CallOptions;
}

/** A call of `boot()` or `close()`. */
export type Move = { readonly did: 'boot' } | { readonly did: 'close'; readonly options?: CloseOptions };

/** What a test did to a double. */
export interface ChatRecord {
  /** Every call so far, in order. A `call$` counts when it is subscribed to; `auth`, `optOutEvents` and `ping` count too. */
  readonly calls: readonly MadeCall[];
  /** Emits each call, and replays the earlier ones. */
  readonly calls$: Observable<MadeCall>;
  /** Every call that was unsubscribed from or aborted before its reply. */
  readonly cancelled: readonly MadeCall[];
  /** Emits each cancelled call, and replays the earlier ones. */
  readonly cancelled$: Observable<MadeCall>;
  /** Every `boot()` and `close()` so far. */
  readonly moves: readonly Move[];
  /** Emits each `boot()` and `close()`, and replays the earlier ones. */
  readonly moves$: Observable<Move>;
}
