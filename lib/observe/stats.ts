import { asyncScheduler, defer, interval, map, type Observable, startWith, takeUntil } from 'rxjs';
import { activityOf } from '../activity/activity.js';
import type { Counts } from '../activity/counts.js';
import type { State, Status } from '../status.js';
import { check } from '../text/check.js';
import { ms } from '../text/rule.js';
import { completion } from './completion.js';

/** What a client has done and met since it was constructed, at one moment. It contains no key, and no query of an address. */
export interface Stats extends Counts {
  /** That moment, in epoch ms. */
  readonly at: number;
  readonly state: State;
}

/** How often {@link stats$} emits. */
export interface StatsOptions {
  /** How often it emits, in ms. @default 1_000 */
  readonly every?: number | undefined;
}

const rules = { every: /* @__PURE__ */ ms(1, false) };

/**
 * The counts of a BeamChat, an RpcClient, or a double of one, as they are now. Reading them costs the client nothing: it counts
 * by plain additions, whether or not anybody looks.
 */
export const stats = (client: { readonly status: Status }): Stats =>
  Object.freeze({
    at: asyncScheduler.now(),
    state: client.status.state,
    ...activityOf(client, 'stats()').counts(),
  });

/**
 * The same now, and then again and again. A timer runs only while it is subscribed to. Completes when the client is disposed of.
 *
 * @throws TypeError that names the option which is unknown or impossible
 */
export const stats$ = (
  client: { readonly status: Status; readonly status$: Observable<Status> },
  options?: StatsOptions,
): Observable<Stats> => {
  const { every = 1_000 } = check(options, rules, { of: ' of stats$()' });
  activityOf(client, 'stats$()');
  return defer(() =>
    interval(every).pipe(
      startWith(undefined),
      map(() => stats(client)),
      takeUntil(completion(client.status$)),
    ),
  );
};
