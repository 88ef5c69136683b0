import { expect } from 'chai';
import { asyncScheduler, NEVER, Observable, of, tap, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ConnectionError } from '../../lib/errors.js';
import { type Dialling, hedge } from '../../lib/link/hedge.js';
import type { Alternatives, Attempt, RetryPolicy } from '../../lib/link/retry-policy.js';
import { retryWithNextAddress } from '../../lib/link/retry-with-next-address.js';
import { asFacts, factsOf } from '../kit/facts.js';

const ADDRESSES = ['ws://a', 'ws://b', 'ws://c'];
const letterOf = ({ address }: Pick<Attempt, 'address'>): string => address.at(-1) ?? '';
const busy = (retryAfter: number) => new ConnectionError('HTTP 503', { retryAfter });

type Connections = Readonly<Record<string, Observable<string>>>;
interface Given extends RetryPolicy {
  readonly ms?: number;
  readonly addresses?: readonly string[];
}

/**
 * Attempts that are hedged after 10 ms, over these connections by address. In the log is what happens, and when: `+a` is a
 * dial, `-a` its end, `!a` a failure that is told, `=a 1` the address and the number of an attempt.
 */
const stage = (connections: Connections, { ms = 10, addresses = ADDRESSES, ...policy }: Given = {}) => {
  const log: string[] = [];
  const note = (what: string) => void log.push(`${asyncScheduler.now()} ${what}`);
  const dropped: string[] = [];
  const open = (attempt: Attempt, dialling: Dialling): Observable<string> => {
    const name = letterOf(attempt);
    note(`+${name}`);
    const connection$ = connections[name] ?? NEVER;
    const ended = () => {
      note(`-${name}`);
      if (dialling.isDropped) dropped.push(name);
    };
    return connection$.pipe(tap({ unsubscribe: ended, error: () => note(`-${name}`) }));
  };
  const result$ = of({ endpoints: addresses }).pipe(
    retryWithNextAddress((attempt, alternatives) => hedge({ attempt, ms, alternatives, open }), {
      backoff: { initial: 100, max: 100 },
      // The first address first, the time as it is, and a wait of half of it.
      random: chances(0, 0.5),
      onAttempt: attempt => note(`=${letterOf(attempt)} ${attempt.number}`),
      onFailure: ({ address = '' }) => note(`!${letterOf({ address })}`),
      ...policy,
    }),
  );
  return { result$, log, dropped };
};

/** Gives these numbers, and then the last of them for ever. */
const chances = (...given: number[]): (() => number) => {
  let at = 0;
  return () => given[Math.min(at++, given.length - 1)] as number;
};

