import { expect } from 'chai';
import { Subject } from 'rxjs';
import { Announcer } from '../../lib/client/announcer.js';

describe('Announcer', () => {
  it('announces at once, in order', () => {
    const announced: string[] = [];
    const announcer = new Announcer();
    announcer.announce(() => announced.push('a'));
    expect(announced).to.deep.equal(['a']);
    announcer.announce(() => announced.push('b'));
    expect(announced).to.deep.equal(['a', 'b']);
  });

  it('an announcement made during another one follows it, in order', () => {
    const announced: string[] = [];
    const announcer = new Announcer();
    announcer.announce(() => {
      announced.push('a begins');
      announcer.announce(() => {
        announcer.announce(() => announced.push('d'));
        announced.push('b');
      });
      announcer.announce(() => announced.push('c'));
      announced.push('a ends');
    });
    expect(announced).to.deep.equal(['a begins', 'a ends', 'b', 'c', 'd']);
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

  it('makes any number of nested announcements without a growing call stack', () => {
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
