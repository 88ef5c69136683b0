import { expect } from 'chai';
import type { Call } from '../../lib/traffic/call.js';
import { SetUpQueue } from '../../lib/traffic/set-up-queue.js';

const call = (method: string): Call => ({ method }) as Call;

const full = (...methods: string[]) => {
  const queue = new SetUpQueue();
  for (const method of methods) queue.push(call(method));
  while (queue.size < 1_000) queue.push(call('filler'));
  return queue;
};

describe('SetUpQueue', () => {
  it('takes 1,000 calls; of more, the oldest one of the method has no room', () => {
    const queue = full('auth', 'join');
    const joins = [...queue].filter(({ method }) => method === 'join');
    expect(queue.push(call('join'))).to.equal(joins[0]);
  });

  it('takes the oldest of all for it, if there is none of the method', () => {
    const queue = full('auth');
    const [oldest] = queue;
    expect(queue.push(call('join'))).to.equal(oldest);
  });

  it('has room for the last one', () => {
    const queue = full('auth');
    const [oldest] = queue;
    queue.delete(oldest as Call);
    expect(queue.push(call('join'))).to.equal(undefined);
  });

  it('puts calls before those that wait', () => {
    const queue = new SetUpQueue();
    queue.push(call('c'));
    queue.putFirst([call('a'), call('b')]);
    expect([...queue].map(({ method }) => method)).to.deep.equal(['a', 'b', 'c']);
  });
});