describe('hedge: the race', () => {
  it(
    'R44: an attempt that is welcomed in time is the only dial',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('---a') });
      m.expect(result$, '^ 50ms !').toBeObservable('---a');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '51 -a']);
    }),
  );

  it(
    'R44: the next address is dialled after the time, and the first that is welcomed wins: the second',
    marbles(m => {
      const { result$, log, dropped } = stage({ a: m.cold('30ms a'), b: m.cold('5ms b') });
      m.expect(result$, '^ 50ms !').toBeObservable('15ms b');
      m.flush();
      // The loser is dropped before anything is said of the winner, in the same turn.
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '15 -a', '15 =b 1', '51 -b']);
      expect(dropped).to.deep.equal(['a']);
    }),
  );

  it(
    'R44: or the first, and then the address stays',
    marbles(m => {
      const { result$, log, dropped } = stage({ a: m.cold('13ms a'), b: m.cold('5ms b') });
      m.expect(result$, '^ 50ms !').toBeObservable('13ms a');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '13 -b', '51 -a']);
      expect(dropped).to.deep.equal(['b']);
    }),
  );

  for (const [chance, at] of [
    [0, 8],
    [0.5, 10],
    [1 - Number.EPSILON, 12],
  ] as const) {
    it(
      `R44: the time is varied by ±20 % with random: ${chance} → ${at} of 10 ms`,
      marbles(m => {
        const { result$, log } = stage({}, { random: chances(0, chance) });
        m.expect(result$, '^ 20ms !').toBeObservable('-');
        m.flush();
        expect(log[2]).to.equal(`${at} +b`);
      }),
    );
  }

  it(
    'R44: there are never more than two dials, however long it takes',
    marbles(m => {
      const { result$, log } = stage({});
      m.expect(result$, '^ 500ms !').toBeObservable('-');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '501 -b', '501 -a']);
    }),
  );

  it(
    'R44: there is no second dial where there is one address only',
    marbles(m => {
      const { result$, log } = stage({}, { addresses: ['ws://a'] });
      m.expect(result$, '^ 50ms !').toBeObservable('-');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '51 -a']);
    }),
  );

  it(
    'R44: a dial that is welcomed within its subscription wins at once',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('30ms a'), b: of('b') });
      m.expect(result$, '^ 12ms !').toBeObservable('10ms b 2ms -');
      m.flush();
      expect(log.slice(0, 5)).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '10 -a', '10 =b 1']);
    }),
  );

  it(
    'R27: nothing is left after the end, in the middle of a race',
    marbles(m => {
      const { result$ } = stage({});
      const subscription = result$.subscribe();
      let left: unknown[] = ['not asked'];
      m.scheduler.schedule(() => {
        subscription.unsubscribe();
        left = [...m.scheduler.actions];
      }, 5);
      m.flush();
      expect(left).to.deep.equal([]);
    }),
  );
});

