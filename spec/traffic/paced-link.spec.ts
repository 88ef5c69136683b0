import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Link } from '../../lib/link/link.js';
import { PacedLink } from '../../lib/traffic/paced-link.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const stage = (over: Partial<Link> = {}) => {
  const sent$ = new Subject<string>();
  const inner = fakeLink(undefined, what => sent$.next(what.replace('send ', '')), over);
  const link = new PacedLink(inner, 2, 10);
  const sendAll = (frames: string) => [...frames].map(frame => link.send(frame));
  return { sent$, inner, link, sendAll };
};

describe('PacedLink', () => {
  it(
    'R46: holds back what is too much, in its order',
    marbles(m => {
      const { sent$, link, sendAll } = stage();
      m.expect(sent$).toBeObservable('a-b-------c-d-------e');
      play(m, '                        a-b', {
        a: () => sendAll('a'),
        b: () => {
          expect(sendAll('bcde')).to.deep.equal([true, true, true, true]);
          expect([link.hasRoom(), link.bufferedAmount()]).to.deep.equal([false, 3]);
        },
      });
    }),
  );

  it(
    'R27: what is held back ends with the link, and its timer',
    marbles(m => {
      const { sent$, link, sendAll } = stage();
      m.expect(sent$).toBeObservable('(ab)');
      play(m, '                        s', {
        s: () => {
          sendAll('abcd');
          link.stop();
          expect(timersOf(m)).to.equal(0);
        },
      });
    }),
  );

  it('R18: takes nothing once the socket takes nothing', () => {
    const { sendAll, link } = stage({ isOpen: () => false });
    expect(sendAll('abc')).to.deep.equal([false, false, false]);
    expect(link.bufferedAmount()).to.equal(0);
    expect(stage({ send: () => false }).sendAll('a')).to.deep.equal([false]);
  });

  it('R46: has room as long as the links below it have', () => {
    const { link, inner, sendAll } = stage();
    expect(link.hasRoom()).to.equal(true);
    inner.hasRoom = () => false;
    expect(link.hasRoom()).to.equal(false);
    inner.hasRoom = () => true;
    sendAll('ab');
    expect(link.hasRoom()).to.equal(false);
    link.stop();
  });

  it('is otherwise the link that it is made of', () => {
    const run = () => {};
    const calls: unknown[] = [];
    const { link, inner } = stage({
      segment: () => 7,
      afterPromises: given => calls.push(given),
      bufferedAmount: () => 5,
    });
    expect([link.address, link.frames$, link.pong$]).to.deep.equal([inner.address, inner.frames$, inner.pong$]);
    expect([
      link.isOpen(),
      link.segment(),
      link.heardAt(),
      link.heard(),
      link.ping(),
      link.bufferedAmount(),
    ]).to.deep.equal([true, 7, 0, 0, true, 5]);
    link.afterPromises(run);
    expect(calls).to.deep.equal([run]);
  });
});
