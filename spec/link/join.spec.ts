import Bluebird from 'bluebird';
import { expect } from 'chai';
import { EMPTY, firstValueFrom, NEVER, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { type AddressSource, addressLists, type Join } from '../../lib/link/join.js';
import { asFacts, type Facts, factsOf } from '../kit/facts.js';

const LIST = ['ws://a', 'ws://b'];
const JOIN = { endpoints: LIST, authkey: 'k', roles: ['User'] };
const failed = (why: string): Facts => ({
  name: 'ConnectionError',
  message: `the function that gives addresses failed: ${why}`,
  cause: { name: 'Error', message: why },
});
/** Takes any function, as a caller without types may pass it. */
const untyped = (give: () => unknown) => give as AddressSource;

describe('addressLists', () => {
  it(
    'R1: emits a list as it is, at once',
    marbles(m => {
      m.expect(addressLists(LIST, 10)).toBeObservable('(a|)', { a: { endpoints: LIST } });
    }),
  );

  it(
    'R1: checks a list too, when it is subscribed to',
    marbles(m => {
      const message = 'the address "http://a" is not a ws: or wss: URL';
      const error = { name: 'AddressError', message, address: 'http://a' };
      m.expect(asFacts(addressLists(['ws://b', 'http://a'], 10))).toBeObservable('#', {}, error);
    }),
  );

  it('R25: gives a copy that cannot be changed, of a list and of a whole reply', async () => {
    for (const given of [LIST, () => LIST, () => JOIN]) {
      const join = await firstValueFrom(addressLists(given, 0));
      expect(join).to.be.frozen;
      expect(join.endpoints).to.be.frozen.and.not.equal(LIST);
    }
    expect(LIST).not.to.be.frozen;
    expect(JOIN).not.to.be.frozen;
  });

  const gives: [title: string, value: readonly string[] | typeof JOIN, join: Join][] = [
    ['a list', LIST, { endpoints: LIST }],
    ['a whole reply', JOIN, JOIN],
  ];
  for (const [title, value, join] of gives) {
    it(
      `R1: accepts ${title}, and the same in an Observable`,
      marbles(m => {
        m.expect(addressLists(() => value, 10)).toBeObservable('(a|)', { a: join });
        m.expect(addressLists(() => m.cold('--a', { a: value }), 10)).toBeObservable('--(a|)', { a: join });
      }),
    );

    it(`R1: accepts ${title} in a Promise, or in another thenable`, async () => {
      for (const give of [async () => value, () => Bluebird.resolve(value)]) {
        expect(await firstValueFrom(addressLists(give, 0))).to.deep.equal(join);
      }
    });
  }

  it(
    'R1, R28: each subscription calls the function again, and nothing calls it before',
    marbles(m => {
      let asked = 0;
      const lists$ = addressLists(() => {
        asked += 1;
        return { endpoints: LIST, authkey: `key ${asked}` };
      }, 10);
      expect(asked).to.equal(0);
      m.expect(lists$).toBeObservable('(a|)', { a: { endpoints: LIST, authkey: 'key 1' } });
      m.expect(lists$, '-^').toBeObservable('-(a|)', { a: { endpoints: LIST, authkey: 'key 2' } });
    }),
  );

  it(
    'R27: unsubscribing unsubscribes from a pending answer',
    marbles(m => {
      const given = m.cold<string[]>('-----a', { a: LIST });
      const unsubscribed = '          ^--!  ';
      const expected = '              ------';
      m.expect(
        addressLists(() => given, 10),
        unsubscribed,
      ).toBeObservable(expected);
      m.expect(given).toHaveSubscriptions(unsubscribed);
    }),
  );

  for (const forEver of [0, Number.POSITIVE_INFINITY]) {
    it(
      `R1: waits for ever with ${forEver} ms`,
      marbles(m => {
        const given = m.cold('60m a', { a: LIST });
        m.expect(addressLists(() => given, forEver)).toBeObservable('60m (a|)', { a: { endpoints: LIST } });
      }),
    );
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
        m.expect(asFacts(addressLists(untyped(give), 10))).toBeObservable(expected, {}, error);
      }),
    );
  }

  it('R1: a function that rejects is a failed attempt, with its cause', async () => {
    const rejected = async (why: unknown): Promise<Facts> => {
      const asked = addressLists(() => Promise.reject(why), 0);
      return factsOf(await firstValueFrom(asked).catch((error: unknown) => error));
    };
    expect(await rejected(boom())).to.deep.equal(failed('boom'));
    expect(await rejected('no')).to.deep.equal({
      name: 'ConnectionError',
      message: 'the function that gives addresses failed: "no"',
      cause: { thrown: 'no' },
    });
  });

  it('R26: the error does not show the contents of a thrown object', async () => {
    const asked = addressLists(() => Promise.reject({ authkey: 'SECRET' }), 0);
    const { message } = factsOf(await firstValueFrom(asked).catch((error: unknown) => error));
    expect(message).to.equal('the function that gives addresses failed: an object');
  });

  it('R1: an AuthenticationFailedError is passed on as it is, whether thrown, rejected or emitted', async () => {
    const error = new AuthenticationFailedError('banned', { code: 'UACCESS' });
    const gives: (() => unknown)[] = [
      () => {
        throw error;
      },
      () => Promise.reject(error),
      () => throwError(() => error),
    ];
    for (const give of gives) {
      expect(await firstValueFrom(addressLists(untyped(give), 0)).catch((each: unknown) => each)).to.equal(error);
    }
  });

  const bad: [title: string, value: unknown, offending: unknown, message: string][] = [
    ['nothing', undefined, undefined, 'the addresses must be an array of URLs, not undefined'],
    ['null', null, undefined, 'the addresses must be an array of URLs, not null'],
    ['a reply without endpoints', { authkey: 'k' }, undefined, 'the addresses must be an array of URLs, not undefined'],
    ['no address', { endpoints: [] }, undefined, 'the list of addresses is empty: give a ws: or wss: URL'],
    ['an address of http:', ['http://a'], 'http://a', 'the address "http://a" is not a ws: or wss: URL'],
  ];
  for (const [title, value, address, message] of bad) {
    it(
      `R1: a function that gives ${title} ends in an AddressError`,
      marbles(m => {
        const asked = addressLists(
          untyped(() => of(value)),
          10,
        );
        const facts = address === undefined ? {} : { address };
        m.expect(asFacts(asked)).toBeObservable('#', {}, { name: 'AddressError', message, ...facts });
      }),
    );
  }
});
