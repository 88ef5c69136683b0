import Bluebird from 'bluebird';
import { expect } from 'chai';
import { EMPTY, firstValueFrom, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { type AddressSource, askAddresses, askUser, isBounded, type Join } from '../../lib/link/join.js';
import { asFacts, type Facts, factsOf } from '../kit/facts.js';

const LIST = ['ws://a', 'ws://b'];
const JOIN = { endpoints: LIST, authkey: 'k', roles: ['User'] };
const failed = (why: string): Facts => ({
  name: 'ConnectionError',
  message: `the function that gives addresses failed: ${why}`,
  cause: { name: 'Error', message: why },
});
/** As a user without types would pass it. */
const untyped = (give: () => unknown) => give as AddressSource;

describe('isBounded', () => {
  for (const [ms, bounded] of [
    [0, false],
    [Number.POSITIVE_INFINITY, false],
    [1, true],
    [10_000, true],
  ] as const) {
    it(`${ms} ms: ${bounded}`, () => expect(isBounded(ms)).to.equal(bounded));
  }
});

describe('askUser', () => {
  it(
    'R1: asks anew each time it is subscribed to',
    marbles(m => {
      let asked = 0;
      const answer$ = askUser(
        'it',
        () => {
          asked += 1;
          return asked;
        },
        10,
      );
      expect(asked).to.equal(0);
      m.expect(answer$).toBeObservable('(a|)', { a: 1 });
      m.expect(answer$, '-^').toBeObservable('-(a|)', { a: 2 });
    }),
  );

  const answers: [title: string, source: string, subscribed: string, expected: string][] = [
    ['one value', '         --a|  ', ' ^-!  ', ' --(a|)'],
    ['the first of many', ' --abc-', ' ^-!  ', ' --(a|)'],
    ['a value in the last moment', ' 9ms a ', ' ^ 8ms !', ' 9ms (a|)'],
  ];
  for (const [title, source, subscribed, expected] of answers) {
    it(
      `R1: takes ${title} of an Observable`,
      marbles(m => {
        const given = m.cold(source);
        m.expect(askUser('it', () => given, 10)).toBeObservable(expected);
        m.expect(given).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'R1: gives up one that hangs, and leaves it',
    marbles(m => {
      const given = m.cold('  ------------a');
      const subscribed = '    ^ 9ms !      ';
      const expected = '      10ms #       ';
      const late = {
        name: 'ConnectionError',
        message: 'the function that gives it failed: it gave nothing within 10 ms',
        cause: { name: 'Error', message: 'it gave nothing within 10 ms' },
      };
      m.expect(asFacts(askUser('it', () => given, 10))).toBeObservable(expected, {}, late);
      m.expect(given).toHaveSubscriptions(subscribed);
    }),
  );

  for (const forEver of [0, Number.POSITIVE_INFINITY]) {
    it(
      `R1: waits for ever with ${forEver} ms`,
      marbles(m => {
        const given = m.cold('60m a');
        m.expect(askUser('it', () => given, forEver)).toBeObservable('60m (a|)');
      }),
    );
  }

  it(
    'R27: leaves the answer and the clock alone when it is left',
    marbles(m => {
      const given = m.cold('  -----a');
      const subscribed = '    ^--!  ';
      m.expect(
        askUser('it', () => given, 10),
        subscribed,
      ).toBeObservable('------------');
      m.expect(given).toHaveSubscriptions(subscribed);
    }),
  );
});

describe('askAddresses', () => {
  it(
    'R1: gives a list as it is, at once',
    marbles(m => {
      m.expect(askAddresses(LIST, 10)).toBeObservable('(a|)', { a: { endpoints: LIST } });
    }),
  );

  const gives: [title: string, value: readonly string[] | typeof JOIN, join: Join][] = [
    ['a list', LIST, { endpoints: LIST }],
    ['a whole reply', JOIN, JOIN],
  ];
  for (const [title, value, join] of gives) {
    it(
      `R1: takes ${title}, and the same in an Observable`,
      marbles(m => {
        m.expect(askAddresses(() => value, 10)).toBeObservable('(a|)', { a: join });
        m.expect(askAddresses(() => m.cold('--a', { a: value }), 10)).toBeObservable('--(a|)', { a: join });
      }),
    );

    it(`R1: takes ${title} in a Promise, or in what is like one`, async () => {
      for (const give of [async () => value, () => Bluebird.resolve(value)]) {
        expect(await firstValueFrom(askAddresses(give, 0))).to.deep.equal(join);
      }
    });
  }

  const boom = () => new Error('boom');
  const throwing = () => {
    throw boom();
  };
  const failures: [title: string, give: () => unknown, expected: string, error: Facts][] = [
    ['throws', throwing, '#', failed('boom')],
    ['gives an Observable that errors', () => throwError(boom), '#', failed('boom')],
    ['gives an empty Observable', () => EMPTY, '#', failed('it completed without a value')],
    ['gives an Observable that hangs', () => NEVER, '10ms #', failed('it gave nothing within 10 ms')],
    ['gives a Promise that hangs', () => new Promise(() => {}), '10ms #', failed('it gave nothing within 10 ms')],
  ];
  for (const [title, give, expected, error] of failures) {
    it(
      `R1: a function that ${title} is a failed attempt, with its cause`,
      marbles(m => {
        m.expect(asFacts(askAddresses(untyped(give), 10))).toBeObservable(expected, {}, error);
      }),
    );
  }

  it('R1: a function that rejects is a failed attempt, with its cause', async () => {
    const rejected = async (why: unknown): Promise<Facts> => {
      const asked = askAddresses(() => Promise.reject(why), 0);
      return factsOf(await firstValueFrom(asked).catch((error: unknown) => error));
    };
    expect(await rejected(boom())).to.deep.equal(failed('boom'));
    expect(await rejected('no')).to.deep.equal({
      name: 'ConnectionError',
      message: 'the function that gives addresses failed: "no"',
      cause: { thrown: 'no' },
    });
  });

  it('R26: what it throws is not looked into', async () => {
    const asked = askAddresses(() => Promise.reject({ authkey: 'SECRET' }), 0);
    const { message } = factsOf(await firstValueFrom(asked).catch((error: unknown) => error));
    expect(message).to.equal('the function that gives addresses failed: an object');
  });

  it('R1: a source that completes while its value is dealt with has given it', () => {
    const given = new Subject<number>();
    const told: unknown[] = [];
    askUser('it', () => given, 0).subscribe({
      next: value => {
        told.push(value);
        given.complete();
      },
      error: error => told.push(error),
      complete: () => told.push('complete'),
    });
    given.next(1);
    expect(told).to.deep.equal([1, 'complete']);
  });

  it('R1: an AuthenticationFailedError comes out as it is, however it is given', async () => {
    const error = new AuthenticationFailedError('banned', { code: 'UACCESS' });
    const gives: (() => unknown)[] = [
      () => {
        throw error;
      },
      () => Promise.reject(error),
      () => throwError(() => error),
    ];
    for (const give of gives) {
      expect(await firstValueFrom(askAddresses(untyped(give), 0)).catch((each: unknown) => each)).to.equal(error);
    }
  });

  const bad: [title: string, value: unknown, offending: unknown, message: string][] = [
    ['nothing', undefined, undefined, 'the addresses must be an array of URLs, not undefined'],
    ['null', null, undefined, 'the addresses must be an array of URLs, not null'],
    ['a reply without endpoints', { authkey: 'k' }, undefined, 'the addresses must be an array of URLs, not undefined'],
    ['no address', { endpoints: [] }, undefined, 'the list of addresses is empty: give at least one ws: or wss: URL'],
    ['an address of http:', ['http://a'], 'http://a', 'the address "http://a" is not a ws: or wss: URL'],
  ];
  for (const [title, value, address, message] of bad) {
    it(
      `R1: a function that gives ${title} ends in an AddressError`,
      marbles(m => {
        const asked: Observable<unknown> = askAddresses(
          untyped(() => of(value)),
          10,
        );
        const facts = address === undefined ? {} : { address };
        m.expect(asFacts(asked)).toBeObservable('#', {}, { name: 'AddressError', message, ...facts });
      }),
    );
  }
});
