import { expect } from 'chai';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { Model } from '../kit/subscriptions-model/model.js';
import { CALL_TIMEOUT, LINGERS, Play, STEP_MS, type Step, TOPICS } from '../kit/subscriptions-model/play.js';
import { Real } from '../kit/subscriptions-model/real.js';
import { REACTIONS } from '../kit/subscriptions-model/world.js';
import { holds } from '../model/replay.js';

const RUNS = 3_000;

const pick = fc.nat(9);
// Disposing of the client ends most of a play, so it is rare.
const reaction = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...REACTIONS.slice(0, -1)) },
  {
    weight: 1,
    arbitrary: fc.constant('dispose' as const),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('subscribe' as const),
      topic: fc.nat(TOPICS.length - 1),
      linger: fc.nat(LINGERS.length - 1),
      reaction,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('answer' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('item' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('refuse' as const, 'late item' as const, 'end' as const, 'fail' as const),
      pick,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('when sent' as const), reaction }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('connect' as const, 'reconnect' as const, 'lose' as const, 'wait' as const),
    }),
  },
);
const plays = fc.record({ isKeyed: fc.boolean(), steps: fc.array(step, { maxLength: 40 }) });

/** Plays the steps in virtual time, and gives the world as it is a while after everybody has left. */
const playReal = (isKeyed: boolean, steps: readonly Step[]) => {
  const play = new Play(isKeyed);
  const real = new Real(play, isKeyed, CALL_TIMEOUT);
  play.enter(real);
  const scheduler = new TestScheduler(() => {});
  let timers = 0;
  scheduler.run(({ flush }) => {
    // An early frame of its own, so that virtual time has begun for all of them.
    for (const [n, each] of steps.entries()) scheduler.schedule(() => play.step(each), (n + 1) * STEP_MS);
    scheduler.schedule(() => play.finish(), (steps.length + 1) * STEP_MS);
    flush();
    timers = scheduler.actions.length;
  });
  return { play, real, timers };
};

const playModel = (isKeyed: boolean, steps: readonly Step[]) => {
  const play = new Play(isKeyed);
  const model = new Model(play, isKeyed, CALL_TIMEOUT);
  play.enter(model);
  for (const [n, each] of steps.entries()) {
    model.advance((n + 1) * STEP_MS);
    play.step(each);
  }
  model.advance((steps.length + 1) * STEP_MS);
  play.finish();
  model.advance((steps.length + 10) * STEP_MS);
  return { play, model };
};

const holdsFor = (isKeyed: boolean, steps: readonly Step[]): void => {
  const { play, real, timers } = playReal(isKeyed, steps);
  const { play: modelPlay, model } = playModel(isKeyed, steps);
  expect(real.trace).to.deep.equal(model.trace);
  expect([play.complaints, real.complaints, modelPlay.complaints]).to.deep.equal([[], [], []]);
  expect(timers, 'timers').to.equal(0);
  // Else what lingers for ever, or was completed by the client, goes on.
  const endsAll = steps.every(each => each.do !== 'subscribe' || (each.linger < 3 && each.reaction !== 'dispose'));
  const disposes = steps.some(each => each.do === 'when sent' && each.reaction === 'dispose');
  if (endsAll && !disposes) expect(play.served, 'what the server serves nobody').to.deep.equal([]);
  play.step({ do: 'lose' });
  expect(real.entries, 'entries').to.equal(0);
};

describe('Subscriptions against a model', () => {
  it('R25, R27, R33: whatever happens, in whatever order, items reach exactly who is subscribed, each is requested once on each session, in the order of making, and nothing is left', async () => {
    await holds(
      fc.property(plays, ({ isKeyed, steps }) => holdsFor(isKeyed, steps)),
      RUNS,
    );
  }).timeout(120_000);
});
