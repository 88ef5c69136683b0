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

/** The addresses, in the order in which every client has them. */
const ENDPOINTS = ['ws://a', 'ws://b', 'ws://c', 'ws://d'] as const;
const [LOST, NEXT] = ENDPOINTS;
/** When the first of them is lost: long after all are connected and stable, in ms of virtual time. */
const LOSS = 60_000;

export interface Scenario {
  readonly clients: number;
  /** For how long after the loss the next endpoint refuses everybody, in ms. */
  readonly nextRefuses: number;
}

/** One dial after the loss, of an endpoint that is still there. */
export interface Arrival {
  /** Since the loss, in ms. */
  readonly at: number;
  readonly address: string;
  readonly accepted: boolean;
}

/** One client: dials for ever, by its own rules. */
export type Kind = (dial: (address: string) => Observable<unknown>, chance: Chance) => Observable<unknown>;

/** Ours: the very operator that the client is built on, with its defaults. */
export const ours: Kind = (dial, chance) =>
  of({ endpoints: ENDPOINTS }).pipe(retryWithNextAddress(({ address }) => dial(address), { random: chance.next }));

/** The ancestor's wait: 500 ms doubled by the number of tries in a row, give or take one, over again after seven. */
const ancestorMs = (retries: number, chance: number): number => 500 * 2 ** ((retries % 7) + Math.round(chance));

/** The ancestor: the next address after each end, and its own wait. */
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

/** All clients are connected, the first endpoint is lost: every dial of the others that follows, in virtual time. */
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
