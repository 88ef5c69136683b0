import { expect } from 'chai';
import {
  asyncScheduler,
  BehaviorSubject,
  concat,
  defer,
  from,
  ignoreElements,
  NEVER,
  Observable,
  type ObservableInput,
  of,
  Subject,
  throwError,
} from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { addressLists, type Join } from '../../lib/link/join.js';
import type { Attempt, Failure, Reconnecting, RetryPolicy } from '../../lib/link/retry-policy.js';
import { retryWithNextAddress } from '../../lib/link/retry-with-next-address.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { unhandledDuring } from '../rules/kit.js';

const [A, B, C] = ['ws://a', 'ws://b', 'ws://c'];
const letter = (address: string | undefined): string => address?.at(-1) ?? '?';
const AB: Join = { endpoints: [A, B] };
/** Values for marbles: join replies. */
const JOINS: Readonly<Record<string, Join>> = { j: AB, a: { endpoints: [A] }, b: { endpoints: [B] } };

/** Picks the first address, then makes every wait half of its cap: 5 ms in the first lap, then 10, then always 20. */
const firstThenHalf = () => {
  const chances = [0];
  return () => chances.shift() ?? 0.5;
};
/** Short waits, and connections that are soon stable. */
const quick = (): RetryPolicy => ({ stableAfter: 50, backoff: { initial: 10, max: 40 }, random: firstThenHalf() });

/**
 * Dials the given connections one after the other (an Error is thrown), and logs what happens: `1: dial a #1`,
 * `2: wait 5 after a, then #2`, each with the virtual time.
 */
const stage = (
  connections: readonly (Observable<string> | Error)[],
  { lists = of(AB), ...policy }: RetryPolicy & { readonly lists?: Observable<Join> } = {},
) => {
  const story: string[] = [];
  const attempts: Attempt[] = [];
  const waits: Reconnecting[] = [];
  const log = (what: string) => story.push(`${asyncScheduler.now()}: ${what}`);
  const connect = (attempt: Attempt): Observable<string> => {
    log(`dial ${letter(attempt.address)} #${attempt.number}`);
    attempts.push(attempt);
    const turn = connections[attempts.length - 1] ?? NEVER;
    if (turn instanceof Error) throw turn;
    return turn;
  };
  const onWait = (info: Reconnecting) => {
    log(`wait ${info.delay} after ${letter(info.address)}, then #${info.attempt}`);
    waits.push(info);
  };
  const attempts$ = lists.pipe(retryWithNextAddress(connect, { ...quick(), onWait, ...policy }));
  return { attempts$, story, attempts, waits, log };
};

