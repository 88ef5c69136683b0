import { expect } from 'chai';
import { finalize, merge, NEVER, Observable, Subject, type Subscriber, Subscription, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { subscribeAsChild } from '../../lib/link/subscribe-as-child.js';

/** A source as the child of its subscriber. */
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
    'leaves the source when it is left',
    marbles(m => {
      const source = m.cold('  -a-b-c-');
      const unsubscribed = '   ^---!  ';
      const expected = '       -a-b---';
      m.expect(passing(source), unsubscribed).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(unsubscribed);
    }),
  );

  it('R6: tears down before anybody hears of the error', () => {
    const log: string[] = [];
    let inner: Subscriber<never> | undefined;
    const source = new Observable<never>(subscriber => {
      inner = subscriber;
      return () => log.push('gone');
    });
    passing(source).subscribe({ error: error => log.push(`heard ${error}`) });
    inner?.error('E');
    inner?.error('again');
    expect(log).to.deep.equal(['gone', 'heard E']);
  });

  it('R6: tears down before anybody hears of an error that comes while it is being subscribed to', () => {
    const log: string[] = [];
    const open$ = new Observable<never>(() => () => log.push('gone'));
    passing(
      merge(
        open$,
        throwError(() => 'E'),
      ),
    ).subscribe({ error: () => log.push('heard') });
    expect(log).to.deep.equal(['gone', 'heard']);
  });

  it('tears down before anybody hears of the end', () => {
    const log: string[] = [];
    const source = new Observable<never>(subscriber => {
      subscriber.add(() => log.push('gone'));
      subscriber.complete();
    });
    passing(source).subscribe({ complete: () => log.push('heard') });
    expect(log).to.deep.equal(['gone', 'heard']);
  });

  it('R6: subscribes to nothing as part of what is over', () => {
    const over = new Subscription();
    over.unsubscribe();
    let subscribed = 0;
    const source = new Observable<never>(() => {
      subscribed += 1;
    });
    subscribeAsChild(over, source, {});
    expect(subscribed).to.equal(0);
  });

  it('R6: what ends the longer in the middle of subscribing ends this too', () => {
    const longer = new Subscription();
    let gone = 0;
    const source = new Observable<never>(() => {
      longer.unsubscribe();
      return () => {
        gone += 1;
      };
    });
    subscribeAsChild(longer, source, {});
    expect(gone).to.equal(1);
  });

  it('ends with its parent, and notifies of nothing then', () => {
    const parent = new Subscription();
    const heard: unknown[] = [];
    const source = new Subject<string>();
    const hear = (what: unknown) => heard.push(what);
    subscribeAsChild(parent, source, { next: hear, error: hear, complete: () => hear('complete') });
    source.next('a');
    parent.unsubscribe();
    source.next('b');
    source.error('E');
    expect(heard).to.deep.equal(['a']);
  });

  it('an observer need not listen for anything', () => {
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
    it(`tells of the end by ${end} whose teardown throws`, () => {
      const heard: string[] = [];
      const source = new Subject<never>();
      const torn$ = source.pipe(
        finalize(() => {
          throw new Error('teardown');
        }),
      );
      subscribeAsChild(new Subscription(), torn$, {
        error: () => heard.push('error'),
        complete: () => heard.push('complete'),
      });
      expect(() => (end === 'error' ? source.error('E') : source.complete())).to.throw();
      expect(heard).to.deep.equal([end]);
    });
  }
});

describe('subscribeAsChild: a fatal error', () => {
  /** What is heard of a source that fails with `E` or `F`, of which `F` is fatal, and of its teardown. */
  const storyOf = (error: string): string[] => {
    const log: string[] = [];
    let inner: Subscriber<never> | undefined;
    const source = new Observable<never>(subscriber => {
      inner = subscriber;
      return () => log.push('gone');
    });
    passing(source, each => each === 'F').subscribe({ error: each => log.push(`heard ${each}`) });
    inner?.error(error);
    return log;
  };

  it('is heard while its source is still there', () => {
    expect(storyOf('F')).to.deep.equal(['heard F', 'gone']);
  });

  it('is another one than the rest, which are heard after the teardown', () => {
    expect(storyOf('E')).to.deep.equal(['gone', 'heard E']);
  });

  it(
    'ends its source at once all the same',
    marbles(m => {
      const source = m.cold('-a-#  ');
      const subscribed = '   ^--!  ';
      const expected = '     -a-#  ';
      m.expect(passing(source, () => true)).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subscribed);
    }),
  );

  it('is asked about once for each error, and not about values or the end', () => {
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
