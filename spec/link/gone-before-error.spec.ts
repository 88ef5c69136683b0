import { expect } from 'chai';
import { merge, Observable, type Subscriber, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { goneBeforeError } from '../../lib/link/gone-before-error.js';

describe('goneBeforeError', () => {
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
        m.expect(goneBeforeError(source)).toBeObservable(expected);
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
      m.expect(goneBeforeError(source), unsubscribed).toBeObservable(expected);
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
    goneBeforeError(source).subscribe({ error: error => log.push(`heard ${error}`) });
    inner?.error('E');
    inner?.error('again');
    expect(log).to.deep.equal(['gone', 'heard E']);
  });

  it('R6: tears down before anybody hears of an error that comes while it is being subscribed to', () => {
    const log: string[] = [];
    const open$ = new Observable<never>(() => () => log.push('gone'));
    goneBeforeError(
      merge(
        open$,
        throwError(() => 'E'),
      ),
    ).subscribe({ error: () => log.push('heard') });
    expect(log).to.deep.equal(['gone', 'heard']);
  });
});
