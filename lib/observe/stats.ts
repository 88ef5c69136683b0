import { asyncScheduler, defer, interval, map, type Observable, startWith, takeUntil } from 'rxjs';
import { activityOf } from '../activity/activity.js';
import type { Counts } from '../activity/counts.js';
import type { State, Status } from '../status.js';
import { check } from '../text/check.js';
import { ms } from '../text/rule.js';
import { completion } from './completion.js';

/** The counts of a client since its construction, at one moment. They contain no key, and no query of an address. */
export interface Stats extends Counts {
  /** The time of these counts, in epoch ms. */
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
 * Returns the current counts of a BeamChat, an RpcClient, or a double of one. Reading them costs the client nothing: it always
 * counts, with plain additions.
 */
export const stats = (client: { readonly status: Status }): Stats =>
  Object.freeze({
    at: asyncScheduler.now(),
    state: client.status.state,
    ...activityOf(client, 'stats()').counts(),
  });

/**
 * Emits the same at once, and then every `every` ms. Its timer runs only while it has a subscriber. Completes when the client is
 * disposed of.
 *
 * @throws TypeError that names the unknown or invalid option
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
