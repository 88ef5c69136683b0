import { expect } from 'chai';
import { asyncScheduler, EMPTY, NEVER, Observable, of, Subject, tap, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ConnectionError } from '../../lib/errors.js';
import type { Join } from '../../lib/link/join.js';
import type { RetryPolicy } from '../../lib/link/retry-policy.js';
import { retryWithNextAddress } from '../../lib/link/retry-with-next-address.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { sleepyClock } from '../kit/session-kit/play.js';
import { unhandledDuring } from '../rules/kit.js';

const [A, B, C] = ['ws://a', 'ws://b', 'ws://c'];
const listOf = (...endpoints: string[]): Observable<Join> => of({ endpoints });
const busy = (retryAfter: number) => new ConnectionError('HTTP 503', { retryAfter });

/** Chance that leads to the first address, and then halves every wait: 5 ms in the first lap, then 10, 20, and always 20. */
const quick = (): RetryPolicy => {
  const chances = [0];
  return { backoff: { initial: 10, max: 40 }, random: () => chances.shift() ?? 0.5 };
};

/** Attempts over these connections, and when each address was dialled, as in `6 b`. */
const stage = (lists: Observable<Join>, connections: readonly Observable<string>[], policy: RetryPolicy = {}) => {
  const dials: string[] = [];
  const waits: number[] = [];
  const attempts$ = lists.pipe(
    retryWithNextAddress(
      ({ address }) => {
        dials.push(`${asyncScheduler.now()} ${address.at(-1)}`);
        return connections[dials.length - 1] ?? NEVER;
      },
      { ...quick(), onWait: ({ delay }) => waits.push(delay), ...policy },
    ),
  );
  return { attempts$, dials, waits };
};

describe('RetryState: a server that answers with Retry-After', () => {
  it(
    'R4: is not dialled before that time; the others are tried as usual',
    marbles(m => {
      const down = () => m.cold('-#');
      const connections = [m.cold<string>('-#', {}, busy(30)), down(), down(), down(), down()];
      const { attempts$, dials, waits } = stage(listOf(A, B, C), connections);
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '6 b', '12 c', '23 b', '34 c', '45 a']);
      expect(waits).to.deep.equal([5, 5, 10, 10, 10]);
    }),
  );

  it(
    'R4: the wait lasts until it may be dialled, where there is no other address, and wake$ does not end it',
    marbles(m => {
      const wake$ = m.hot('10ms w 18ms w');
      const source = m.cold<Join>('j', { j: { endpoints: [A] } });
      // Asked again after the wait: a reply that it gave before might be out of date by then.
      const asked = ['(^!)', '31ms (^!)'];
      const { attempts$, dials, waits } = stage(source, [m.cold<string>('-#', {}, busy(30))], { wake$ });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.expect(source).toHaveSubscriptions(asked);
      m.flush();
      expect(dials).to.deep.equal(['0 a', '31 a']);
      expect(waits).to.deep.equal([30]);
    }),
  );

  it(
    'R4: wake$ ends the wait while another address may be dialled',
    marbles(m => {
      const wake$ = m.hot('---w');
      const { attempts$, dials } = stage(listOf(A, B), [m.cold<string>('-#', {}, busy(30))], { wake$ });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '3 b']);
    }),
  );

  it(
    'R4: is dialled after backoff.max at the latest, whatever it asks for',
    marbles(m => {
      const { attempts$, dials, waits } = stage(listOf(A), [m.cold<string>('-#', {}, busy(3_600_000))]);
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '41 a']);
      expect(waits).to.deep.equal([40]);
    }),
  );

  it(
    'R4: of several, the one that may be dialled first is dialled first',
    marbles(m => {
      const connections = [m.cold<string>('-#', {}, busy(40)), m.cold<string>('-#', {}, busy(15))];
      const { attempts$, dials, waits } = stage(listOf(A, B), connections);
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '6 b', '22 b']);
      expect(waits).to.deep.equal([5, 15]);
    }),
  );

  it(
    'R4: counts as failed in each lap until then, so that the other waits grow',
    marbles(m => {
      const down = () => m.cold('-#');
      const connections = [m.cold<string>('-#', {}, busy(40)), down(), down(), down()];
      const { attempts$, dials, waits } = stage(listOf(A, B), connections);
      m.expect(attempts$, '^ 80ms !').toBeObservable('-');
      m.flush();
      expect(waits).to.deep.equal([5, 10, 20, 20]);
      expect(dials).to.deep.equal(['0 a', '6 b', '17 b', '38 b', '59 a']);
    }),
  );

  it(
    'R4: a new list that has no other address waits for it, and wake$ does not end that',
    marbles(m => {
      const lists = [listOf(A, B), listOf(A)];
      const source = new Observable<Join>(subscriber => (lists.shift() ?? NEVER).subscribe(subscriber));
      const wake$ = m.hot('20ms w');
      const connections = [m.cold<string>('-#', {}, busy(30)), m.cold('-#')];
      const { attempts$, dials, waits } = stage(source, connections, { wake$ });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '6 b', '31 a']);
      expect(waits).to.deep.equal([5, 10]);
    }),
  );

  it(
    'R27: leaves no timer behind when it is left while it waits for a new list',
    marbles(m => {
      const lists = [listOf(A, B), listOf(A)];
      const source = new Observable<Join>(subscriber => (lists.shift() ?? NEVER).subscribe(subscriber));
      const connections = [m.cold<string>('-#', {}, busy(40)), m.cold('-#')];
      const { attempts$, dials } = stage(source, connections);
      const subscription = attempts$.subscribe();
      let left: unknown[] = ['not asked'];
      m.scheduler.schedule(() => {
        subscription.unsubscribe();
        left = [...m.scheduler.actions];
      }, 20);
      m.flush();
      expect(dials).to.deep.equal(['0 a', '6 b']);
      expect(left).to.deep.equal([]);
    }),
  );
});

