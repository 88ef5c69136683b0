import { expect } from 'chai';
import fc from 'fast-check';
import { onRefusal } from '../../lib/traffic/on-refusal.js';
import { RefusedCalls } from '../../lib/traffic/refused-calls.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { onLimitedStage, stageLimited } from '../kit/session-kit/limited-calls.js';

describe('RefusedCalls', () => {
  it('R46: does not put back a call that was never sent, is over, or must not wait', () => {
    const { calls, replies, make } = stageCalls();
    const { unsettled } = calls;
    const refused = new RefusedCalls({
      unsettled,
      replies,
      owner: unsettled,
      tooFast: () => ({}),
      reportRefusal: () => {},
      announceSpooled: () => {},
      look: () => {},
    });
    const waiting = make('waiting');
    expect(refused.putBack(waiting, 'fast')).to.equal(false);
    refused.leaving(waiting);
    expect(refused.putBack(waiting, 'fast')).to.equal(false);
    unsettled.cancel(waiting);
    expect(refused.putBack(waiting, 'fast')).to.equal(false);
  });
});

describe('calls that are refused as too fast', () => {
  onLimitedStage();

  it('R46: whatever is refused, lost and made meanwhile, those that wait are in the order of making, and none is lost', () => {
    const step = fc.oneof(
      fc.constant({ does: 'make' as const, id: 0 }),
      fc.record({ does: fc.constantFrom('refuse' as const, 'reply' as const), id: fc.nat(20) }),
      fc.constant({ does: 'lose' as const, id: 0 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const error = 'at once';
        const refusal = (given: unknown) => (given === error ? ({ means: 'too-fast', wait: 0 } as const) : undefined);
        const { calls, connect, lose, make, ended } = stageLimited({ pace: onRefusal(), refusal, concurrency: 3 });
        let { session } = connect();
        let made = 0;
        for (const { does, id } of steps) {
          if (does === 'make') {
            make('a', { resend: true, timeout: 0 });
            made += 1;
          } else if (does === 'lose') {
            lose();
            ({ session } = connect());
          } else if (session.replies.has(id)) session.reply(id, does === 'refuse' ? { error } : {});
          const waiting = [...calls.unsettled.spool].map(call => call.id as number);
          expect(waiting).to.deep.equal([...waiting].sort((a, b) => a - b));
          expect(waiting.length + calls.unsettled.inFlight + ended.length).to.equal(made);
          expect(calls.unsettled.inFlight).to.be.at.most(3);
        }
        calls.closeAll();
        expect(new Set(ended.map(([id]) => id)).size).to.equal(made);
        expect(ended).to.have.length(made);
      }),
    );
  });
});
