import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Call, type CallOwner } from '../../lib/traffic/call.js';
import { SETTINGS } from '../kit/session-kit/calls.js';
import { play } from '../kit/session-kit/play.js';

const stage = () => {
  const log: string[] = [];
  const owner: CallOwner = {
    answered: (call, data) => log.push(`answered ${call.id} ${data}`),
    refused: (call, error) => log.push(`refused ${call.id} ${error}`),
  };
  const resolvers = { resolve: (data: unknown) => log.push(`resolve ${data}`), reject: () => log.push('reject') };
  return { log, call: new Call(7, 'msg', '["Hello"]', { ...SETTINGS, timeout: 500 }, resolvers, owner) };
};

describe('Call', () => {
  it('R13: leaves its end to its owner, who settles each call once', () => {
    const { log, call } = stage();
    call.answered('hi');
    call.refused('no');
    expect(log).to.deep.equal(['answered 7 hi', 'refused 7 no']);
    call.resolve('hi');
    expect(log.at(-1)).to.equal('resolve hi');
  });

  it('R15: has its whole timeout before it, and was never sent', () => {
    const { replyMs, wasSent, losses, stage: at } = stage().call;
    expect({ replyMs, wasSent, losses, at }).to.deep.equal({ replyMs: 500, wasSent: false, losses: 0, at: 'made' });
  });

  it(
    'settled$ emits once and completes, for all who asked, when the call is settled',
    marbles(m => {
      const { call } = stage();
      const settled = '---(s|)';
      m.expect(call.settled$).toBeObservable(settled, { s: undefined });
      m.expect(call.settled$, '--^').toBeObservable(settled, { s: undefined });
      play(m, '---s', { s: () => call.settle() });
      m.flush();
      expect(call.stage).to.equal('settled');
    }),
  );

  it('settles when nobody has asked for settled$', () => {
    const { call } = stage();
    call.settle();
    expect(call.stage).to.equal('settled');
  });
});
