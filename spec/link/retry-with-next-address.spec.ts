import { expect } from 'chai';
import { asyncScheduler, BehaviorSubject, defer, NEVER, Observable, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import type { Join } from '../../lib/link/join.js';
import {
  type Attempt,
  type Reconnecting,
  type RetryOptions,
  retryWithNextAddress,
} from '../../lib/link/retry-with-next-address.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { unhandledDuring } from '../rules/kit.js';

const [A, B, C] = ['ws://a', 'ws://b', 'ws://c'];
const letter = (address: string | undefined): string => address?.at(-1) ?? '?';

/** Chance that leads to the first address, and then halves every wait: 5 ms in the first lap, 10, 20 and always 20. */
const firstThenHalf = () => {
  const chances = [0];
  return () => chances.shift() ?? 0.5;
};

/**
 * Attempts, each with the dial whose turn it is (an Error is thrown), and the story of it: `1: dial a #1`, `2: wait 5 after a, then #2`,
 * the virtual time in front.
 */
const stage = (dials: readonly (Observable<string> | Error)[], over: Partial<RetryOptions<string>> = {}) => {
  const story: string[] = [];
  const attempts: Attempt[] = [];
  const waits: Reconnecting[] = [];
  const tell = (what: string) => story.push(`${asyncScheduler.now()}: ${what}`);
  const attempts$ = retryWithNextAddress<string>({
    addresses: [A, B],
    askEachTime: false,
    verdict: () => 'retry',
    wake$: NEVER,
    connectTimeout: 100,
    stableAfter: 50,
    backoff: { initial: 10, max: 40 },
    random: firstThenHalf(),
    ...over,
    dial: attempt => {
      tell(`dial ${letter(attempt.address)} #${attempt.number}`);
      attempts.push(attempt);
      const turn = dials[attempts.length - 1] ?? NEVER;
      if (turn instanceof Error) throw turn;
      return turn;
    },
    waiting: info => {
      tell(`wait ${info.delay} after ${letter(info.address)}, then #${info.attempt}`);
      waits.push(info);
    },
  });
  return { attempts$, story, attempts, waits, tell };
};

describe('retryWithNextAddress', () => {
  it(
    'R3: a clean end is followed by exactly one try of the next address, as an error is',
    marbles(m => {
      const a = m.cold('     -s|                ');
      const b = m.cold('            -s#         ');
      const c = m.cold('                   s----');
      const aSubs = '        ^-!                ';
      const bSubs = '        -------^-!         ';
      const cSubs = '        --------------^---!';
      const unsubscribed = ' ^-----------------!';
      const expected = '     -s------s-----s----';
      const { attempts$, attempts } = stage([a, b, c], { addresses: [A, B, C] });
      m.expect(attempts$, unsubscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(aSubs);
      m.expect(b).toHaveSubscriptions(bSubs);
      m.expect(c).toHaveSubscriptions(cSubs);
      m.flush();
      expect(attempts.map(({ address }) => address)).to.deep.equal([A, B, C]);
    }),
  );

  it(
    'dials once, and waits with a dial that never says anything',
    marbles(m => {
      const a = m.cold('    -------');
      const subscribed = '  ^-----!';
      m.expect(stage([a]).attempts$, subscribed).toBeObservable('-------');
      m.expect(a).toHaveSubscriptions(subscribed);
    }),
  );

  it(
    'R3: a dial that completes before it is established is a failed one',
    marbles(m => {
      const a = m.cold('|     ');
      const b = m.cold('     s');
      const { attempts$, waits } = stage([a, b]);
      m.expect(attempts$, '^-----!').toBeObservable('-----s');
      m.flush();
      expect(waits).to.have.length(1);
      expect(factsOf(waits[0]?.cause)).to.deep.equal({ name: 'ConnectionError', message: 'the connection completed' });
      expect(waits[0]).to.deep.include({ address: A, attempt: 2, delay: 5 });
    }),
  );

  it(
    'passes all that a connection emits',
    marbles(m => {
      const a = m.cold(' stu-v');
      m.expect(stage([a]).attempts$, '^-----!').toBeObservable('stu-v-');
    }),
  );

  it(
    'R4: the first dial does not wait, the others by full jitter under a cap that doubles with each failed lap',
    marbles(m => {
      const down = Array.from({ length: 9 }, () => m.cold('-#'));
      const { attempts$, story } = stage(down);
      m.expect(attempts$, '^ 120ms !').toBeObservable('-');
      m.flush();
      expect(story).to.deep.equal([
        '0: dial a #1',
        '1: wait 5 after a, then #2',
        '6: dial b #2',
        '7: wait 10 after b, then #3',
        '17: dial a #3',
        '18: wait 10 after a, then #4',
        '28: dial b #4',
        '29: wait 20 after b, then #5',
        '49: dial a #5',
        '50: wait 20 after a, then #6',
        '70: dial b #6',
        '71: wait 20 after b, then #7',
        '91: dial a #7',
        '92: wait 20 after a, then #8',
        '112: dial b #8',
        '113: wait 20 after b, then #9',
      ]);
    }),
  );

  it(
    'R4: a connection lost counts as the try of its address in the lap, and tries are counted from it',
    marbles(m => {
      const dials = [m.cold('-#'), m.cold('-s 48ms #'), m.cold('-#')];
      const { attempts$, story } = stage(dials);
      m.expect(attempts$, '^ 100ms !').toBeObservable('7ms s');
      m.flush();
      expect(story).to.deep.equal([
        '0: dial a #1',
        '1: wait 5 after a, then #2',
        '6: dial b #2',
        '56: wait 10 after b, then #1',
        '66: dial a #1',
        '67: wait 10 after a, then #2',
        '77: dial b #2',
      ]);
    }),
  );

  it(
    'R4: a connection that held for stableAfter makes the laps start again',
    marbles(m => {
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-s 49ms #'), m.cold('-#')];
      const { attempts$, story } = stage(dials);
      m.expect(attempts$, '^ 150ms !').toBeObservable('18ms s');
      m.flush();
      expect(story.slice(3)).to.deep.equal([
        '7: wait 10 after b, then #3',
        '17: dial a #3',
        '68: wait 5 after a, then #1',
        '73: dial b #1',
        '74: wait 10 after b, then #2',
        '84: dial a #2',
      ]);
    }),
  );

  for (const [stableAfter, delay] of [
    [0, 5],
    [Number.POSITIVE_INFINITY, 10],
  ] as const) {
    it(
      `R4: with stableAfter ${stableAfter} the wait after a loss is ${delay}`,
      marbles(m => {
        const { attempts$, waits } = stage([m.cold('-#'), m.cold('-s 1m #')], { stableAfter });
        m.expect(attempts$, '^ 61s !').toBeObservable('7ms s');
        m.flush();
        expect(waits.map(wait => wait.delay)).to.deep.equal([5, delay]);
      }),
    );
  }

  it(
    'R5: an address that has just failed waits until the others had their turn',
    marbles(m => {
      const lists: string[][] = [
        [A, B, C],
        [C, A, B],
        [B, C, A],
      ];
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-#')];
      const { attempts$, attempts } = stage(dials, { addresses: () => lists.shift() ?? [A, B, C], askEachTime: true });
      m.expect(attempts$, '^ 30ms !').toBeObservable('-');
      m.flush();
      expect(attempts.map(({ address }) => letter(address)).join('')).to.equal('abca');
    }),
  );

  it(
    'tells of each wait why, with the very error',
    marbles(m => {
      const why = new Error('why');
      const { attempts$, waits } = stage([m.cold('-#', {}, why)]);
      m.expect(attempts$, '^ 10ms !').toBeObservable('-');
      m.flush();
      expect(waits).to.have.length(1);
      expect(waits[0]?.cause).to.equal(why);
    }),
  );

  it(
    'R3: a dial that throws, or errors as it is subscribed to, is a failed one',
    marbles(m => {
      const error = new TypeError('no dialling');
      const { attempts$, waits } = stage([error, throwError(() => error), m.cold('s')]);
      m.expect(attempts$, '^ 20ms !').toBeObservable('15ms s');
      m.flush();
      expect(waits.map(({ cause }) => cause)).to.deep.equal([error, error]);
    }),
  );

  it(
    'R3: an outage may be long',
    marbles(m => {
      let ends = 0;
      const verdict = () => {
        ends += 1;
        return ends < 10_000 ? 'retry' : 'stop';
      };
      const down = throwError(() => 'down');
      const { attempts$, attempts } = stage(Array(10_000).fill(down), { verdict, random: () => 0 });
      m.expect(attempts$).toBeObservable('|');
      m.flush();
      expect(attempts).to.have.length(10_000);
    }),
  );

  it(
    'R28: nothing is asked or dialled before it is subscribed to, and each subscription starts anew',
    marbles(m => {
      const { attempts$, story } = stage([m.cold('-#'), m.cold('s'), m.cold('s')], { random: () => 0.5 });
      expect(story).to.deep.equal([]);
      m.expect(attempts$, '^------!').toBeObservable('------s');
      m.expect(attempts$, '----------^-!').toBeObservable('----------s');
      m.flush();
      expect(story).to.deep.equal(['0: dial b #1', '1: wait 5 after b, then #2', '6: dial a #2', '10: dial b #1']);
    }),
  );
});

describe('retryWithNextAddress: the function that gives addresses', () => {
  it(
    'R1: is asked at the start and after each full lap that failed',
    marbles(m => {
      let asked = 0;
      const { attempts$, story, attempts, tell } = stage([m.cold('-#'), m.cold('-#'), m.cold('-#'), m.cold('s')], {
        addresses: () => {
          asked += 1;
          tell('ask');
          return m.cold<Join>('--j', { j: { endpoints: [A, B], authkey: `key ${asked}` } });
        },
      });
      m.expect(attempts$, '^ 40ms !').toBeObservable('32ms s');
      m.flush();
      expect(story).to.deep.equal([
        '0: ask',
        '2: dial a #1',
        '3: wait 5 after a, then #2',
        '8: dial b #2',
        '9: wait 10 after b, then #3',
        '19: ask',
        '21: dial a #3',
        '22: wait 10 after a, then #4',
        '32: dial b #4',
      ]);
      expect(attempts.map(({ join }) => join.authkey)).to.deep.equal(['key 1', 'key 1', 'key 2', 'key 2']);
    }),
  );

  it(
    'R1: is asked before each try, where an authkey serves once',
    marbles(m => {
      let asked = 0;
      const addresses = () => {
        asked += 1;
        return { endpoints: [A, B], authkey: `key ${asked}` };
      };
      const dials = [m.cold('-#'), m.cold('s|'), m.cold('s')];
      const { attempts$, attempts } = stage(dials, { addresses, askEachTime: true });
      m.expect(attempts$, '^ 30ms !').toBeObservable('------s----------s');
      m.flush();
      expect(attempts.map(({ join }) => join.authkey)).to.deep.equal(['key 1', 'key 2', 'key 3']);
    }),
  );

  it(
    'R1: gives a new list, which goes on after the last address',
    marbles(m => {
      const lists = [
        [A, B],
        ['ws://x', B, 'ws://y'],
      ];
      const { attempts$, attempts } = stage([m.cold('-#'), m.cold('-#')], { addresses: () => lists.shift() ?? [] });
      m.expect(attempts$, '^ 20ms !').toBeObservable('-');
      m.flush();
      expect(attempts.map(({ address }) => letter(address)).join('')).to.equal('aby');
    }),
  );

  it(
    'R1: counts as a lap when it fails, and is asked again',
    marbles(m => {
      const answers = [
        m.cold<string[]>('-#', {}, new Error('down')),
        m.cold<string[]>('-n', { n: [] }),
        m.cold<string[]>('-l', { l: [A, B] }),
      ];
      const addresses = () => answers.shift() ?? NEVER;
      const { attempts$, story, waits } = stage([m.cold('-#'), m.cold('-#')], { addresses, random: () => 0.5 });
      m.expect(attempts$, '^ 60ms !').toBeObservable('-');
      m.flush();
      expect(story).to.deep.equal([
        '1: wait 10 after ?, then #2',
        '12: wait 20 after ?, then #3',
        '33: dial b #3',
        '34: wait 20 after b, then #4',
        '54: dial a #4',
        '55: wait 20 after a, then #5',
      ]);
      expect(factsOf(waits[0]?.cause)).to.deep.equal({
        name: 'ConnectionError',
        message: 'the function that gives addresses failed: down',
        cause: { name: 'Error', message: 'down' },
      });
      expect(factsOf(waits[1]?.cause)).to.deep.include({ name: 'AddressError' });
    }),
  );

  it(
    'R1: is blamed itself when it fails, not the address before it',
    marbles(m => {
      const answers = [m.cold<string[]>('(l|)', { l: [A, B] }), m.cold<string[]>('#')];
      const addresses = () => answers.shift() ?? [A, B];
      const { attempts$, story } = stage([m.cold('-s#')], { addresses, askEachTime: true, random: () => 0.5 });
      m.expect(attempts$, '^ 30ms !').toBeObservable('-s');
      m.flush();
      expect(story).to.deep.equal([
        '0: dial b #1',
        '2: wait 5 after b, then #1',
        '7: wait 10 after ?, then #2',
        '17: dial a #2',
      ]);
    }),
  );

  it(
    'R1: is given up when it hangs past connectTimeout',
    marbles(m => {
      const answers = [m.cold<string[]>(' 99ms - 1ms l'), m.cold<string[]>('(l|)', { l: [A] })];
      const addresses = () => answers.shift() ?? NEVER;
      const { attempts$, story } = stage([m.cold('s')], { addresses, random: () => 0.5 });
      m.expect(attempts$, '^ 120ms !').toBeObservable('110ms s');
      m.flush();
      expect(story).to.deep.equal(['100: wait 10 after ?, then #2', '110: dial a #2']);
    }),
  );

  it(
    'R1: may say that the user is not let in, which the verdict is about',
    marbles(m => {
      const banned = new AuthenticationFailedError('banned', { code: 'UACCESS' });
      const verdict = (error: unknown) => (error === banned ? 'fail' : 'retry');
      const { attempts$, story } = stage([], { addresses: () => m.cold('--#', {}, banned), verdict });
      m.expect(asFacts(attempts$)).toBeObservable('--#', {}, factsOf(banned));
      m.flush();
      expect(story).to.deep.equal([]);
    }),
  );
});

describe('retryWithNextAddress: ends', () => {
  it(
    'stop completes, without another wait',
    marbles(m => {
      const a = m.cold('   -s#   ');
      const subscribed = ' ^-!   ';
      const expected = '   -s|   ';
      const { attempts$, story } = stage([a], { verdict: () => 'stop' });
      m.expect(attempts$).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1']);
    }),
  );

  it(
    'fail errors with the very error, without another wait',
    marbles(m => {
      const error = { not: 'even an Error' };
      const { attempts$, story } = stage([m.cold('-s#', {}, error)], { verdict: () => 'fail' });
      m.expect(attempts$).toBeObservable('-s#', {}, error);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1']);
    }),
  );

  it(
    'the verdict is asked once about each end',
    marbles(m => {
      const seen: unknown[] = [];
      const verdict = (error: unknown) => {
        seen.push(error);
        return seen.length < 3 ? 'retry' : 'stop';
      };
      const dials = [m.cold('-#', {}, 1), m.cold('-#', {}, 2), m.cold('-#', {}, 3)];
      m.expect(stage(dials, { verdict }).attempts$).toBeObservable('------- 11ms |');
      m.flush();
      expect(seen).to.deep.equal([1, 2, 3]);
    }),
  );

  it(
    'R27: left while it asks, nothing is dialled',
    marbles(m => {
      const answer = m.cold<string[]>(' -----l', { l: [A] });
      const subscribed = '              ^--!   ';
      const { attempts$, story } = stage([], { addresses: () => answer });
      m.expect(attempts$, subscribed).toBeObservable('-');
      m.expect(answer).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal([]);
    }),
  );

  it(
    'R27: left while it waits, nothing is dialled, and nobody listens for a wake-up',
    marbles(m => {
      const a = m.cold('     --#   ');
      const wake$ = m.hot('  -------w');
      const aSubs = '        ^-!   ';
      const wakeSubs = '     --^-! ';
      const unsubscribed = ' ^---! ';
      const { attempts$, story } = stage([a], { wake$ });
      m.expect(attempts$, unsubscribed).toBeObservable('-');
      m.expect(a).toHaveSubscriptions(aSubs);
      m.expect(wake$).toHaveSubscriptions(wakeSubs);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1', '2: wait 5 after a, then #2']);
    }),
  );
});

describe('retryWithNextAddress: wake$', () => {
  it(
    'R8: ends a wait at once, and is not listened to while dialling or connected',
    marbles(m => {
      const a = m.cold('     --#        ');
      const b = m.cold('         --s----');
      const wake$ = m.hot('  -w--w-w-w--');
      const aSubs = '        ^-!        ';
      const wakeSubs = '     --^-!      ';
      const bSubs = '        ----^-----!';
      const unsubscribed = ' ^---------!';
      const expected = '     ------s----';
      const { attempts$ } = stage([a, b], { wake$ });
      m.expect(attempts$, unsubscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(aSubs);
      m.expect(b).toHaveSubscriptions(bSubs);
      m.expect(wake$).toHaveSubscriptions(wakeSubs);
    }),
  );

  it(
    'R8: that ends leaves the wait its time',
    marbles(m => {
      const a = m.cold('     --#     ');
      const wake$ = m.hot('  ---|    ');
      const unsubscribed = ' ^-------!';
      const expected = '     -------s';
      m.expect(stage([a, m.cold('s')], { wake$ }).attempts$, unsubscribed).toBeObservable(expected);
    }),
  );

  it(
    'R4, R8: what it replays ends no wait, however often an attempt fails at once',
    marbles(m => {
      const dials = Array.from({ length: 1_000 }, () => throwError(() => new Error('no')));
      const backoff = { initial: 0, max: 0 };
      const { attempts$, attempts } = stage(dials, { wake$: new BehaviorSubject(1), backoff });
      m.expect(attempts$, '^ 99ms !').toBeObservable('-');
      m.flush();
      expect(attempts).to.have.length(1_001);
    }),
  );

  it(
    'that fails in the middle of the dial that it began is none of its concern',
    marbles(m => {
      const wake$ = new Subject<void>();
      const failing$ = defer(() => {
        wake$.error(new Error('asleep'));
        return NEVER;
      });
      const { attempts$ } = stage([m.cold('-#'), failing$], { wake$ });
      m.hot('--w').subscribe(() => wake$.next());
      m.expect(attempts$, '^ 99ms !').toBeObservable('-');
    }),
  );
});

describe('retryWithNextAddress: what the user’s own code does meanwhile', () => {
  for (const end of ['complete', 'error'] as const) {
    it(
      `R6: addresses that ${end} in the middle of the dial that they began begin no other`,
      marbles(m => {
        const list$ = new Subject<readonly string[]>();
        const dialled$ = defer(() => {
          if (end === 'error') list$.error(new Error('no more'));
          else list$.complete();
          return NEVER;
        });
        const { attempts$, attempts } = stage([dialled$], { addresses: () => list$ });
        m.hot('--l').subscribe(() => list$.next([A, B]));
        m.expect(attempts$, '^ 99ms !').toBeObservable('-');
        m.flush();
        expect(attempts).to.have.length(1);
      }),
    );
  }

  it('R3: a teardown that throws is followed by the next try all the same', async () => {
    const failing$ = new Observable<string>(subscriber => {
      subscriber.add(() => {
        throw new Error('teardown');
      });
      subscriber.error(new Error('no'));
    });
    const { attempts$, waits } = stage([failing$], { backoff: { initial: 1_000, max: 1_000 } });
    await unhandledDuring(() => attempts$.subscribe({ error: () => {} }).unsubscribe());
    expect(waits.map(({ attempt }) => attempt)).to.deep.equal([2]);
  });
});
