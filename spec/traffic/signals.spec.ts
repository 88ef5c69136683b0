import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { Signals } from '../../lib/traffic/signals.js';
import { stageCalls } from '../kit/session-kit/calls.js';

const stage = () => {
  const { prepare } = stageCalls();
  const aborted: unknown[] = [];
  const signals = new Signals((call, reason) => {
    aborted.push([call.method, reason]);
    call.settle();
  });
  return { prepare, aborted, signals };
};
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('Signals', () => {
  it('R16: an aborted signal aborts the calls that obey it, with its reason, and no others', () => {
    const { prepare, aborted, signals } = stage();
    const [mine, other] = [new AbortController(), new AbortController()];
    signals.obey(mine.signal, prepare('a'));
    signals.obey(other.signal, prepare('b'));
    signals.obey(mine.signal, prepare('c'));
    mine.abort('enough');
    expect(aborted).to.deep.equal([
      ['a', 'enough'],
      ['c', 'enough'],
    ]);
  });

  it('R20, R27: listens once for all calls of a signal, until the last of them is settled', () => {
    const { prepare, aborted, signals } = stage();
    const { signal } = new AbortController();
    const calls = ['a', 'b', 'c'].map(method => prepare(method));
    for (const call of calls) signals.obey(signal, call);
    const seen = [listenersOf(signal)];
    for (const call of calls) {
      call.settle();
      seen.push(listenersOf(signal));
    }
    expect(seen).to.deep.equal([1, 1, 1, 0]);
    signals.obey(signal, prepare('d'));
    expect(listenersOf(signal), 'again').to.equal(1);
    expect(aborted).to.deep.equal([]);
  });

  it('R27: leaves no listener when the signal has aborted', () => {
    const { prepare, signals } = stage();
    const controller = new AbortController();
    signals.obey(controller.signal, prepare('a'));
    controller.abort();
    expect(listenersOf(controller.signal)).to.equal(0);
  });
});
