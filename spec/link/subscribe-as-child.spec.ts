import { expect } from 'chai';
import { finalize, merge, NEVER, Observable, Subject, type Subscriber, Subscription, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { subscribeAsChild } from '../../lib/link/subscribe-as-child.js';

/** Subscribes to a source as a child of its subscriber. */
const passing = <T>(source: Observable<T>, isFatal?: (error: unknown) => boolean): Observable<T> =>
  new Observable(subscriber =>
    subscribeAsChild(subscriber, source, {
      next: value => subscriber.next(value),
      error: cause => subscriber.error(cause),
      complete: () => subscriber.complete(),
      ...(isFatal === undefined ? {} : { isFatal }),
    }),
  );

describe('subscribeAsChild', () => {
  const cases: [title: string, source: string, subscribed: string, expected: string][] = [
    ['waits with a source that never emits', '   ------', ' ^-----', ' ------'],
    ['completes with an empty one', '            --|   ', ' ^-!   ', ' --|   '],
    ['passes one value', '                       --a|  ', ' ^--!  ', ' --a|  '],
    ['passes many', '                            -ab-c|', ' ^----!', ' -ab-c|'],
    ['passes the error', '                       -a-#  ', ' ^--!  ', ' -a-#  '],
    ['passes an error at once', '                #     ', ' (^!)  ', ' #     '],
  ];
  for (const [title, marble, subscribed, expected] of cases) {
    it(
      title,
      marbles(m => {
        const source = m.cold(marble);
        m.expect(passing(source)).toBeObservable(expected);
        m.expect(source).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'unsubscribes from the source when it is unsubscribed',
    marbles(m => {
      const source = m.cold('  -a-b-c-');
      const unsubscribed = '   ^---!  ';
      const expected = '       -a-b---';
      m.expect(passing(source), unsubscribed).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(unsubscribed);
    }),
  );

  it('R6: tears down before it emits the error', () => {
    const log: string[] = [];
    let inner: Subscriber<never> | undefined;
    const source = new Observable<never>(subscriber => {
      inner = subscriber;
      return () => log.push('gone');
    });
    passing(source).subscribe({ error: error => log.push(`received ${error}`) });
    inner?.error('E');
    inner?.error('again');
    expect(log).to.deep.equal(['gone', 'received E']);
  });

  it('R6: tears down before it emits an error that occurs during the subscribing', () => {
    const log: string[] = [];
    const open$ = new Observable<never>(() => () => log.push('gone'));
    passing(
      merge(
        open$,
        throwError(() => 'E'),
      ),
    ).subscribe({ error: () => log.push('received') });
    expect(log).to.deep.equal(['gone', 'received']);
  });

  it('tears down before it completes', () => {
    const log: string[] = [];
    const source = new Observable<never>(subscriber => {
      subscriber.add(() => log.push('gone'));
      subscriber.complete();
    });
    passing(source).subscribe({ complete: () => log.push('received') });
    expect(log).to.deep.equal(['gone', 'received']);
  });

  it('R6: subscribes to nothing when its parent is already closed', () => {
    const over = new Subscription();
    over.unsubscribe();
    let subscribed = 0;
    const source = new Observable<never>(() => {
      subscribed += 1;
    });
    subscribeAsChild(over, source, {});
    expect(subscribed).to.equal(0);
  });

  it('R6: is torn down when its parent closes during the subscribing', () => {
    const parent = new Subscription();
    let gone = 0;
    const source = new Observable<never>(() => {
      parent.unsubscribe();
      return () => {
        gone += 1;
      };
    });
    subscribeAsChild(parent, source, {});
    expect(gone).to.equal(1);
  });

  it('is torn down with its parent, and then emits nothing', () => {
    const parent = new Subscription();
    const received: unknown[] = [];
    const source = new Subject<string>();
    const receive = (what: unknown) => received.push(what);
    subscribeAsChild(parent, source, { next: receive, error: receive, complete: () => receive('complete') });
    source.next('a');
    parent.unsubscribe();
    source.next('b');
    source.error('E');
    expect(received).to.deep.equal(['a']);
  });

  it('an observer may be empty', () => {
    for (const source of [throwError(() => 'E'), NEVER, new Subject<string>()]) {
      const parent = new Subscription();
      subscribeAsChild(parent, source, {});
      if (source instanceof Subject) {
        source.next('a');
        source.complete();
      }
      parent.unsubscribe();
    }
  });

  for (const end of ['error', 'complete'] as const) {
    it(`emits ${end} even if the teardown of the source throws`, () => {
      const received: string[] = [];
      const source = new Subject<never>();
      const torn$ = source.pipe(
        finalize(() => {
          throw new Error('teardown');
        }),
      );
      subscribeAsChild(new Subscription(), torn$, {
        error: () => received.push('error'),
        complete: () => received.push('complete'),
      });
      expect(() => (end === 'error' ? source.error('E') : source.complete())).to.throw();
      expect(received).to.deep.equal([end]);
    });
  }
});

describe('subscribeAsChild: a fatal error', () => {
  /** The order of error and teardown for a source that errors with `E`, or with `F`, which is fatal. */
  const storyOf = (error: string): string[] => {
    const log: string[] = [];
    let inner: Subscriber<never> | undefined;
    const source = new Observable<never>(subscriber => {
      inner = subscriber;
      return () => log.push('gone');
    });
    passing(source, each => each === 'F').subscribe({ error: each => log.push(`received ${each}`) });
    inner?.error(error);
    return log;
  };

  it('is emitted before the teardown of its source', () => {
    expect(storyOf('F')).to.deep.equal(['received F', 'gone']);
  });

  it('differs from other errors, which are emitted after the teardown', () => {
    expect(storyOf('E')).to.deep.equal(['gone', 'received E']);
  });

  it(
    'tears its source down at once, too',
    marbles(m => {
      const source = m.cold('-a-#  ');
      const subscribed = '   ^--!  ';
      const expected = '     -a-#  ';
      m.expect(passing(source, () => true)).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subscribed);
    }),
  );

  it('isFatal is called once for each error, and not for values or completion', () => {
    const asked: unknown[] = [];
    const isFatal = (error: unknown) => {
      asked.push(error);
      return false;
    };
    const parent = new Subscription();
    const source = new Subject<string>();
    subscribeAsChild(parent, source, { isFatal });
    source.next('a');
    source.complete();
    subscribeAsChild(
      parent,
      throwError(() => 'E'),
      { isFatal },
    );
    expect(asked).to.deep.equal(['E']);
  });
});
