import { expect } from 'chai';
import { inWindow } from '../../lib/traffic/in-window.js';
import { onRefusal } from '../../lib/traffic/on-refusal.js';
import { hasLimits } from '../../lib/traffic/sending-limits.js';
import { handlerErrorsDuring } from '../kit/handler-errors.js';
import { NO_LIMITS, stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { onLimitedStage } from '../kit/session-kit/limited-calls.js';

const WINDOW = inWindow({ messages: 3, per: 100 });

describe('SendingLimits', () => {
  const onStage = onLimitedStage();

  it('are made only if there is a limit', () => {
    const none = [{}, { pace: [] }, { pace: undefined }];
    const some = [{ pace: WINDOW }, { pace: [onRefusal()] }, { concurrency: 1 }, { highWater: 0 }];
    const made = (given: object) => stageCalls({}, given).calls.limits !== undefined;
    expect([none, some].map(each => each.map(made))).to.deep.equal([
      [false, false, false],
      [true, true, true, true],
    ]);
    expect(hasLimits(NO_LIMITS)).to.equal(false);
  });

  it('R46, R47: a call waits for the last of them', () => {
    const { calls, dial, makeAll } = onStage({ pace: WINDOW, concurrency: 3, highWater: 10 });
    const { limits } = calls;
    const { session } = dial();
    const wait = () => limits?.waitMs(session);
    calls.open(session);
    expect(wait()).to.equal(0);
    session.buffered = 11;
    expect(wait()).to.equal(20);
    session.buffered = 0;
    makeAll('ab');
    expect(wait()).to.be.within(90, 100);
    makeAll('h', { whenDown: 'session' });
    expect(wait()).to.equal(Number.POSITIVE_INFINITY);
  });

  it('R47: without highWater nobody asks the socket how much it holds', () => {
    const { calls, dial, makeAll } = onStage({ concurrency: 3 });
    const { session } = dial();
    session.bufferedAmount = () => expect.fail('it was asked');
    calls.open(session);
    makeAll('abcd');
  });

  it('count frames only for a window', () => {
    const counts = (given: object) => onStage(given).calls.limits?.countsFrames;
    expect([{ pace: WINDOW }, { pace: onRefusal() }, { concurrency: 1 }].map(counts)).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  it('R30: a protocol that throws when it is asked what a refusal means is reported, and the call rejects', async () => {
    const failure = new Error('for the spec');
    const { connect, makeAll, session, ended } = onStage({
      pace: onRefusal(),
      refusal: () => {
        throw failure;
      },
    });
    connect();
    makeAll('a');
    const reported = await handlerErrorsDuring(() => void session.reply(0, { error: 'no' }));
    expect(reported).to.deep.equal([failure]);
    expect(ended.map(([, outcome]) => 'kind' in outcome && outcome.kind)).to.deep.equal(['refused']);
  });

  it('a session without a link of theirs has no window', () => {
    const { calls } = onStage({ pace: WINDOW });
    expect(calls.limits?.waitMs(new FakeSession())).to.equal(0);
    calls.limits?.unlinked();
  });
});
