import { expect } from 'chai';
import { finalize, merge, Observable, Subject, type Subscriber, Subscription, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { within } from '../../lib/link/within.js';

/** A source within its subscriber. */
const passing = <T>(source: Observable<T>): Observable<T> =>
  new Observable(subscriber =>
    within(subscriber, source, {
      next: value => subscriber.next(value),
      error: cause => subscriber.error(cause),
      complete: () => subscriber.complete(),
    }),
  );

describe('within', () => {
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
    within(over, source, {});
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
    within(longer, source, {});
    expect(gone).to.equal(1);
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
      within(new Subscription(), torn$, { error: () => heard.push('error'), complete: () => heard.push('complete') });
      expect(() => (end === 'error' ? source.error('E') : source.complete())).to.throw();
      expect(heard).to.deep.equal([end]);
    });
  }
});