describe('retryWithNextAddress', () => {
  it(
    'R3: completion is followed by exactly one attempt at the next address, like an error',
    marbles(m => {
      const a = m.cold('     -s|                ');
      const b = m.cold('            -s#         ');
      const c = m.cold('                   s----');
      const aSubs = '        ^-!                ';
      const bSubs = '        -------^-!         ';
      const cSubs = '        --------------^---!';
      const unsubscribed = ' ^-----------------!';
      const expected = '     -s------s-----s----';
      const { attempts$, attempts } = stage([a, b, c], { lists: of({ endpoints: [A, B, C] }) });
      m.expect(attempts$, unsubscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(aSubs);
      m.expect(b).toHaveSubscriptions(bSubs);
      m.expect(c).toHaveSubscriptions(cSubs);
      m.flush();
      expect(attempts.map(({ address }) => address)).to.deep.equal([A, B, C]);
    }),
  );

  it(
    'dials once, and waits for a dial that never emits',
    marbles(m => {
      const a = m.cold('    -------');
      const subscribed = '  ^-----!';
      m.expect(stage([a]).attempts$, subscribed).toBeObservable('-------');
      m.expect(a).toHaveSubscriptions(subscribed);
    }),
  );

  it(
    'R3: a dial that completes before it emits is a failed attempt',
    marbles(m => {
      const a = m.cold('|     ');
      const b = m.cold('     s');
      const { attempts$, waits } = stage([a, b]);
      m.expect(attempts$, '^-----!').toBeObservable('-----s');
      m.flush();
      expect(waits).to.have.length(1);
      expect(factsOf(waits[0]?.cause)).to.deep.equal({
        name: 'ConnectionError',
        message: 'the connection completed',
        address: A,
      });
      expect(waits[0]).to.deep.include({ address: A, attempt: 2, delay: 5 });
    }),
  );

  it(
    'passes on every value of a connection',
    marbles(m => {
      const a = m.cold(' stu-v');
      m.expect(stage([a]).attempts$, '^-----!').toBeObservable('stu-v-');
    }),
  );

  it(
    'R4: the first dial does not wait; the others wait by full jitter under a cap that doubles with each failed lap',
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
    'R4: a lost connection counts as the attempt of its address in the lap, and attempts are counted from it',
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
    'R4: a connection that lasted for stableAfter starts the laps again',
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

  it(
    'R4: stableAfter counts from the first value of a connection, not from later ones',
    marbles(m => {
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-s 25ms s 22ms s#'), m.cold('-#')];
      const { attempts$, waits } = stage(dials);
      m.expect(attempts$, '^ 150ms !').toBeObservable('18ms s 25ms s 22ms s');
      m.flush();
      expect(waits.map(({ delay }) => delay)).to.deep.equal([5, 10, 5, 10]);
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
    'R5: an address that has just failed is dialled again only after the others',
    marbles(m => {
      const answers: string[][] = [
        [A, B, C],
        [C, A, B],
        [B, C, A],
      ];
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-#')];
      const lists = addressLists(() => answers.shift() ?? [A, B, C], 100);
      const { attempts$, attempts } = stage(dials, { lists, newListEachTime: true });
      m.expect(attempts$, '^ 30ms !').toBeObservable('-');
      m.flush();
      expect(attempts.map(({ address }) => letter(address)).join('')).to.equal('abca');
    }),
  );

  it(
    'passes onWait the original error as the cause',
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
    'R3: a dial that throws, or errors when it is subscribed to, is a failed attempt',
    marbles(m => {
      const error = new TypeError('no dialling');
      const { attempts$, waits } = stage([error, throwError(() => error), m.cold('s')]);
      m.expect(attempts$, '^ 20ms !').toBeObservable('15ms s');
      m.flush();
      expect(waits.map(({ cause }) => cause)).to.deep.equal([error, error]);
    }),
  );

  it(
    'R3: survives an outage of any length',
    marbles(m => {
      let ends = 0;
      const shouldRetry = () => {
        ends += 1;
        return [ends < 10_000];
      };
      const down = throwError(() => 'down');
      const { attempts$, attempts } = stage(Array(10_000).fill(down), { shouldRetry, random: () => 0 });
      m.expect(attempts$).toBeObservable('|');
      m.flush();
      expect(attempts).to.have.length(10_000);
    }),
  );

  it(
    'R28: nothing is requested or dialled before it is subscribed to, and each subscription starts from the beginning',
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

describe('retryWithNextAddress: an operator over its source', () => {
  /** Connections that emit the letter of their address at once, and do not complete. */
  const connected = ({ address }: Attempt) => concat(of(letter(address)), NEVER);
  const dialling = (source: Observable<Join>, policy: RetryPolicy = {}) =>
    source.pipe(retryWithNextAddress(connected, { ...quick(), ...policy }));

  const cases: [title: string, source: string, subscribed: string, unsubscribed: string, expected: string][] = [
    ['waits for one that never emits', '               ------', ' ^----!', ' ^----!', ' ------'],
    ['uses the value of one that completes', '     --j|  ', ' ^-!   ', ' ^----!', ' --a---'],
    ['uses the first of several values, and unsubscribes', '        --ab-b', ' ^-!   ', ' ^----!', ' --a---'],
    ['uses a value that is emitted at once', '              (j|)  ', ' (^!)  ', ' ^----!', ' a-----'],
    ['unsubscribes from one that does not complete after its value', '      -j----', ' ^!    ', ' ^----!', ' -a----'],
    ['unsubscribes from one that has not emitted when it is unsubscribed', ' -----j', ' ^--!', ' ^--!  ', ' ------'],
  ];
  for (const [title, marble, subscribed, unsubscribed, expected] of cases) {
    it(
      title,
      marbles(m => {
        const source = m.cold<Join>(marble, { ...JOINS });
        m.expect(dialling(source), unsubscribed).toBeObservable(expected);
        m.expect(source).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'subscribes again, after a wait, to one that completes without a list',
    marbles(m => {
      const source = m.cold('     --|');
      const first = '             ^-!              ';
      const second = '            ------------^-!  ';
      const unsubscribed = '      ^---------------!';
      const waits: unknown[] = [];
      const onWait = ({ cause, ...info }: Reconnecting) => waits.push({ ...info, cause: factsOf(cause) });
      m.expect(dialling(source, { onWait, random: () => 0.5 }), unsubscribed).toBeObservable('-');
      m.expect(source).toHaveSubscriptions([first, second]);
      m.flush();
      const cause = { name: 'ConnectionError', message: 'the source of the addresses completed without a list' };
      expect(waits).to.deep.equal([
        { address: undefined, attempt: 2, delay: 10, cause },
        { address: undefined, attempt: 3, delay: 20, cause },
      ]);
    }),
  );

  it(
    'subscribes again, after a wait, to one that errors',
    marbles(m => {
      const source = m.cold('     --#', {}, new Error('down'));
      const first = '             ^-!              ';
      const second = '            ------------^-!  ';
      const unsubscribed = '      ^---------------!';
      const failures: Failure[] = [];
      const onFailure = (failure: Failure) => failures.push(failure);
      m.expect(dialling(source, { onFailure, random: () => 0.5 }), unsubscribed).toBeObservable('-');
      m.expect(source).toHaveSubscriptions([first, second]);
      m.flush();
      const failure = { address: undefined, error: new Error('down'), established: false };
      expect(failures.map(({ error, ...rest }) => ({ ...rest, error: factsOf(error) }))).to.deep.equal(
        [failure, failure].map(({ error, ...rest }) => ({ ...rest, error: factsOf(error) })),
      );
    }),
  );

  it(
    'subscribes to it again after a failed lap, and not before',
    marbles(m => {
      const source = m.cold<Join>('j', { ...JOINS });
      const subs = ['(^!)', '17ms (^!)'];
      const { attempts$ } = stage([m.cold('-#'), m.cold('-#')], { lists: source });
      m.expect(attempts$, '^ 30ms !').toBeObservable('-');
      m.expect(source).toHaveSubscriptions(subs);
    }),
  );

  it(
    'with newListEachTime, subscribes to it before each attempt, and passes the newest value to the connection',
    marbles(m => {
      const source = m.cold<Join>('-j', { ...JOINS });
      const subs = ['^!', '-------^!'];
      const { attempts$, attempts } = stage([m.cold('-#')], { lists: source, newListEachTime: true });
      m.expect(attempts$, '^ 14ms !').toBeObservable('-');
      m.expect(source).toHaveSubscriptions(subs);
      m.flush();
      expect(attempts).to.deep.equal([
        { address: A, join: AB, number: 1 },
        { address: B, join: AB, number: 2 },
      ]);
    }),
  );

  it('unsubscribes from the source before it dials', () => {
    const story: string[] = [];
    const source = new Subject<Join>();
    const lists = new Observable<Join>(subscriber => {
      subscriber.add(source.subscribe(subscriber));
      subscriber.add(() => story.push('left'));
    });
    const dial = () => {
      story.push('dial');
      return NEVER;
    };
    const subscription = lists.pipe(retryWithNextAddress(dial)).subscribe();
    source.next(AB);
    expect(story).to.deep.equal(['left', 'dial']);
    subscription.unsubscribe();
  });

  it(
    'dials each address once in a lap, even if the list contains it twice',
    marbles(m => {
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-#')];
      const { attempts$, attempts } = stage(dials, { lists: of({ endpoints: [A, A, B, A] }) });
      m.expect(attempts$, '^ 40ms !').toBeObservable('-');
      m.flush();
      expect(attempts.map(({ address }) => letter(address)).join('')).to.equal('abab');
    }),
  );
});

describe('retryWithNextAddress: an operator over its attempts', () => {
  const lists = of(AB);
  /** Dials the given connection first, then one that lasts. */
  const dialled = (m: Context, first: Observable<string>): Observable<string> => {
    const turns = [first, m.cold('t-')];
    return lists.pipe(retryWithNextAddress(() => turns.shift() ?? NEVER, quick()));
  };

  const cases: [title: string, first: string, subscribed: string, unsubscribed: string, expected: string][] = [
    ['waits for one that never emits', '     ----------', ' ^--------!', ' ^--------!', ' ----------'],
    ['continues after one that is empty', '    --|       ', ' ^-!       ', ' ^--------!', ' -------t--'],
    ['continues after one that emits once', '  -s|       ', ' ^-!       ', ' ^--------!', ' -s-----t--'],
    ['passes on all values of one that emits several', ' -rs-s|    ', ' ^----!    ', ' ^----------!', ' -rs-s-----t-'],
    ['continues after one that errors', '      -s#       ', ' ^-!       ', ' ^--------!', ' -s-----t--'],
    ['continues after one that errors at once', ' #       ', ' (^!)      ', ' ^--------!', ' -----t----'],
    [
      'unsubscribes from one that is dialling when it is unsubscribed',
      ' ----s---- ',
      ' ^-!       ',
      ' ^-!       ',
      ' ----------',
    ],
    ['unsubscribes from one that is established', '     -s--s---- ', ' ^--!      ', ' ^--!      ', ' -s--------'],
  ];
  for (const [title, first, subscribed, unsubscribed, expected] of cases) {
    it(
      title,
      marbles(m => {
        const connection = m.cold(first);
        m.expect(dialled(m, connection), unsubscribed).toBeObservable(expected);
        m.expect(connection).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'R27: leaves no timer behind, whenever it is unsubscribed',
    marbles(m => {
      const wait = stage([throwError(() => 'down')], { connectTimeout: 10 });
      wait.attempts$.subscribe().unsubscribe();
      expect(wait.waits).to.have.length(1);
      stage([NEVER], { connectTimeout: 10 }).attempts$.subscribe().unsubscribe();
      stage([of('s')], { connectTimeout: 10 })
        .attempts$.subscribe()
        .unsubscribe();
      expect(m.scheduler.actions).to.deep.equal([]);
    }),
  );
});

describe('retryWithNextAddress: the function that gives addresses', () => {
  it(
    'R1: is called at the start and after each full lap that failed',
    marbles(m => {
      let asked = 0;
      const addresses = () => {
        asked += 1;
        log('ask');
        return m.cold<Join>('--j', { j: { endpoints: [A, B], authkey: `key ${asked}` } });
      };
      const lists = addressLists(addresses, 100);
      const dials = [m.cold('-#'), m.cold('-#'), m.cold('-#'), m.cold('s')];
      const { attempts$, story, attempts, log } = stage(dials, { lists });
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
    'R1: is called before each attempt with newListEachTime, for single-use authkeys',
    marbles(m => {
      let asked = 0;
      const addresses = () => {
        asked += 1;
        return { endpoints: [A, B], authkey: `key ${asked}` };
      };
      const dials = [m.cold('-#'), m.cold('s|'), m.cold('s')];
      const { attempts$, attempts } = stage(dials, { lists: addressLists(addresses, 100), newListEachTime: true });
      m.expect(attempts$, '^ 30ms !').toBeObservable('------s----------s');
      m.flush();
      expect(attempts.map(({ join }) => join.authkey)).to.deep.equal(['key 1', 'key 2', 'key 3']);
    }),
  );

  it(
    'R1: gives a new list, in which the client continues after the last address',
    marbles(m => {
      const answers = [
        [A, B],
        ['ws://x', B, 'ws://y'],
      ];
      const lists = addressLists(() => answers.shift() ?? [], 100);
      const { attempts$, attempts } = stage([m.cold('-#'), m.cold('-#')], { lists });
      m.expect(attempts$, '^ 20ms !').toBeObservable('-');
      m.flush();
      expect(attempts.map(({ address }) => letter(address)).join('')).to.equal('aby');
    }),
  );

  it(
    'R1: counts as a lap when it fails, and is called again',
    marbles(m => {
      const answers = [
        m.cold<string[]>('-#', {}, new Error('down')),
        m.cold<string[]>('-n', { n: [] }),
        m.cold<string[]>('-l', { l: [A, B] }),
      ];
      const lists = addressLists(() => answers.shift() ?? NEVER, 100);
      const { attempts$, story, waits } = stage([m.cold('-#'), m.cold('-#')], { lists, random: () => 0.5 });
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
    'R1: its failure is reported without an address',
    marbles(m => {
      const answers = [m.cold<string[]>('(l|)', { l: [A, B] }), m.cold<string[]>('#')];
      const lists = addressLists(() => answers.shift() ?? [A, B], 100);
      const { attempts$, story } = stage([m.cold('-s#')], { lists, newListEachTime: true, random: () => 0.5 });
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
    'R1: is a failed attempt when it hangs past connectTimeout',
    marbles(m => {
      const answers = [m.cold<string[]>(' 99ms - 1ms l'), m.cold<string[]>('(l|)', { l: [A] })];
      const lists = addressLists(() => answers.shift() ?? NEVER, 100);
      const { attempts$, story } = stage([m.cold('s')], { lists, random: () => 0.5 });
      m.expect(attempts$, '^ 120ms !').toBeObservable('110ms s');
      m.flush();
      expect(story).to.deep.equal(['100: wait 10 after ?, then #2', '110: dial a #2']);
    }),
  );

  it(
    'R1: its error ends the client if isFatal returns true for it',
    marbles(m => {
      const banned = new AuthenticationFailedError('banned', { code: 'UACCESS' });
      const isFatal = (error: unknown) => error === banned;
      const lists = addressLists(() => m.cold('--#', {}, banned), 100);
      const { attempts$, story } = stage([], { lists, isFatal });
      m.expect(asFacts(attempts$)).toBeObservable('--#', {}, factsOf(banned));
      m.flush();
      expect(story).to.deep.equal([]);
    }),
  );
});

describe('retryWithNextAddress: ends', () => {
  it(
    'completes when shouldRetry gives false, without another wait',
    marbles(m => {
      const a = m.cold('   -s#   ');
      const subscribed = ' ^-!   ';
      const expected = '   -s|   ';
      const { attempts$, story } = stage([a], { shouldRetry: () => of(false) });
      m.expect(attempts$).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1']);
    }),
  );

  it(
    'errors with the original error if it is fatal, without another wait',
    marbles(m => {
      const error = { not: 'even an Error' };
      const calls: unknown[] = [];
      const a = m.cold('   -s#   ', undefined, error);
      const subscribed = ' ^-!   ';
      const { attempts$, story } = stage([a], {
        isFatal: () => true,
        onFailure: () => calls.push('onFailure'),
        shouldRetry: () => {
          calls.push('shouldRetry');
          return of(true);
        },
      });
      m.expect(attempts$).toBeObservable('-s#', undefined, error);
      m.expect(a).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1']);
      expect(calls).to.deep.equal([]);
    }),
  );

  for (const [error, expected] of [
    ['fatal', ['received fatal', 'gone']],
    ['other', ['gone', 'failed other']],
  ] as const) {
    it(`R6: ${error === 'fatal' ? 'a fatal error is emitted before' : 'another error is reported after'} the teardown of its attempt`, () => {
      const story: string[] = [];
      const lost$ = new Subject<never>();
      const connection$ = new Observable<string>(subscriber => {
        subscriber.add(lost$.subscribe({ error: cause => subscriber.error(cause) }));
        subscriber.add(() => story.push('gone'));
      });
      const policy: RetryPolicy = {
        // With a connectTimeout there is one more subscriber in the chain.
        connectTimeout: 60_000,
        isFatal: each => each === 'fatal',
        onFailure: failure => story.push(`failed ${failure.error}`),
        shouldRetry: () => NEVER,
      };
      const attempts$ = of(AB).pipe(retryWithNextAddress(() => connection$, policy));
      const subscription = attempts$.subscribe({ error: each => story.push(`received ${each}`) });
      lost$.error(error);
      expect(story).to.deep.equal(expected);
      subscription.unsubscribe();
    });
  }

  it(
    'isFatal is called once with the error of each attempt, also for a completion and for a function that gave no list',
    marbles(m => {
      const asked: string[] = [];
      const isFatal = (error: unknown) => {
        asked.push(String((error as Error).message));
        return false;
      };
      const lists = [m.cold<Join>('#', {}, new Error('no list')), m.cold<Join>('j', { ...JOINS })];
      const dials = [m.cold('-#', {}, new Error('lost')), m.cold('-|')];
      const { attempts$ } = stage(dials, { lists: defer(() => lists.shift() ?? NEVER), isFatal, random: () => 0 });
      m.expect(attempts$, '^ 9ms !').toBeObservable('-');
      m.flush();
      expect(asked).to.deep.equal(['no list', 'lost', 'the connection completed']);
    }),
  );

  it(
    'shouldRetry is called once for each end',
    marbles(m => {
      const seen: Failure[] = [];
      const shouldRetry = (failure: Failure) => {
        seen.push(failure);
        return of(seen.length < 3);
      };
      const dials = [m.cold('-#', {}, 1), m.cold('-#', {}, 2), m.cold('-#', {}, 3)];
      m.expect(stage(dials, { shouldRetry }).attempts$).toBeObservable('------- 11ms |');
      m.flush();
      expect(seen).to.deep.equal([
        { address: A, error: 1, established: false },
        { address: B, error: 2, established: false },
        { address: A, error: 3, established: false },
      ]);
    }),
  );

  it(
    'R27: unsubscribed while the function has not answered, it dials nothing',
    marbles(m => {
      const answer = m.cold<string[]>(' -----l', { l: [A] });
      const subscribed = '              ^--!   ';
      const { attempts$, story } = stage([], { lists: addressLists(() => answer, 100) });
      m.expect(attempts$, subscribed).toBeObservable('-');
      m.expect(answer).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal([]);
    }),
  );

  it(
    'R27: unsubscribed while it waits, it dials nothing and unsubscribes from wake$',
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

describe('retryWithNextAddress: shouldRetry and the other members of its policy', () => {
  const answers: [title: string, answer: string, subscribed: string, expected: string][] = [
    ['waits for an answer that never comes', '   ------', ' -^---------------!', ' -----------------'],
    ['waits after true, given at once', ' (t|)', ' -(^!)             ', ' ------s----------'],
    ['waits after true, given later', '  ---t-', ' -^--!             ', ' ---------s-------'],
    ['uses the first of several answers', '            -tf-ft', ' -^!              ', ' -------s---------'],
    ['completes after false, given later', '              ---f--', ' -^--!             ', ' ----|            '],
    ['completes after false followed by true', '                -ft---', ' -^!               ', ' --|              '],
  ];
  for (const [title, marble, subscribed, expected] of answers) {
    it(
      title,
      marbles(m => {
        const answer = m.cold(marble, { t: true, f: false });
        const { attempts$ } = stage([m.cold('-#'), m.cold('s')], { shouldRetry: () => answer });
        m.expect(attempts$, '^----------------!').toBeObservable(expected);
        m.expect(answer).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'R27: unsubscribing unsubscribes from a pending answer',
    marbles(m => {
      const answer = m.cold('   -----t', { t: true });
      const subscribed = '       -^-!  ';
      const unsubscribed = '     ^--!  ';
      const { attempts$, story } = stage([m.cold('-#')], { shouldRetry: () => answer });
      m.expect(attempts$, unsubscribed).toBeObservable('-');
      m.expect(answer).toHaveSubscriptions(subscribed);
      m.flush();
      expect(story).to.deep.equal(['0: dial a #1']);
    }),
  );

  it('the answer may be a boolean, a Promise or any other ObservableInput', async () => {
    const answers: (boolean | ObservableInput<boolean>)[] = [
      false,
      Promise.resolve(false),
      [false],
      of(false),
      from([false]),
    ];
    for (const answer of answers) {
      const down = throwError(() => 'down');
      await new Promise<void>(complete => {
        of(AB)
          .pipe(retryWithNextAddress(() => down, { shouldRetry: () => answer }))
          .subscribe({ complete });
      });
    }
  });

  it(
    'the members are called in order: before the dial, after the teardown, before shouldRetry and before the wait',
    marbles(m => {
      const story: string[] = [];
      const connections = [m.cold('-s#', undefined, 'E'), m.cold('---')];
      const told =
        (what: string) =>
        ({ address, established }: Failure) =>
          story.push(`${what} ${letter(address)}${established ? ', established' : ''}`);
      const connect = ({ address }: Attempt) =>
        new Observable<string>(subscriber => {
          story.push(`connect ${letter(address)}`);
          subscriber.add((connections.shift() ?? NEVER).subscribe(subscriber));
          subscriber.add(() => story.push(`gone ${letter(address)}`));
        });
      const policy: RetryPolicy = {
        ...quick(),
        onAttempt: ({ address, number }) => story.push(`attempt ${letter(address)} #${number}`),
        onFailure: told('failure'),
        shouldRetry: failure => {
          told('question')(failure);
          return of(true);
        },
        onWait: ({ address, delay }) => story.push(`wait ${delay} after ${letter(address)}`),
      };
      m.expect(of(AB).pipe(retryWithNextAddress(connect, policy)), '^-------!').toBeObservable('-s');
      m.flush();
      expect(story).to.deep.equal([
        'attempt a #1',
        'connect a',
        'gone a',
        'failure a, established',
        'question a, established',
        'wait 5 after a',
        'attempt b #1',
        'connect b',
        'gone b',
      ]);
    }),
  );

  it('errors if random returns no number in [0, 1), since the wait would be none', () => {
    for (const value of [Number.NaN, -1, 1]) {
      const errors: unknown[] = [];
      const down = throwError(() => 'down');
      of(AB)
        .pipe(retryWithNextAddress(() => down, { random: () => value }))
        .subscribe({ error: error => errors.push(error.message) });
      expect(errors).to.deep.equal([`the option random must return a number in [0, 1), not ${value}`]);
    }
  });

  const MEMBERS = [
    'pick',
    'onAttempt',
    'connect',
    'isFatal',
    'onFailure',
    'shouldRetry',
    'spread',
    'onWait',
    'wake$',
  ] as const;
  for (const member of MEMBERS) {
    const titles: Partial<Record<typeof member, string>> = {
      pick: 'a random that picks the address',
      spread: 'a random that spreads the wait',
      wake$: 'a wake$ being subscribed to',
    };
    it(`R6: after ${titles[member] ?? member} has unsubscribed, nothing else is called`, () => {
      const story = new Set<string>();
      const lists = new Subject<Join>();
      const act = (what: string) => {
        story.add(what);
        if (what === member) subscription.unsubscribe();
      };
      const policy: RetryPolicy = {
        random: () => {
          act(story.size === 0 ? 'pick' : 'spread');
          return 0;
        },
        isFatal: () => {
          act('isFatal');
          return false;
        },
        onAttempt: () => act('onAttempt'),
        onFailure: () => act('onFailure'),
        shouldRetry: () => {
          act('shouldRetry');
          return of(true);
        },
        onWait: () => act('onWait'),
        wake$: defer(() => {
          act('wake$');
          return NEVER;
        }),
      };
      const connect = () => {
        act('connect');
        return throwError(() => 'down');
      };
      const subscription = lists.pipe(retryWithNextAddress(connect, policy)).subscribe({
        error: () => story.add('error'),
        complete: () => story.add('complete'),
      });
      lists.next(AB);
      const before = MEMBERS.slice(0, MEMBERS.indexOf(member) + 1);
      expect([...story]).to.deep.equal(before);
      subscription.unsubscribe();
    });
  }

  it(
    'an onAttempt that throws is a failed attempt',
    marbles(m => {
      const error = new Error('no attempt');
      let calls = 0;
      const onAttempt = () => {
        calls += 1;
        if (calls === 1) throw error;
      };
      const { attempts$, waits } = stage([m.cold('s')], { onAttempt });
      m.expect(attempts$, '^------!').toBeObservable('-----s-');
      m.flush();
      expect(waits).to.deep.equal([{ address: A, attempt: 2, delay: 5, cause: error }]);
    }),
  );

  it(
    'works without a policy, with only a list',
    marbles(m => {
      const a = m.cold(' -s--');
      const subscribed = '^---!';
      const expected = '  -s---';
      const addresses: string[] = [];
      const attempts$ = of({ endpoints: [A] }).pipe(
        retryWithNextAddress(({ address }) => {
          addresses.push(address);
          return a;
        }),
      );
      m.expect(attempts$, subscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(subscribed);
      m.flush();
      expect(addresses).to.deep.equal([A]);
    }),
  );

  it(
    'R4: by default the waits are spread below 500 ms, then below twice as much after each lap, at most below 30 s',
    marbles(m => {
      /** The waits of 200 runs over two addresses that are down, by the number of the wait. */
      const runs: number[][] = Array.from({ length: 200 }, () => []);
      for (const dials of runs) {
        const down$ = defer(() => {
          dials.push(asyncScheduler.now());
          return throwError(() => 'down');
        });
        m.expect(of(AB).pipe(retryWithNextAddress(() => down$)), '^ 240s !').toBeObservable('-');
      }
      m.flush();
      const greatest = Array.from({ length: 14 }, (_, i) =>
        Math.max(...runs.map(dials => (dials[i + 1] ?? Number.NaN) - (dials[i] ?? 0))),
      );
      for (const [i, wait] of greatest.entries()) {
        const cap = Math.min(30_000, 500 * 2 ** Math.floor((i + 1) / 2));
        // It is less by chance once in 10 to the 24 times.
        expect(wait).to.be.within(cap * 0.75, cap - 1);
      }
    }),
  );

  it(
    'R4: by default an attempt has no time limit, and a connection of 5 s is stable',
    marbles(m => {
      const dials = [m.cold('#'), m.cold('60m s 4999ms #'), m.cold('s 4998ms #'), m.cold('t')];
      const attempts$ = of({ endpoints: [A] }).pipe(
        retryWithNextAddress(() => dials.shift() ?? NEVER, { random: () => 0.5 }),
      );
      // A wait of 500 ms after the failure, again after the stable connection, and of 1 s after the other.
      m.expect(attempts$, '^ 3700s !').toBeObservable('500ms 60m s 4999ms 500ms s 4998ms 1s t');
    }),
  );
});

describe('retryWithNextAddress: plain connections of 60 s that emit every second', () => {
  for (const [endpoints, wait] of [
    [[A, B], 250],
    [[A], 500],
  ] as const) {
    it(
      `R4: with ${endpoints.length} addresses, the wait stays that of the first lap`,
      marbles(m => {
        const connection = m.cold(`${'s 999ms '.repeat(60)} #`);
        const waits: number[] = [];
        const policy: RetryPolicy = { random: () => 0.5, onWait: ({ delay }) => waits.push(delay) };
        const attempts$ = of({ endpoints }).pipe(retryWithNextAddress(() => connection, policy));
        m.expect(attempts$.pipe(ignoreElements()), '^ 605s !').toBeObservable('-');
        m.flush();
        expect(waits).to.deep.equal(Array(10).fill(wait));
      }),
    );
  }
});

describe('retryWithNextAddress: connectTimeout', () => {
  it(
    'fails an attempt that has not emitted within connectTimeout, and unsubscribes from it',
    marbles(m => {
      const a = m.cold('      -----------s---');
      const b = m.cold('                     s--');
      const aSubs = '         ^ 9ms !';
      const bSubs = '         15ms ^--!';
      const unsubscribed = '  ^ 17ms !';
      const expected = '      15ms s';
      const { attempts$, waits } = stage([a, b], { connectTimeout: 10 });
      m.expect(attempts$, unsubscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(aSubs);
      m.expect(b).toHaveSubscriptions(bSubs);
      m.flush();
      expect(waits.map(({ cause, ...info }) => ({ ...info, cause: factsOf(cause) }))).to.deep.equal([
        {
          address: A,
          attempt: 2,
          delay: 5,
          cause: {
            name: 'ConnectionError',
            message: `the connection to ${A} emitted nothing within 10 ms`,
            address: A,
          },
        },
      ]);
    }),
  );

  it(
    'ends with the first value, even in the last ms',
    marbles(m => {
      const a = m.cold('     9ms s 60m t');
      const subscribed = '   ^ 61m !';
      const expected = '     9ms s 60m t';
      m.expect(stage([a], { connectTimeout: 10 }).attempts$, subscribed).toBeObservable(expected);
      m.expect(a).toHaveSubscriptions(subscribed);
    }),
  );

  it(
    'counts from each dial, and not from the request for the addresses',
    marbles(m => {
      const lists = m.cold<Join>('20ms j', { ...JOINS });
      const dials = [m.cold('5ms #'), m.cold('9ms s')];
      m.expect(stage(dials, { lists, connectTimeout: 10 }).attempts$, '^ 99ms !').toBeObservable('39ms s');
    }),
  );

  it(
    'has no effect on an attempt that has ended',
    marbles(m => {
      const dials = [m.cold('-#'), m.cold('-s|'), m.cold('9ms s')];
      const { attempts$, story } = stage(dials, { connectTimeout: 10 });
      m.expect(attempts$, '^ 99ms !').toBeObservable('7ms s 19ms s');
      m.flush();
      expect(story.filter(each => each.includes('wait'))).to.deep.equal([
        '1: wait 5 after a, then #2',
        '8: wait 10 after b, then #1',
      ]);
    }),
  );

  for (const connectTimeout of [0, Number.POSITIVE_INFINITY]) {
    it(
      `of ${connectTimeout} waits for ever`,
      marbles(m => {
        const a = m.cold('60m s');
        m.expect(stage([a], { connectTimeout }).attempts$, '^ 61m !').toBeObservable('60m s');
      }),
    );
  }

  it(
    'R6: a connection is torn down before its failure is reported',
    marbles(m => {
      const story: string[] = [];
      const silent$ = new Observable<string>(() => () => story.push('gone'));
      const policy: RetryPolicy = {
        connectTimeout: 10,
        onFailure: () => story.push('failed'),
        shouldRetry: () => of(false),
      };
      m.expect(of(AB).pipe(retryWithNextAddress(() => silent$, policy))).toBeObservable('10ms |');
      m.flush();
      expect(story).to.deep.equal(['gone', 'failed']);
    }),
  );
});

describe('retryWithNextAddress: wake$', () => {
  it(
    'R8: ends a wait at once, and is not subscribed to while dialling or connected',
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
    'R8: does not end the wait when it completes',
    marbles(m => {
      const a = m.cold('     --#     ');
      const wake$ = m.hot('  ---|    ');
      const unsubscribed = ' ^-------!';
      const expected = '     -------s';
      m.expect(stage([a, m.cold('s')], { wake$ }).attempts$, unsubscribed).toBeObservable(expected);
    }),
  );

  it(
    'R4, R8: replayed values end no wait, however often an attempt fails at once',
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
    'R8: ends no wait before the answer to shouldRetry',
    marbles(m => {
      const a = m.cold('     -#         ');
      const answer = m.cold(' ---t      ', { t: true });
      const wake$ = m.hot('  --w--w---  ');
      const unsubscribed = ' ^-------!  ';
      const expected = '     -----s---  ';
      const { attempts$ } = stage([a, m.cold('s')], { wake$, shouldRetry: () => answer });
      m.expect(attempts$, unsubscribed).toBeObservable(expected);
    }),
  );

  it(
    'may error during the dial that it started, without effect',
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

describe('retryWithNextAddress: user code that runs inside a dial', () => {
  for (const end of ['complete', 'error'] as const) {
    it(
      `R6: addresses that ${end} during the dial that they started start no other dial`,
      marbles(m => {
        const list$ = new Subject<readonly string[]>();
        const dialled$ = defer(() => {
          if (end === 'error') list$.error(new Error('no more'));
          else list$.complete();
          return NEVER;
        });
        const { attempts$, attempts } = stage([dialled$], { lists: addressLists(() => list$, 100) });
        m.hot('--l').subscribe(() => list$.next([A, B]));
        m.expect(attempts$, '^ 99ms !').toBeObservable('-');
        m.flush();
        expect(attempts).to.have.length(1);
      }),
    );

    it(
      `R6: nor does a source that does so, or that emits again`,
      marbles(m => {
        const list$ = new Subject<Join>();
        const dialled$ = defer(() => {
          list$.next(AB);
          if (end === 'error') list$.error(new Error('no more'));
          else list$.complete();
          return NEVER;
        });
        const { attempts$, attempts } = stage([dialled$], { lists: list$ });
        m.hot('--l').subscribe(() => list$.next(AB));
        m.expect(attempts$, '^ 99ms !').toBeObservable('-');
        m.flush();
        expect(attempts).to.have.length(1);
      }),
    );
  }

  it('R3: a teardown that throws is followed by the next attempt, too', async () => {
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
