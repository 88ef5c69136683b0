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
 * Emits the events of a page or worker when the network may be back or is gone: `online`, `pageshow`, the tab becoming visible
 * again, and `offline`. A worker has no window or document; its global scope has `online` and `offline`. In Node, which has no such
 * events, it never emits. It accesses no global before you subscribe.
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

/** The options of {@link fromClockJump}. Times in ms. */
export interface ClockJumpOptions {
  /** How often to check the clock. @default 5_000 */
  readonly every?: number | undefined;
  /** How late a check must be to count as an absence. In hidden tabs, timers may be a minute late. @default 5_000 */
  readonly beyond?: number | undefined;
}

/**
 * Emits when the machine, the tab or the process has slept: meanwhile, timers stop but the clock continues. The value is the length
 * of the absence in ms. Setting the system time forward has the same effect.
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
