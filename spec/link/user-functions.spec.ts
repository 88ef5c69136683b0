import Bluebird from 'bluebird';
import { expect } from 'chai';
import { EMPTY, firstValueFrom, type Observer, of, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { askUser, callUser, type Eventually, isEventual } from '../../lib/link/user-functions.js';
import { asFacts, type Facts, factsOf } from '../kit/facts.js';
import { handlerErrorsDuring } from '../kit/handler-errors.js';

const failed = (why: string): Facts => ({
  name: 'ConnectionError',
  message: `the function that gives it failed: ${why}`,
  cause: { name: 'Error', message: why },
});

/** The key by which RxJS recognizes another library's Observable. */
const OBSERVABLE = Symbol.observable ?? '@@observable';

/** An Observable of another library, which RxJS recognizes only by that method. */
const foreign = (subscribe: (observer: Observer<unknown>) => () => void): Eventually<never> => {
  const interop = {
    subscribe: (observer: Observer<unknown>) => ({ unsubscribe: subscribe(observer) }),
  };
  return { [OBSERVABLE]: () => interop } as unknown as Eventually<never>;
};

describe('askUser', () => {
  it(
    'R1: calls the function again for each subscription',
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
    ['a value in the last ms', ' 9ms a ', ' ^ 8ms !', ' 9ms (a|)'],
  ];
  for (const [title, source, subscribed, expected] of answers) {
    it(
      `R1: emits ${title} of an Observable`,
      marbles(m => {
        const given = m.cold(source);
        m.expect(askUser('it', () => given, 10)).toBeObservable(expected);
        m.expect(given).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'R1: errors for an answer that hangs, and unsubscribes from it',
    marbles(m => {
      const given = m.cold('  ------------a');
      const subscribed = '    ^ 9ms !      ';
      const expected = '      10ms #       ';
      const late = failed('it gave nothing within 10 ms');
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
    'R27: unsubscribing unsubscribes from the answer and clears the timer',
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

  it('R1: a source may complete while its value is being handled', () => {
    const given = new Subject<number>();
    const received: unknown[] = [];
    askUser('it', () => given, 0).subscribe({
      next: value => {
        received.push(value);
        given.complete();
      },
      error: error => received.push(error),
      complete: () => received.push('complete'),
    });
    given.next(1);
    expect(received).to.deep.equal([1, 'complete']);
  });

  const boom = () => new Error('boom');
  const throwing = (): string => {
    throw boom();
  };
  const failures: [title: string, ask: () => Eventually<unknown>, error: Facts][] = [
    ['throws', throwing, failed('boom')],
    ['gives an Observable that errors', () => throwError(boom), failed('boom')],
    ['gives an empty Observable', () => EMPTY, failed('it completed without a value')],
  ];
  for (const [title, ask, error] of failures) {
    it(
      `R1: a function that ${title} is an error at once, with its cause`,
      marbles(m => {
        m.expect(asFacts(askUser('it', ask, 10))).toBeObservable('#', {}, error);
      }),
    );
  }

  const eventual: [title: string, ask: () => unknown][] = [
    ['a Promise', async () => 'a'],
    ["another library's Promise", () => Bluebird.resolve('a')],
    ['an Observable', () => of('a', 'b')],
    [
      'an async iterable',
      async function* () {
        yield 'a';
        yield 'b';
      },
    ],
    [
      "another library's Observable",
      () =>
        foreign(observer => {
          observer.next('a');
          return () => {};
        }),
    ],
  ];
  for (const [title, ask] of eventual) {
    it(`R1: emits the first value of ${title}`, async () => {
      expect(await firstValueFrom(askUser('it', ask, 0))).to.equal('a');
    });
  }

  it("R1: emits the first value of another library's Observable when it comes, and unsubscribes", () => {
    const received: unknown[] = [];
    let give: ((value: unknown) => void) | undefined;
    const given = foreign(observer => {
      give = value => observer.next(value);
      return () => received.push('left');
    });
    askUser('it', () => given, 0).subscribe({
      next: value => received.push(value),
      complete: () => received.push('complete'),
    });
    expect(received).to.deep.equal([]);
    give?.('a');
    give?.('b');
    expect([...received].sort()).to.deep.equal(['a', 'complete', 'left']);
  });

  it('R1: recognizes an Observable of RxJS even if a polyfill defined Symbol.observable after RxJS was loaded', async () => {
    const symbols = Symbol as unknown as Record<string, unknown>;
    const before = Object.getOwnPropertyDescriptor(Symbol, 'observable');
    Object.defineProperty(Symbol, 'observable', { value: Symbol('observable'), configurable: true, writable: true });
    try {
      expect(isEventual(of('a'))).to.equal(true);
      expect(await firstValueFrom(askUser<unknown>('it', () => of('a'), 0))).to.equal('a');
    } finally {
      if (before === undefined) delete symbols['observable'];
      else Object.defineProperty(Symbol, 'observable', before);
    }
  });

  it("R1: errors with the error of another library's Observable as its cause", async () => {
    const given = foreign(observer => {
      observer.error(boom());
      return () => {};
    });
    const error = await firstValueFrom(askUser('it', () => given, 0)).catch((each: unknown) => each);
    expect(factsOf(error)).to.deep.equal(failed('boom'));
  });

  for (const value of ['text', 0, false, null, undefined, ['a', 'b'], { next: 1 }, new Map([['a', 1]]), () => 'f']) {
    const name = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? 'undefined');
    it(`R1: emits ${name} as it is`, async () => {
      expect(await firstValueFrom(askUser<unknown>('it', () => value, 0))).to.equal(value);
    });
  }

  it('R1: an AuthenticationFailedError is passed on as it is, whether thrown, rejected or emitted', async () => {
    const error = new AuthenticationFailedError('banned', { code: 'UACCESS' });
    const gives: (() => Eventually<unknown>)[] = [
      () => {
        throw error;
      },
      () => Promise.reject(error),
      () => throwError(() => error),
    ];
    for (const give of gives) {
      expect(await firstValueFrom(askUser('it', give, 0)).catch((each: unknown) => each)).to.equal(error);
    }
  });
});

describe('isEventual', () => {
  const eventual: [title: string, value: unknown][] = [
    ['a Promise', Promise.resolve()],
    ["another library's Promise", Bluebird.resolve()],
    // biome-ignore lint/suspicious/noThenProperty: a thenable counts as a Promise
    ['any object with a method then', { then: () => {} }],
    ['an Observable', of(1)],
    ['a Subject', new Subject()],
    ["another library's Observable", foreign(() => () => {})],
    ['an async iterable', (async function* () {})()],
  ];
  for (const [title, value] of eventual) {
    it(`is ${title}`, () => expect(isEventual(value)).to.equal(true));
  }

  const immediate: [title: string, value: unknown][] = [
    ['undefined', undefined],
    ['null', null],
    ['a boolean', false],
    ['a text', 'then'],
    ['a list', ['ws://a']],
    ['a join reply', { endpoints: ['ws://a'], authkey: 'k' }],
    // biome-ignore lint/suspicious/noThenProperty: a field of a reply
    ['an object whose then is no method', { then: 'soon' }],
    ['a function', () => Promise.resolve()],
    ['an iterable that is not async', new Set([1])],
  ];
  for (const [title, value] of immediate) {
    it(`is not ${title}`, () => expect(isEventual(value)).to.equal(false));
  }
});

describe('callUser', () => {
  for (const value of ['a', 0, false, undefined]) {
    it(`returns ${JSON.stringify(value)}, and not the fallback`, async () => {
      const reported = await handlerErrorsDuring(() =>
        expect(callUser<unknown>(() => value, 'otherwise')).to.equal(value),
      );
      expect(reported).to.deep.equal([]);
    });
  }

  it('calls the function once, at once', () => {
    let called = 0;
    callUser(() => {
      called += 1;
    }, undefined);
    expect(called).to.equal(1);
  });

  it('returns the fallback when the function throws, and reports the error once', async () => {
    const error = new Error('boom');
    const reported = await handlerErrorsDuring(() => {
      const throwing = (): string => {
        throw error;
      };
      expect(callUser(throwing, 'otherwise')).to.equal('otherwise');
    });
    expect(reported).to.deep.equal([error]);
  });
});
