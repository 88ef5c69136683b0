import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Call } from '../../lib/traffic/call.js';
import { Deadlines } from '../../lib/traffic/deadlines.js';
import { Spool, type SpoolOptions } from '../../lib/traffic/spool.js';
import { SPOOL, stageCalls } from '../kit/session-kit/calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const stage = (options: Partial<SpoolOptions> = {}) => {
  const { prepare } = stageCalls();
  const expired$ = new Subject<string>();
  // Takes the expired call out, as the owner of a spool does.
  const late = (call: Call): void => {
    spool.remove(call);
    expired$.next(call.method);
  };
  const deadlines = new Deadlines<Call>({ late });
  const spool: Spool = new Spool({ ...SPOOL, ...options }, deadlines);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => prepare(name)) as [Call, Call, Call, Call];
  const inside = () => [...spool].map(call => call.method).join('');
  return { spool, expired$, inside, a, b, c, d };
};

describe('Spool', () => {
  it('R12: first in, first out', () => {
    const { spool, inside, a, b, c } = stage();
    for (const call of [a, b, c]) expect(spool.push(call)).to.equal(undefined);
    expect(inside()).to.equal('abc');
    expect([a, b, c].map(({ stage: at }) => at)).to.deep.equal(['spooled', 'spooled', 'spooled']);
    spool.remove(b);
    spool.remove(b);
    expect(inside()).to.equal('ac');
  });

  const fulls: [overflow: SpoolOptions['overflow'], limit: number, victims: string, left: string][] = [
    ['reject-newest', 2, '..cd', 'ab'],
    ['reject-newest', 0, 'abcd', ''],
    ['reject-newest', Number.POSITIVE_INFINITY, '....', 'abcd'],
    ['drop-oldest', 2, '..ab', 'cd'],
    ['drop-oldest', 1, '.abc', 'd'],
    ['drop-oldest', 0, 'abcd', ''],
    ['drop-oldest', Number.POSITIVE_INFINITY, '....', 'abcd'],
  ];
  for (const [overflow, limit, victims, left] of fulls) {
    it(`R18: with a limit of ${limit} and ${overflow}, the calls a b c d leave no room for ${victims}`, () => {
      const { spool, inside, a, b, c, d } = stage({ overflow, limit });
      expect([a, b, c, d].map(call => spool.push(call)?.method ?? '.').join('')).to.equal(victims);
      expect(inside()).to.equal(left);
    });
  }

  it('R18: a call that has no room is not marked as spooled', () => {
    const { spool, a } = stage({ limit: 0 });
    spool.push(a);
    expect(a.stage).to.equal('made');
  });

  it('R14: returned calls go to the front, in their order, whatever the limit', () => {
    const { spool, inside, a, b, c, d } = stage({ limit: 2 });
    spool.push(c);
    spool.push(d);
    spool.putBack([]);
    expect(inside()).to.equal('cd');
    spool.putBack([a, b]);
    expect(inside()).to.equal('abcd');
    expect(a.stage).to.equal('spooled');
    expect(spool.push(stage().a)?.method, 'it is still full').to.equal('a');
  });

  it('counts calls that are added and removed during an iteration', () => {
    const { spool, inside, a, b, c, d } = stage();
    spool.push(a);
    spool.push(b);
    spool.push(c);
    const seen: string[] = [];
    for (const call of spool) {
      seen.push(call.method);
      spool.remove(call);
      if (call !== a) continue;
      spool.remove(b);
      spool.push(d);
    }
    expect(seen).to.deep.equal(['a', 'c', 'd']);
    expect(inside()).to.equal('');
  });

  it(
    'R15: reports each call whose ttl is over, counted from when it was added',
    marbles(m => {
      const { spool, expired$, inside, a, b } = stage({ ttl: 10 });
      m.expect(expired$).toBeObservable('----------a--b');
      play(m, '                           a--b', { a: () => spool.push(a), b: () => spool.push(b) });
      m.flush();
      expect(inside()).to.equal('');
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R15: the ttl counts only in the spool: it stops for a removed call, and starts again for a returned one',
    marbles(m => {
      const { spool, expired$, a, b } = stage({ ttl: 10 });
      m.expect(expired$).toBeObservable('--------------------a');
      play(m, '                           (ab)-x-y--p', {
        a: () => spool.push(a),
        b: () => spool.push(b),
        x: () => spool.remove(a),
        y: () => spool.remove(b),
        p: () => spool.putBack([a]),
      });
    }),
  );

  it(
    'R27: leaves no timer once it is empty, in whatever way',
    marbles(m => {
      const { spool, a, b, c } = stage({ ttl: 10, limit: 1, overflow: 'drop-oldest' });
      spool.push(a);
      spool.push(b);
      spool.putBack([c]);
      expect(timersOf(m)).to.equal(1);
      spool.remove(c);
      for (const call of spool) spool.remove(call);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'sets no timer for a ttl of Infinity',
    marbles(m => {
      const { spool, a } = stage();
      spool.push(a);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it('R46: calls that are returned go where they belong among others that were, ahead of all that were not', () => {
    const { spool, a, b, c } = stage();
    const order = [a, b, c];
    spool.isBefore = (one, other) => order.indexOf(one) < order.indexOf(other);
    spool.push(c);
    spool.remove(c);
    spool.push(a);
    spool.putBack([c]);
    expect([...spool]).to.deep.equal([c, a]);
    spool.putBack([b]);
    expect([...spool]).to.deep.equal([b, c, a]);
    expect(spool.size).to.equal(3);
    for (const call of [c, b]) spool.remove(call);
    expect([...spool]).to.deep.equal([a]);
    spool.putBack([c, b]);
    expect([...spool]).to.deep.equal([b, c, a]);
  });
});
