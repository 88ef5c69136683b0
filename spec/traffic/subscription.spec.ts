import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Subscription, type SubscriptionOwner, WAITING } from '../../lib/traffic/subscription.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const request = { id: 1, method: 'news', args: [] };

const stage = () => {
  const log: string[] = [];
  const owner: SubscriptionOwner = {
    answered: (of, data) => log.push(`answered ${of.identity} ${data}`),
    refused: (of, error) => log.push(`refused ${of.identity} ${error}`),
  };
  return { log, subscription: new Subscription('x', 'news', [], '[]', owner) };
};

describe('Subscription', () => {
  it('leaves the answer to its request to its owner', () => {
    const { log, subscription } = stage();
    subscription.answered('k');
    subscription.refused('no');
    expect(log).to.deep.equal(['answered x k', 'refused x no']);
  });

  it('R33: is wanted while it has subscribers', () => {
    const { subscription } = stage();
    expect(subscription.isWanted).to.equal(false);
    const [a, b] = [subscription.items$.subscribe(), subscription.items$.subscribe()];
    a.unsubscribe();
    expect(subscription.isWanted).to.equal(true);
    b.unsubscribe();
    expect(subscription.isWanted).to.equal(false);
  });

  it('R33: is to be requested while it waits and is wanted', () => {
    const { subscription } = stage();
    expect(subscription.phase).to.equal(WAITING);
    expect(subscription.isRequestable).to.equal(false);
    subscription.items$.subscribe();
    expect(subscription.isRequestable).to.equal(true);
    subscription.phase = { at: 'requested', request };
    expect(subscription.isRequestable).to.equal(false);
    subscription.phase = { at: 'running', request, key: 'k' };
    expect(subscription.isRequestable).to.equal(false);
  });

  it(
    'R33: is wanted while it lingers, and hears once when that is over',
    marbles(m => {
      const { subscription } = stage();
      const log: unknown[] = [];
      subscription.startLingering(5, () => log.push([m.scheduler.now(), subscription.isWanted]));
      play(m, '----a', { a: () => log.push(subscription.isWanted) });
      m.flush();
      expect(log).to.deep.equal([true, [5, false]]);
    }),
  );

  it(
    'R27, R33: stops to linger, however often it is told to',
    marbles(m => {
      const { subscription } = stage();
      subscription.stopLingering();
      subscription.startLingering(5, () => expect.fail('it lingers on'));
      subscription.stopLingering();
      subscription.stopLingering();
      expect([subscription.isWanted, timersOf(m)]).to.deep.equal([false, 0]);
      m.flush();
    }),
  );

  for (const ms of [2 ** 31, Number.POSITIVE_INFINITY]) {
    it(
      `R33: lingers ${ms} ms without a timer, which would fire at once`,
      marbles(m => {
        const { subscription } = stage();
        subscription.startLingering(ms, () => expect.fail('it is over'));
        expect([subscription.isWanted, timersOf(m)]).to.deep.equal([true, 0]);
        subscription.stopLingering();
        expect(subscription.isWanted).to.equal(false);
      }),
    );
  }
});
