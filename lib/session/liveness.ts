import { asyncScheduler, Observable, type Subscription, timer } from 'rxjs';
import { TimeoutError } from '../errors.js';
import { isBounded } from '../link/join.js';

/** What watching needs of a link. */
export interface Pulse {
  /** When anything last came, epoch ms. */
  heardAt(): number;
  /** How many things have come. */
  heard(): number;
  /** Makes the server say something. */
  ping(): void;
}

export interface LivenessOptions {
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

/**
 * Watches one link, and never emits: errors with a {@link TimeoutError} once the server is silent for `pingInterval`
 * and then for `pingTimeout` after a ping. The clock is read when a timer wakes, since timers stop while a machine
 * sleeps and are late in hidden tabs: a deadline that was overslept gets one more ping before it counts. So does one
 * over which the clock was set back.
 *
 * One timer and no operators: it lives as long as its link, and a process may have thousands.
 *
 * @param probe$ - each value pings at once
 */
export const liveness = (
  pulse: Pulse,
  { pingInterval, pingTimeout }: LivenessOptions,
  probe$: Observable<unknown>,
): Observable<never> =>
  new Observable(subscriber => {
    let alarm: Subscription | undefined;
    /** The last ping that is still waited for: when it was sent, and what had been heard until then. */
    let knocked: { readonly at: number; readonly heard: number } | undefined;
    const isAnswered = () => knocked === undefined || pulse.heard() !== knocked.heard;
    const quietMs = () => asyncScheduler.now() - pulse.heardAt();

    const wakeIn = (ms: number, then: () => void) => {
      alarm?.unsubscribe();
      // Whoever is told of a ping may end it all.
      if (subscriber.closed) return;
      alarm = timer(ms).subscribe(then);
    };
    const rest = () => {
      knocked = undefined;
      if (isBounded(pingInterval)) wakeIn(Math.min(pingInterval, Math.max(0, pingInterval - quietMs())), check);
    };
    const check = () => {
      const quiet = quietMs();
      // A clock that was set back cannot tell how long it has been quiet.
      if (quiet < 0 || quiet >= pingInterval) knock();
      else rest();
    };
    const knock = () => {
      knocked = { at: asyncScheduler.now(), heard: pulse.heard() };
      pulse.ping();
      listen(pingTimeout);
    };
    /** For an answer, and not longer than an interval at once: after it the next one begins. */
    const listen = (ms: number) => wakeIn(isBounded(pingInterval) ? Math.min(pingInterval, ms) : ms, verdict);
    const verdict = () => {
      if (knocked === undefined || isAnswered()) return rest();
      const waited = asyncScheduler.now() - knocked.at;
      const isUntold = waited < 0 || waited >= 2 * pingTimeout;
      if (isUntold) knock();
      else if (waited < pingTimeout) listen(pingTimeout - waited);
      else subscriber.error(new TimeoutError('ping', undefined, pingTimeout));
    };

    subscriber.add(() => alarm?.unsubscribe());
    subscriber.add(
      probe$.subscribe({
        next: () => {
          if (isAnswered()) knock();
        },
        error: cause => subscriber.error(cause),
      }),
    );
    if (knocked === undefined) rest();
  });
