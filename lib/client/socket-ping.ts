import { defer, firstValueFrom, map, merge, mergeMap, NEVER, throwError, timer } from 'rxjs';
import { CallError, TimeoutError } from '../errors.js';
import { isBounded, monotonicClock } from '../timers.js';
import type { SetUpParts } from './client-parts.js';
import type { RpcSetUp } from './rpc-set-up.js';

/**
 * The round trip of a ping of the WebSocket protocol, in ms. Rejects with kind `not-connected` while the client is not
 * connected, `disconnected` if the connection is lost meanwhile, and with a TypeError where the runtime cannot ping.
 */
export const socketPing = ({ demux, parts, callTimeout: timeoutMs }: RpcSetUp): Promise<number> =>
  firstValueFrom(
    defer(() => {
      const { connection } = demux;
      if (connection === undefined || parts.calls.session === undefined)
        throw failed('not-connected', 'never', 'no connection is ready');
      const { link } = connection;
      const now = monotonicClock();
      const start = now();
      const late$ = isBounded(timeoutMs) ? timer(timeoutMs) : NEVER;
      const answer$ = merge(
        link.pong$.pipe(map(() => now() - start)),
        parts.announcements.closed$.pipe(mergeMap(() => throwError(() => lost(parts)))),
        late$.pipe(mergeMap(() => throwError(() => new TimeoutError('ping', undefined, timeoutMs)))),
        defer(() => {
          if (link.ping()) return NEVER;
          throw new TypeError('neither the protocol of this client nor its WebSocket has a ping');
        }),
      );
      return answer$;
    }),
  );

/** A client that closes rejects its other calls as `closed` too. */
const lost = ({ announcements }: SetUpParts): CallError => {
  const isClosing = announcements.status.state === 'closing' || announcements.status.state === 'closed';
  return failed(isClosing ? 'closed' : 'disconnected', 'unknown', 'the connection was lost');
};

const failed = (
  kind: 'not-connected' | 'disconnected' | 'closed',
  delivery: 'never' | 'unknown',
  why: string,
): CallError => new CallError(`the ping failed: ${why}`, { method: 'ping', id: undefined, kind, delivery });