describe('RetryState: functions and sources that misbehave', () => {
  it(
    'R4: a shouldRetry that completes without an answer counts as true: the wait follows',
    marbles(m => {
      const { attempts$, dials } = stage(listOf(A), [m.cold('-#')], { shouldRetry: () => EMPTY });
      m.expect(attempts$, '^ 15ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 a', '11 a']);
    }),
  );

  it(
    'R4: dials that fail at once wait too, with such a shouldRetry',
    marbles(m => {
      let dialled = 0;
      const dial = () => {
        dialled += 1;
        // Otherwise, without a wait, the spec would not end.
        return dialled > 100 ? NEVER : throwError(() => 'down');
      };
      const policy = { ...quick(), shouldRetry: () => EMPTY };
      m.expect(listOf(A).pipe(retryWithNextAddress(dial, policy)), '^ 5ms !').toBeObservable('-');
      m.flush();
      expect(dialled).to.equal(1);
    }),
  );

  it('R25: an isFatal that throws is reported, not thrown at the connection, and its error is not fatal', async () => {
    const mine = new Error('mine');
    const told: string[] = [];
    const connection$ = new Subject<never>();
    const unhandled = await unhandledDuring(() => {
      const subscription = listOf(A)
        .pipe(
          retryWithNextAddress(() => connection$, {
            isFatal: () => {
              throw mine;
            },
            onFailure: ({ error }) => told.push(`failed: ${error}`),
            shouldRetry: () => NEVER,
          }),
        )
        .subscribe({ error: error => told.push(`errored: ${error}`) });
      connection$.error('lost');
      subscription.unsubscribe();
    });
    expect(told).to.deep.equal(['failed: lost']);
    expect(new Set(unhandled)).to.deep.equal(new Set([mine]));
  });

  it(
    'R1: an empty list of any source is a failed attempt with an AddressError, and nothing is dialled',
    marbles(m => {
      const failures: unknown[] = [];
      const onFailure: RetryPolicy['onFailure'] = ({ error }) => failures.push(factsOf(error));
      const { attempts$, dials } = stage(listOf(), [], { onFailure, random: () => 0.5 });
      m.expect(attempts$, '^ 5ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal([]);
      expect(failures).to.deep.equal([
        { name: 'AddressError', message: 'the list of addresses is empty: give a ws: or wss: URL' },
      ]);
    }),
  );

  for (const connectTimeout of [2 ** 31, 2 ** 32, 1e300]) {
    it(`R2: a connectTimeout of ${connectTimeout} ms, which no timer can hold, waits for ever`, async () => {
      const failures: unknown[] = [];
      const policy: RetryPolicy = { connectTimeout, onFailure: ({ error }) => failures.push(error) };
      const subscription = listOf(A)
        .pipe(retryWithNextAddress(() => NEVER, policy))
        .subscribe();
      // Such a timer fires after 1 ms.
      await new Promise(resolve => setTimeout(resolve, 5));
      subscription.unsubscribe();
      expect(failures).to.deep.equal([]);
    });
  }

  it(
    'R2: a connection that emits nothing within connectTimeout is a failed attempt, and another emits in time',
    marbles(m => {
      const failures: unknown[] = [];
      const connections = [m.cold('------s'), m.cold('----s')];
      const policy: RetryPolicy = { connectTimeout: 5, onFailure: ({ error }) => failures.push(factsOf(error)) };
      const { attempts$ } = stage(listOf(A, B), connections, policy);
      m.expect(attempts$, '^ 30ms !').toBeObservable('14ms s');
      m.flush();
      const message = `the connection to ${A} emitted nothing within 5 ms`;
      expect(failures).to.deep.equal([{ name: 'ConnectionError', message, address: A }]);
    }),
  );

  const mine = new Error('mine');
  const throwing = () => {
    throw mine;
  };
  const ends: [title: string, policy: RetryPolicy][] = [
    ['an onFailure that throws', { onFailure: throwing }],
    ['a shouldRetry that throws', { shouldRetry: throwing }],
    ['a shouldRetry whose Observable errors', { shouldRetry: () => throwError(() => mine) }],
    ['an onWait that throws', { onWait: throwing }],
    ['a wake$ that errors', { wake$: throwError(() => mine) }],
  ];
  for (const [title, policy] of ends) {
    it(
      `ends with the error of ${title}`,
      marbles(m => {
        const { attempts$ } = stage(listOf(A), [m.cold('-#')], policy);
        m.expect(asFacts(attempts$)).toBeObservable('-#', {}, factsOf(mine));
      }),
    );
  }
});

describe('RetryState: an absence', () => {
  const down = () => throwError(() => new Error('down'));

  it(
    'R45: longer than backoff.max makes the waits begin with the first lap again',
    marbles(m => {
      const clock = sleepyClock(m);
      const wake$ = m.hot('45ms s 1ms w').pipe(tap(moment => moment === 's' && clock.sleep(10_000)));
      const { attempts$, waits } = stage(listOf(A), [down(), down(), down(), down(), down(), down()], { wake$ });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(waits.slice(0, 4)).to.deep.equal([10, 20, 20, 10]);
    }),
  );

  it(
    'R45: that is shorter does not',
    marbles(m => {
      const clock = sleepyClock(m);
      const wake$ = m.hot('45ms s 1ms w').pipe(tap(moment => moment === 's' && clock.sleep(4_000)));
      const { attempts$, waits } = stage(listOf(A), [down(), down(), down(), down(), down(), down()], { wake$ });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(waits.slice(0, 4)).to.deep.equal([10, 20, 20, 20]);
    }),
  );
});
