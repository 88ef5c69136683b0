import { expect } from 'chai';
import { ValueQueue } from '../../lib/observe/value-queue.js';

const outcome = (promise: Promise<IteratorResult<unknown>>): Promise<unknown> =>
  promise.then(
    ({ done, value }) => (done ? 'done' : value),
    (error: unknown) => `error ${error}`,
  );

describe('ValueQueue', () => {
  it('gives values in their order, whether they or their takers come first', async () => {
    const queue = new ValueQueue<number>();
    const [a, b] = [queue.shift(), queue.shift()];
    for (const value of [1, 2, 3, 4]) queue.push(value);
    const all = await Promise.all([a, b, queue.shift(), queue.shift()].map(outcome));
    expect(all).to.deep.equal([1, 2, 3, 4]);
    expect(queue.size).to.equal(0);
  });

  it('ends after the values that wait', async () => {
    const queue = new ValueQueue<number>();
    queue.push(1);
    queue.end({ error: 'late' });
    queue.end();
    expect(await outcome(queue.shift())).to.equal(1);
    expect(await outcome(queue.shift())).to.equal('error late');
    expect(await outcome(queue.shift())).to.equal('done');
  });

  it('tells its error to the first that waits, and the others that it is over', async () => {
    const queue = new ValueQueue<number>();
    const waiting = [queue.shift(), queue.shift()].map(outcome);
    queue.end({ error: 'broken' });
    expect(await Promise.all([...waiting, outcome(queue.shift())])).to.deep.equal(['error broken', 'done', 'done']);
  });

  it('takes in time that does not grow with its length', async () => {
    const queue = new ValueQueue<number>();
    for (let i = 0; i < 50_000; i += 1) queue.push(i);
    queue.replaceOldest(-1);
    for (let i = 1; i < 50_000; i += 1) expect((await queue.shift()).value).to.equal(i);
    expect([(await queue.shift()).value, queue.size]).to.deep.equal([-1, 0]);
    queue.push(7);
    queue.clear();
    expect(queue.size).to.equal(0);
  });
});
