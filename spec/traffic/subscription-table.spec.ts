import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Subscription, type SubscriptionPhase, WAITING } from '../../lib/traffic/subscription.js';
import { SubscriptionTable } from '../../lib/traffic/subscription-table.js';
import { mapsMadeBy } from '../kit/maps-made-by.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const owner = { answered: () => {}, refused: () => {} };
const make = (identity: string) => new Subscription(identity, 'news', [], '[]', owner);
const request = { id: 1, method: 'news', args: [] };
const REQUESTED: SubscriptionPhase = { at: 'requested', request };
const by = (key: unknown): SubscriptionPhase => ({ at: 'running', request, key });

const stage = (answerMs = 0) => {
  const late: string[] = [];
  const { made: table, maps } = mapsMadeBy(
    () => new SubscriptionTable(answerMs, ({ identity }) => late.push(identity)),
  );
  const [a, b, c] = [make('a'), make('b'), make('c')];
  for (const each of [a, b, c]) table.add(each);
  const names = (list: Iterable<Subscription>) => [...list].map(({ identity }) => identity).join('');
  return { table, late, maps, a, b, c, names };
};

describe('SubscriptionTable', () => {
  it('R33: lists them in the order in which they were made, and finds each by its identity', () => {
    const { table, a, b, names } = stage();
    table.delete(a);
    table.add(a);
    expect(names(table.all())).to.equal('bca');
    expect(names(table.inOrder())).to.equal('bca');
    expect([table.byIdentity('b'), table.byIdentity('x')]).to.deep.equal([b, undefined]);
  });

  it('R33: one list is a copy, and the other sees what is added and deleted meanwhile', () => {
    const { table, b, names } = stage();
    const seen: string[] = [];
    const copy = table.all();
    for (const { identity } of table.inOrder()) {
      seen.push(identity);
      if (identity !== 'a') continue;
      table.delete(b);
      table.add(make('d'));
    }
    expect(seen).to.deep.equal(['a', 'c', 'd']);
    expect(names(copy)).to.equal('abc');
  });

  it('R33: one has a key while it runs, and not before or after that', () => {
    const { table, a, b } = stage();
    table.move(a, REQUESTED);
    expect(table.byKey('k')).to.equal(undefined);
    table.move(a, by('k'));
    table.move(b, by(undefined));
    expect([table.byKey('k'), table.byKey(undefined), table.byKey('K')]).to.deep.equal([a, b, undefined]);
    table.move(a, WAITING);
    table.delete(b);
    expect([table.byKey('k'), table.byKey(undefined)]).to.deep.equal([undefined, undefined]);
    expect([a.phase, b.phase]).to.deep.equal([WAITING, WAITING]);
  });

  it('R33: of two with the same key the later one has it, whenever the earlier one ends', () => {
    const { table, a, b } = stage();
    table.move(a, by('k'));
    table.move(b, by('k'));
    expect(table.byKey('k')).to.equal(b);
    table.delete(a);
    expect(table.byKey('k')).to.equal(b);
    table.delete(b);
    expect(table.byKey('k')).to.equal(undefined);
  });

  it('R33: keeps early items while one of them is requested', () => {
    const { table, a, b } = stage();
    table.early.keep('k', 0);
    table.move(a, REQUESTED);
    table.move(b, REQUESTED);
    table.early.keep('k', 1);
    table.move(a, by('x'));
    expect(table.early.take('k')?.items).to.deep.equal([1]);
    table.early.keep('k', 2);
    table.delete(b);
    table.move(a, WAITING);
    table.move(b, REQUESTED);
    expect(table.early.take('k')).to.equal(undefined);
  });

  it(
    'R15, R33: one that is requested for too long is late, once',
    marbles(m => {
      const { table, late, a, b, c } = stage(5);
      play(m, 'a-b--c', {
        a: () => table.move(a, REQUESTED),
        b: () => table.move(b, REQUESTED),
        c: () => {
          expect(late).to.deep.equal([]);
          table.move(c, by('k'));
        },
      });
      play(m, '6ms x', { x: () => expect(late).to.deep.equal(['a']) });
      m.flush();
      expect(late).to.deep.equal(['a', 'b']);
    }),
  );

  it(
    'R27, R33: one that runs, waits or is deleted has no deadline and leaves no timer',
    marbles(m => {
      const { table, late, maps, a, b, c } = stage(5);
      for (const each of [a, b, c]) table.move(each, REQUESTED);
      expect(timersOf(m)).to.equal(1);
      table.move(a, by('k'));
      table.move(b, WAITING);
      table.delete(c);
      expect(timersOf(m)).to.equal(0);
      for (const each of [a, b]) table.delete(each);
      expect(maps.map(({ size }) => size)).to.deep.equal(maps.map(() => 0));
      m.flush();
      expect(late).to.deep.equal([]);
    }),
  );

  for (const answerMs of [0, Number.POSITIVE_INFINITY]) {
    it(
      `R15, R33: with ${answerMs} ms none is late`,
      marbles(m => {
        const { table, a } = stage(answerMs);
        table.move(a, REQUESTED);
        expect(timersOf(m)).to.equal(0);
      }),
    );
  }
});
