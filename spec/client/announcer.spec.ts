import { expect } from 'chai';
import { Subject } from 'rxjs';
import { Announcer } from '../../lib/client/announcer.js';

describe('Announcer', () => {
  it('tells at once, in order', () => {
    const told: string[] = [];
    const announcer = new Announcer();
    announcer.announce(() => told.push('a'));
    expect(told).to.deep.equal(['a']);
    announcer.announce(() => told.push('b'));
    expect(told).to.deep.equal(['a', 'b']);
  });

  it('what is announced in the middle of telling is told afterwards, in order', () => {
    const told: string[] = [];
    const announcer = new Announcer();
    announcer.announce(() => {
      told.push('a begins');
      announcer.announce(() => {
        announcer.announce(() => told.push('d'));
        told.push('b');
      });
      announcer.announce(() => told.push('c'));
      told.push('a ends');
    });
    expect(told).to.deep.equal(['a begins', 'a ends', 'b', 'c', 'd']);
  });

  it('every subscriber of every stream sees the same order, whatever the first one does', () => {
    const announcer = new Announcer();
    const [left$, right$] = [new Subject<string>(), new Subject<string>()];
    const seen: [string[], string[]] = [[], []];
    left$.subscribe(value => {
      seen[0].push(value);
      if (value === 'a') announcer.announce(() => right$.next('b'));
    });
    right$.subscribe(value => {
      seen[0].push(value);
      if (value === 'b') announcer.announce(() => left$.next('c'));
    });
    for (const stream$ of [left$, right$]) stream$.subscribe(value => seen[1].push(value));
    announcer.announce(() => left$.next('a'));
    expect(seen).to.deep.equal([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('tells as many as there are, without going deeper with each', () => {
    const announcer = new Announcer();
    let left = 100_000;
    const next = (): void => {
      left -= 1;
      if (left > 0) announcer.announce(next);
    };
    announcer.announce(next);
    expect(left).to.equal(0);
  });
});
