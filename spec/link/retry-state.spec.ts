import { expect } from 'chai';
import { NEVER, Observable, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Attempt, RetryPolicy } from '../../lib/link/retry-policy.js';
import { RetryState } from '../../lib/link/retry-state.js';

const list = { endpoints: ['wss://a.test', 'wss://b.test'] };
const CALM: RetryPolicy = { random: () => 0, backoff: { initial: 0, max: 0 } };

/** What a retry state gives, as a stream. */
const stateOf = <T>(connect: (attempt: Attempt) => Observable<T>, policy: RetryPolicy, lists = of(list)) =>
  new Observable<T>(out => new RetryState(lists, connect, { ...CALM, ...policy }, out).attempt());

describe('RetryState', () => {
  it(
    'R4, R5: numbers the attempts since the last emission, and asks for a list after each lap',
    marbles(m => {
      const attempts: string[] = [];
      let asked = 0;
      const lists = new Observable<typeof list>(out => {
        asked += 1;
        out.next(list);
      });
      const connections = [
        throwError(() => 'a is down'),
        m.cold('-s#', undefined, 'b is lost'),
        throwError(() => 'a is down'),
        NEVER,
      ];
      const connect = ({ address, number }: Attempt): Observable<string> => {
        attempts.push(`${number} ${address} of list ${asked}`);
        return connections.shift() as Observable<string>;
      };
      m.expect(stateOf(connect, {}, lists), '^---!').toBeObservable('-s--');
      m.flush();
      expect(attempts).to.deep.equal([
        '1 wss://a.test of list 1',
        '2 wss://b.test of list 1',
        '1 wss://a.test of list 2',
        '2 wss://b.test of list 2',
      ]);
    }),
  );

  it(
    'R4: dials an address that is held only when it may, and the other meanwhile',
    marbles(m => {
      const dials: string[] = [];
      const connect = ({ address }: Attempt): Observable<string> => {
        dials.push(`${m.scheduler.frame} ${address}`);
        return throwError(() => (address === 'wss://a.test' ? { retryAfter: 20 } : { retryAfter: 50 }));
      };
      const policy = { backoff: { initial: 0, max: 1_000 } };
      m.expect(stateOf(connect, policy), '^ 45ms !').toBeObservable('-');
      m.flush();
      expect(dials).to.deep.equal(['0 wss://a.test', '0 wss://b.test', '20 wss://a.test', '40 wss://a.test']);
    }),
  );

  const fatal = new Error('fatal');
  it(
    'R11: passes a fatal error on, and goes to no other address',
    marbles(m => {
      const state = { isFatal: (error: unknown) => error === fatal };
      m.expect(stateOf(() => throwError(() => fatal), state)).toBeObservable('#', undefined, fatal);
    }),
  );
});
