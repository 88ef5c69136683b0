import { expect } from 'chai';
import { firstValueFrom, map, NEVER, type Observer, startWith, takeUntil } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha';
import { LazySubject } from '../../lib/link/lazy-subject.js';

describe('LazySubject', () => {
  it(
    'emits to those who subscribe, from then on, through operators too',
    marbles(m => {
      const subject$ = new LazySubject<string>();
      const play = '-a-b-c|';
      m.expect(subject$, '--^').toBeObservable('---b-c|');
      m.expect(subject$.pipe(map(value => value.toUpperCase()))).toBeObservable('-A-B-C|');
      m.expect(NEVER.pipe(takeUntil(subject$))).toBeObservable('-|');
      m.cold(play).subscribe(subject$ as Pick<Observer<string>, 'next' | 'complete'>);
    }),
  );

  it('completes those who subscribe after its end', async () => {
    const subject$ = new LazySubject<string>();
    subject$.complete();
    expect(await firstValueFrom(subject$.pipe(startWith('nothing')), { defaultValue: 'empty' })).to.equal('nothing');
    let ends = 0;
    subject$.subscribe({ complete: () => (ends += 1) });
    expect(ends).to.equal(1);
  });

  it('is observed while somebody subscribes, and hears of nothing before', () => {
    const subject$ = new LazySubject<string>();
    subject$.next('early');
    expect(subject$.observed).to.equal(false);
    const heard: string[] = [];
    const subscription = subject$.subscribe(value => heard.push(value));
    expect(subject$.observed).to.equal(true);
    subject$.next('a');
    subscription.unsubscribe();
    subject$.next('late');
    expect(subject$.observed).to.equal(false);
    expect(heard).to.deep.equal(['a']);
  });
});