describe('hedge: failures', () => {
  it(
    'R44: if the first fails meanwhile, the second becomes the attempt, without a wait and without a number',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('13ms #'), b: m.cold('10ms b') });
      m.expect(result$, '^ 50ms !').toBeObservable('20ms b');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '13 -a', '13 !a', '13 =b 1', '51 -b']);
    }),
  );

  it(
    'R44: it then has its own time, from its dial, before the next address is dialled',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('13ms #'), c: m.cold('5ms c') });
      m.expect(result$, '^ 50ms !').toBeObservable('25ms c');
      m.flush();
      expect(log.slice(6)).to.deep.equal(['20 +c', '25 -b', '25 =c 1', '51 -c']);
    }),
  );

  it(
    'R44: at once, if that time is over already',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('25ms #'), c: m.cold('5ms c') });
      m.expect(result$, '^ 50ms !').toBeObservable('30ms c');
      m.flush();
      expect(log.slice(3)).to.deep.equal(['25 -a', '25 !a', '25 =b 1', '25 +c', '30 -b', '30 =c 1', '51 -c']);
    }),
  );

  it(
    'R44: if the second fails, the first continues, and after the time again the next address is dialled',
    marbles(m => {
      const { result$, log } = stage({ b: m.cold('3ms #'), c: m.cold('5ms c') });
      m.expect(result$, '^ 50ms !').toBeObservable('28ms c');
      m.flush();
      expect(log).to.deep.equal([
        ...['0 =a 1', '0 +a', '10 +b', '13 -b', '13 !b'],
        ...['23 +c', '28 -a', '28 =c 1', '51 -c'],
      ]);
    }),
  );

  it(
    'R44: a second that fails within its subscription changes nothing for the first',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('15ms a'), b: throwError(() => 'down') });
      m.expect(result$, '^ 17ms !').toBeObservable('15ms a');
      m.flush();
      expect(log.slice(0, 5)).to.deep.equal(['0 =a 1', '0 +a', '10 +b', '10 -b', '10 !b']);
    }),
  );

  it(
    'R44: when both have failed, it is one failed attempt: the wait, the next number, the next address',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('13ms #'), b: m.cold('4ms #'), c: m.cold('---c') });
      m.expect(result$, '^ 100ms !').toBeObservable('67ms c');
      m.flush();
      expect(log.slice(3)).to.deep.equal([
        ...['13 -a', '13 !a', '13 =b 1', '14 -b', '14 !b'],
        ...['64 =c 2', '64 +c', '101 -c'],
      ]);
    }),
  );

  it(
    'R44: a first that fails before the time is an attempt like any other',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('5ms #'), b: m.cold('---b') });
      m.expect(result$, '^ 80ms !').toBeObservable('58ms b');
      m.flush();
      expect(log).to.deep.equal(['0 =a 1', '0 +a', '5 -a', '5 !a', '55 =b 2', '55 +b', '81 -b']);
    }),
  );

  it(
    'R44: the loser counts as tried and not as failed: the next attempt is at the address after it',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('15ms a 5ms #'), b: NEVER, c: m.cold('---#') });
      m.expect(result$, '^ 200ms !').toBeObservable('15ms a');
      m.flush();
      const dials = log.filter(line => line.includes('+'));
      // a is lost at 21; c fails at 74; b, which has not failed, is next, and no lap has failed before it has.
      expect(dials).to.deep.equal(['0 +a', '10 +b', '71 +c', '124 +b']);
    }),
  );

  it(
    'R5: an address that has failed in this lap is not dialled beside another',
    marbles(m => {
      const { result$, log } = stage({ a: m.cold('5ms #') }, { addresses: ['ws://a', 'ws://b'] });
      m.expect(result$, '^ 200ms !').toBeObservable('-');
      m.flush();
      expect(log.filter(line => line.includes('+'))).to.deep.equal(['0 +a', '55 +b']);
    }),
  );

  it(
    'R4: an address that asked to wait is not dialled beside another',
    marbles(m => {
      const policy = { backoff: { initial: 10, max: 1_000 } };
      const { result$, log } = stage({ a: m.cold('5ms #', {}, busy(500)), b: m.cold('5ms #') }, policy);
      m.expect(result$, '^ 200ms !').toBeObservable('-');
      m.flush();
      // After c, a new lap would begin with a.
      expect(log.filter(line => line.includes('+'))).to.deep.equal(['0 +a', '10 +b', '20 +c']);
    }),
  );

  it(
    'R4: a second that asks to wait is held too',
    marbles(m => {
      const given = { addresses: ['ws://a', 'ws://b'], backoff: { initial: 10, max: 1_000 } };
      const { result$, log } = stage({ a: m.cold('20ms #'), b: m.cold('5ms #', {}, busy(60)) }, given);
      // Until 75: at 40 it would be dialled beside a, and at 70 in its turn.
      m.expect(result$, '^ 100ms !').toBeObservable('-');
      m.flush();
      expect(log.filter(line => line.includes('+'))).to.deep.equal(['0 +a', '10 +b', '30 +a', '70 +a', '80 +b']);
    }),
  );

  for (const [title, connections] of [
    ['the first', { a: '13ms #', b: '-' }],
    ['the second', { a: '-', b: '3ms #' }],
  ] as const) {
    it(
      `R11: a fatal error of ${title} ends it all`,
      marbles(m => {
        const { a, b } = connections;
        const { result$, log } = stage({ a: m.cold(a), b: m.cold(b) }, { isFatal: error => error === 'error' });
        m.expect(asFacts(result$)).toBeObservable('13ms #', {}, factsOf('error'));
        m.flush();
        expect(log.filter(line => line.includes('!'))).to.deep.equal([]);
      }),
    );
  }

  const mine = new Error('mine');
  const throwing = () => {
    throw mine;
  };
  it(
    'ends with the error of an onFailure that throws',
    marbles(m => {
      const { result$ } = stage({ a: m.cold('13ms #') }, { onFailure: throwing });
      m.expect(asFacts(result$)).toBeObservable('13ms #', {}, factsOf(mine));
    }),
  );

  it(
    'ends with the error of an onAttempt that throws at the second address',
    marbles(m => {
      const onAttempt = ({ address }: Attempt) => address === 'ws://b' && throwing();
      const { result$ } = stage({ a: m.cold('13ms #') }, { onAttempt });
      m.expect(asFacts(result$)).toBeObservable('13ms #', {}, factsOf(mine));
    }),
  );
});

