import {
  asyncScheduler,
  concat,
  defer,
  NEVER,
  type Observable,
  of,
  retry,
  Subject,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { retryWithNextAddress } from '../../lib/index.js';
import { Chance } from './prng.js';

/** The addresses, in the same order for every client. */
const ENDPOINTS = ['ws://a', 'ws://b', 'ws://c', 'ws://d'] as const;
const [LOST, NEXT] = ENDPOINTS;
/** When the first endpoint is lost, in ms of virtual time: long after all clients are connected and stable. */
const LOSS = 60_000;

export interface Scenario {
  readonly clients: number;
  /** For how long after the loss the next endpoint refuses every dial, in ms. */
  readonly nextRefuses: number;
}

/** A dial after the loss that reaches an endpoint. */
export interface Arrival {
  /** Since the loss, in ms. */
  readonly at: number;
  readonly address: string;
  readonly accepted: boolean;
}

/** A kind of client: dials for ever, by its own rules. */
export type Kind = (dial: (address: string) => Observable<unknown>, chance: Chance) => Observable<unknown>;

/** This library: the operator on which the client is built, with its defaults. */
export const ours: Kind = (dial, chance) =>
  of({ endpoints: ENDPOINTS }).pipe(retryWithNextAddress(({ address }) => dial(address), { random: chance.next }));

/** The previous client's wait: 500 ms, doubled with each attempt in a row, with one doubling more by chance, and starting again after seven. */
const ancestorMs = (retries: number, chance: number): number => 500 * 2 ** ((retries % 7) + Math.round(chance));

/** The previous client: the next address after each end, and its own wait. */
export const ancestor: Kind = (dial, chance) =>
  defer(() => {
    let at = chance.int(0, ENDPOINTS.length - 1);
    let retries = 0;
    const attempt = defer(() => dial(ENDPOINTS[at] as string).pipe(tap(() => (retries = 0))));
    return concat(
      attempt,
      throwError(() => 'lost'),
    ).pipe(
      retry({
        delay: () => {
          at = (at + 1) % ENDPOINTS.length;
          return timer(ancestorMs(retries++, chance.next()));
        },
      }),
    );
  });

/** Connects all clients, loses the first endpoint, and returns every dial of the other endpoints that follows, in virtual time. */
export const herd = (kind: Kind, { clients, nextRefuses }: Scenario, seed: number): Arrival[] => {
  const arrivals: Arrival[] = [];
  const lost$ = new Subject<never>();
  const dial = (address: string) =>
    defer(() => {
      const at = asyncScheduler.now() - LOSS;
      const isUp = at < 0 || address !== LOST;
      const accepted = isUp && !(address === NEXT && at >= 0 && at < nextRefuses);
      if (isUp && at >= 0) arrivals.push({ at, address, accepted });
      if (!accepted) return throwError(() => 'refused');
      return concat(of(true), address === LOST ? lost$ : NEVER);
    });
  const chance = new Chance(seed);
  new TestScheduler(() => true).run(() => {
    for (let i = 0; i < clients; i += 1) kind(dial, chance.fork()).subscribe();
    timer(LOSS).subscribe(() => lost$.error('lost'));
  });
  return arrivals;
};
