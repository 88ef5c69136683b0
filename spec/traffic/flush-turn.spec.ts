import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { FlushTurn, MAX_BUFFERED } from '../../lib/traffic/flush-turn.js';
import { play } from '../kit/session-kit/play.js';

describe('FlushTurn', () => {
  it(
    'R12: takes so many calls where time stands still, and the next turn follows at once',
    marbles(m => {
      play(m, 'a', {
        a: () => {
          const turn = new FlushTurn();
          let calls = 0;
          while (turn.pauseMs(0) === undefined) calls += 1;
          expect([calls, turn.pauseMs(0)]).to.deep.equal([2_048, 0]);
        },
      });
    }),
  );

  it(
    'R12: takes no longer than 8 ms from its second call on, and looks at the clock with every eighth call',
    marbles(m => {
      const turn = new FlushTurn();
      const pauses: unknown[] = [];
      const call = () => pauses.push(turn.pauseMs(0));
      play(m, 'a 6ms b-c', {
        a: () => {
          for (let n = 0; n < 9; n += 1) call();
        },
        b: () => {
          for (let n = 0; n < 9; n += 1) call();
          expect(pauses).to.deep.equal(Array(18).fill(undefined));
          pauses.length = 0;
        },
        c: () => {
          for (let n = 0; n < 8; n += 1) call();
        },
      });
      m.flush();
      expect(pauses).to.deep.equal([...Array(7).fill(undefined), 0]);
    }),
  );

  it('R12: ends when too much waits in the socket, which may leave it as the turn ends; otherwise it looks again later', () => {
    expect(new FlushTurn().pauseMs(MAX_BUFFERED + 1)).to.equal(20);
    const turn = new FlushTurn();
    expect([MAX_BUFFERED, MAX_BUFFERED + 1].map(bytes => turn.pauseMs(bytes))).to.deep.equal([undefined, 0]);
  });

  it('R47: leaves that to the option highWater if it is set', () => {
    expect(new FlushTurn(2e9).pauseMs(1e9)).to.equal(undefined);
    expect(new FlushTurn(Number.POSITIVE_INFINITY).pauseMs(1e9)).to.equal(20);
  });

  it('does not stop for a platform that does not count what waits', () => {
    for (const bytes of [0, undefined, Number.NaN]) {
      expect(new FlushTurn().pauseMs(bytes as number), String(bytes)).to.equal(undefined);
    }
  });
});
