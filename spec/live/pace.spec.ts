import { expect } from 'chai';
import { inWindow, onRefusal, ReplyError } from '../../lib/index.js';
import { DEADLINE, onStage, rejection } from '../kit/live.js';

const PER_SECOND = 5;
const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `message ${n}`);

describe('pace over real sockets, with a server that takes five calls a second', function () {
  this.timeout(3 * DEADLINE);
  const stage = onStage({ callsPerSecond: PER_SECOND });
  const received = () => stage.receivedOf('msg').map(packet => (packet as { arguments: unknown[] }).arguments[0]);

  it('R46: without a pace the server refuses the calls that are too many', async () => {
    const chat = await stage.connect();
    const ends = await Promise.allSettled(numbers(8).map(text => chat.call('msg', [text])));
    const failed = ends.filter(({ status }) => status === 'rejected');
    expect(failed).to.have.length.above(2);
    expect((failed[0] as PromiseRejectedResult).reason).to.be.instanceOf(ReplyError);
  });

  it('R46: in a window none is refused, and they arrive in their order', async () => {
    const chat = await stage.connect('ada', { pace: inWindow({ messages: PER_SECOND, per: 1_050 }) });
    const at: number[] = [];
    chat.sent$.subscribe(() => at.push(performance.now()));
    await Promise.all(numbers(9).map(text => chat.call('msg', [text])));
    expect(received()).to.deep.equal(numbers(9));
    expect(at).to.have.length(9);
    for (const from of at)
      expect(at.filter(each => each >= from && each < from + 1_000).length).to.be.below(PER_SECOND);
  });

  it('R46: those that are refused go again, with their ids, until all have been answered', async () => {
    const chat = await stage.connect('ada', { pace: onRefusal() });
    const ids: number[] = [];
    chat.sent$.subscribe(({ id }) => ids.push(id));
    await Promise.all(numbers(8).map(text => chat.call('msg', [text])));
    const first = ids.slice(0, 8);
    const again = ids.slice(8);
    expect(again).to.have.length.above(2);
    expect(again).to.deep.equal(first.slice(-again.length));
    expect(await chat.call('history', [10])).to.have.length(8);
  });

  it('R46: a refused noReply call comes on errors$', async () => {
    const chat = await stage.connect('ada', { pace: onRefusal() });
    const errors: Error[] = [];
    chat.errors$.subscribe(error => errors.push(error));
    const all = numbers(7).map(text => chat.call('msg', [text], { noReply: true }));
    await Promise.all(all);
    await chat.call('ping');
    expect(errors.length).to.be.within(2, 4);
    expect(errors.every(error => error instanceof ReplyError && error.method === 'msg')).to.equal(true);
  });

  it('R46: force and ping() do not wait for the window', async () => {
    const chat = await stage.connect('ada', { pace: inWindow({ messages: 3, per: 60_000 }) });
    await chat.call('msg', ['Hello']);
    expect(await rejection(chat.call('msg', ['now'], { force: true }))).to.include({
      kind: 'paced',
      delivery: 'never',
    });
    expect(await chat.ping()).to.be.a('number');
    expect(await rejection(chat.ping())).to.include({ kind: 'paced', delivery: 'never' });
  });

  it('R29, R46: a drain waits for the calls that wait', async () => {
    const chat = await stage.connect('ada', { pace: inWindow({ messages: PER_SECOND, per: 1_050 }) });
    const all = Promise.all(numbers(7).map(text => chat.call('msg', [text])));
    await chat.close({ drain: DEADLINE });
    await all;
    expect(received()).to.deep.equal(numbers(7));
  });

  it('R46: concurrency holds back what is too much', async () => {
    const chat = await stage.connect('ada', { concurrency: 2, pace: onRefusal() });
    let most = 0;
    let inFlight = 0;
    chat.sent$.subscribe(() => {
      inFlight += 1;
      most = Math.max(most, inFlight);
    });
    chat.packets$.subscribe(({ type }) => {
      if (type === 'reply') inFlight -= 1;
    });
    await Promise.all(numbers(7).map(text => chat.call('msg', [text])));
    expect([most, received().slice(0, 3)]).to.deep.equal([2, numbers(3)]);
  });
});
