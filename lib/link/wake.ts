import { asyncScheduler, defer, filter, fromEvent, interval, map, merge, NEVER, type Observable } from 'rxjs';

type EventSource = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The events of a target; never emits if there is no such target, or it has no events. */
const on = (target: unknown, name: string): Observable<unknown> =>
  hasEvents(target) ? fromEvent(target, name) : NEVER;

/** React Native has a `window` without `addEventListener`. */
const hasEvents = (target: unknown): target is EventSource => {
  const { addEventListener, removeEventListener } = (target ?? {}) as Partial<EventSource>;
  return typeof addEventListener === 'function' && typeof removeEventListener === 'function';
};

/**
 * The events of a page or worker that say that the network may be back, or is gone: `online`, `pageshow`, the tab being
 * visible again, and `offline`. A worker has no window or document: its global scope has `online` and `offline`. Emits the
 * Event; never where there are no such events, as in Node. Touches no global before it is subscribed to.
 *
 * @example
 * new BeamChat(addresses, { wake$: merge(fromBrowserWake(), retryButton$) });
 */
export const fromBrowserWake = (): Observable<Event> =>
  defer(() => {
    const { window, document } = globalThis as Partial<typeof globalThis>;
    const scope = window ?? globalThis;
    return merge(
      on(scope, 'online'),
      on(scope, 'offline'),
      on(scope, 'pageshow'),
      on(document, 'visibilitychange').pipe(filter(() => document?.visibilityState === 'visible')),
    ) as Observable<Event>;
  });

/** How to notice that the machine slept. Times in ms. */
export interface ClockJumpOptions {
  /** How often to look at the clock. @default 5_000 */
  readonly every?: number | undefined;
  /** How much later than that the look must come to count as an absence. Hidden tabs may be a minute late. @default 5_000 */
  readonly beyond?: number | undefined;
}

/**
 * Emits when the machine, the tab or the process has slept: a timer stops meanwhile, and the clock goes on. The value is how
 * long it was away, in ms. A clock that was set forward looks the same.
 *
 * @example
 * fromClockJump({ beyond: 60_000 }).subscribe(ms => console.log('back after', ms));
 */
export const fromClockJump = ({ every = 5_000, beyond = 5_000 }: ClockJumpOptions = {}): Observable<number> =>
  defer(() => {
    let last = asyncScheduler.now();
    return interval(every).pipe(
      map(() => {
        const now = asyncScheduler.now();
        const awayMs = now - last - every;
        last = now;
        return awayMs;
      }),
      filter(awayMs => awayMs > beyond),
    );
  });
