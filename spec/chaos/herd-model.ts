import {
  asyncScheduler,
  concat,
  defer,
  NEVER,
  type Observable,
  of,
  retry,
  Subject,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { retryWithNextAddress } from '../../lib/index.js';
import { hedge } from '../../lib/link/hedge.js';
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
  /** Whether the next endpoint accepts connections and says nothing, for ever. @default false */
  readonly nextHangs?: boolean;
  /** How long after a dial an endpoint welcomes the client, in ms. @default 0 */
  readonly welcomesAfter?: number;
}

/** A dial after the loss that reaches an endpoint. */
export interface Arrival {
  /** Since the loss, in ms. */
  readonly at: number;
  readonly address: string;
  readonly accepted: boolean;
  /** When the client was welcomed. @default `at` */
  readonly back?: number;
}

/** A kind of client: dials for ever, by its own rules. */
export type Kind = (dial: (address: string) => Observable<unknown>, chance: Chance) => Observable<unknown>;

/** This library: the operator on which the client is built, with its defaults. */
export const ours: Kind = (dial, chance) =>
  of({ endpoints: ENDPOINTS }).pipe(retryWithNextAddress(({ address }) => dial(address), { random: chance.next }));

/** The same with `connectTimeout` as a client has it by default, and with `hedge` if that is given. */
export const withHedge =
  (ms?: number): Kind =>
  (dial, chance) => {
    const policy = { random: chance.next, connectTimeout: 10_000 };
    const open = ({ address }: { readonly address: string }) => dial(address);
    const connections = retryWithNextAddress<unknown>(
      (attempt, alternatives) => (ms === undefined ? open(attempt) : hedge({ attempt, ms, alternatives, open })),
      policy,
    );
    return of({ endpoints: ENDPOINTS }).pipe(connections);
  };

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
export const herd = (kind: Kind, scenario: Scenario, seed: number): Arrival[] => {
  const { clients, nextRefuses, nextHangs = false, welcomesAfter = 0 } = scenario;
  const arrivals: Arrival[] = [];
  const lost$ = new Subject<never>();
  const dial = (address: string) =>
    defer(() => {
      const at = asyncScheduler.now() - LOSS;
      const isUp = at < 0 || address !== LOST;
      const accepted = isUp && !(address === NEXT && at >= 0 && at < nextRefuses);
      const hangs = nextHangs && address === NEXT && at >= 0;
      const arrival: { -readonly [K in keyof Arrival]: Arrival[K] } = { at, address, accepted: accepted && !hangs };
      if (isUp && at >= 0) arrivals.push(arrival);
      if (!accepted) return throwError(() => 'refused');
      if (hangs) return NEVER;
      const session$ = concat(of(true), address === LOST ? lost$ : NEVER);
      if (at < 0 || welcomesAfter === 0) return session$;
      // A dial that is dropped before its welcome was for nothing.
      arrival.accepted = false;
      return timer(welcomesAfter).pipe(
        tap(() => {
          arrival.accepted = true;
          arrival.back = at + welcomesAfter;
        }),
        switchMap(() => session$),
      );
    });
  const chance = new Chance(seed);
  new TestScheduler(() => true).run(() => {
    for (let i = 0; i < clients; i += 1) kind(dial, chance.fork()).subscribe();
    timer(LOSS).subscribe(() => lost$.error('lost'));
  });
  return arrivals;
};
