import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import type { Call } from '../../lib/traffic/call.js';
import { Signals } from '../../lib/traffic/signals.js';
import { stageCalls } from '../kit/session-kit/calls.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

const stage = (whenAborted: (call: Call) => void = call => call.settle()) => {
  const { prepare } = stageCalls();
  const aborted: [id: number | undefined, reason: unknown][] = [];
  const signals = new Signals((call, reason) => {
    aborted.push([call.id, reason]);
    whenAborted(call);
  });
  return { signals, aborted, call: () => prepare('msg') };
};

describe('Signals', () => {
  it('R16: aborts every call that shares a signal, oldest first, with its reason', () => {
    const { signals, aborted, call } = stage();
    const { signal, abort } = controlled();
    for (const each of [call(), call(), call()]) signals.obey(signal, each);
    const why = new Error('the page is left');
    abort(why);
    expect(aborted).to.deep.equal([
      [0, why],
      [1, why],
      [2, why],
    ]);
  });

  it('R16: adds one listener to a signal, however many calls share it', () => {
    const { signals, call } = stage();
    const [page, request] = [controlled(), controlled()];
    for (let n = 0; n < 20; n += 1) signals.obey(page.signal, call());
    signals.obey(request.signal, call());
    expect([listeners(page.signal), listeners(request.signal)]).to.deep.equal([1, 1]);
  });

  it('R27: takes it away when the last of its calls is settled, and adds it again for another', () => {
    const { signals, aborted, call } = stage();
    const { signal, abort } = controlled();
    const calls = [call(), call()];
    for (const each of calls) signals.obey(signal, each);
    calls[1]?.settle();
    expect(listeners(signal)).to.equal(1);
    calls[0]?.settle();
    expect(listeners(signal)).to.equal(0);
    signals.obey(signal, call());
    expect(listeners(signal)).to.equal(1);
    abort('late');
    expect(aborted).to.deep.equal([[2, 'late']]);
    expect(listeners(signal)).to.equal(0);
  });

  it('R16: does not abort a call that was settled', () => {
    const { signals, aborted, call } = stage();
    const { signal, abort } = controlled();
    const [first, second] = [call(), call()];
    signals.obey(signal, first);
    signals.obey(signal, second);
    first.settle();
    abort('why');
    expect(aborted).to.deep.equal([[1, 'why']]);
  });

  it('R16: a handler that hears of it may make a call with another signal', () => {
    const { signal, abort } = controlled();
    const { signals, aborted, call } = stage(each => {
      each.settle();
      if (each.id === 0) signals.obey(other.signal, call());
    });
    const other = controlled();
    signals.obey(signal, call());
    abort('why');
    expect(aborted).to.deep.equal([[0, 'why']]);
    expect(listeners(other.signal)).to.equal(1);
  });

  it('R16: two clients may share a signal', () => {
    const [one, two] = [stage(), stage()];
    const { signal, abort } = controlled();
    one.signals.obey(signal, one.call());
    two.signals.obey(signal, two.call());
    abort('why');
    expect([one.aborted, two.aborted]).to.deep.equal([[[0, 'why']], [[0, 'why']]]);
  });
});

const controlled = () => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: unknown) => controller.abort(reason) };
};
