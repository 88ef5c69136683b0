import { expect } from 'chai';
import { timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { activityOf } from '../../lib/activity/activity.js';
import { observable } from '../../lib/client/observable.js';
import { stageParts } from '../kit/client-parts.js';
import { KEY, stage } from '../observe/kit.js';

describe('the source of a client', () => {
  it('is made of its parts when somebody asks for it', () => {
    const { client } = stageParts();
    const prototype = {};
    observable(prototype, () => client);
    const source = activityOf(prototype, 'trace()');
    expect(source).not.to.equal(activityOf(prototype, 'trace()'));
    expect(source.options).to.equal(client.options);
    client.secrets.remember([KEY]);
    expect(source.mask(`a ${KEY}`)).to.equal('a …');
    expect(source.counts()).to.deep.include({ bufferedAmount: 0, waitingFor: undefined, addresses: [] });
  });

  it(
    'R49: measures the round trip of pings, of the user and of the heartbeat',
    marbles(m => {
      const { chat } = stage(['(ow)'], { pingInterval: 50 }, { replies: { ping: timer(7) } } as never);
      const source = activityOf(chat, 'stats()');
      const seen: unknown[] = [];
      for (const ms of [40, 70]) m.scheduler.schedule(() => seen.push(source.counts().roundTripMs), ms);
      chat.boot();
      m.expect(timer(100)).toBeObservable('100ms (0|)', { 0: 0 });
      m.flush();
      expect(seen).to.deep.equal([undefined, 7]);
    }),
  );
});