describe('hedge: what a handler does in the middle', () => {
  const attempt: Attempt = { address: 'ws://a', join: { endpoints: ADDRESSES }, number: 1 };
  const others: Alternatives = {
    random: () => 0.5,
    alternative: to => ({ ...to, address: 'ws://b' }),
    isFatal: () => false,
    failed: () => {},
    continueWith: () => {},
  };

  for (const place of ['onAttempt', 'onFailure'] as const) {
    it(
      `R25: one that unsubscribes in ${place} ends both dials, and nothing is emitted`,
      marbles(m => {
        let armed = false;
        const act = () => armed && subscription.unsubscribe();
        const connections: Connections = place === 'onAttempt' ? { b: m.cold('5ms b') } : { a: m.cold('13ms #') };
        const { result$, log } = stage(connections, { [place]: act });
        const emitted: string[] = [];
        const subscription = result$.subscribe(value => emitted.push(value));
        armed = true;
        m.flush();
        expect(log.filter(line => /[+-]/.test(line))).to.have.length(4);
        expect([emitted, m.scheduler.actions]).to.deep.equal([[], []]);
      }),
    );
  }

  for (const [at, dialled] of [
    [1, ''],
    [2, 'a'],
    [3, 'ab'],
  ] as const) {
    it(
      `R25: random number ${at}, if it unsubscribes, leaves nothing behind`,
      marbles(m => {
        let asked = 0;
        let stop = () => {};
        const random = () => {
          asked += 1;
          if (asked === at) stop();
          return 0.5;
        };
        const dials: string[] = [];
        const open = (to: Attempt) => {
          dials.push(letterOf(to));
          return letterOf(to) === 'b' ? m.cold<string>('---#') : NEVER;
        };
        const hedged$ = new Observable<string>(out => {
          stop = () => out.unsubscribe();
          hedge({ attempt, ms: 10, alternatives: { ...others, random }, open }).subscribe(out);
        });
        hedged$.subscribe();
        m.flush();
        expect([asked, dials.join(''), m.scheduler.actions]).to.deep.equal([at, dialled, []]);
      }),
    );
  }

  it(
    'a failure whose handler ends the other too is the failure of both, each under its own address',
    marbles(m => {
      let end = () => {};
      const b$ = new Observable<string>(out => {
        end = () => out.error('down');
      });
      const failures: string[] = [];
      const onFailure: RetryPolicy['onFailure'] = ({ address = '' }) => {
        failures.push(letterOf({ address }));
        if (address === 'ws://a') end();
      };
      const { result$, log } = stage({ a: m.cold('13ms #'), b: b$, c: m.cold('---c') }, { onFailure });
      m.expect(result$, '^ 100ms !').toBeObservable('66ms c');
      m.flush();
      expect(failures).to.deep.equal(['a', 'b']);
      expect(log.filter(line => line.includes('='))).to.deep.equal(['0 =a 1', '63 =c 2']);
    }),
  );

  it(
    'a failure that leads to the welcome of the other at once is a win, and no second hedge',
    marbles(m => {
      const moves: string[] = [];
      let welcome = () => {};
      const b$ = new Observable<string>(out => {
        welcome = () => out.next('b');
      });
      const continueWith = (to: Attempt) => moves.push(letterOf(to));
      const alternatives = { ...others, failed: () => welcome(), continueWith };
      const open = (to: Attempt) => (letterOf(to) === 'b' ? b$ : m.cold<string>('13ms #'));
      m.expect(hedge({ attempt, ms: 10, alternatives, open }), '^ 50ms !').toBeObservable('13ms b');
      m.flush();
      expect(moves).to.deep.equal(['b']);
    }),
  );
});
