import { expect } from 'chai';
import type { ReplyPacket } from '../../lib/beam/packet.js';
import { Replies } from '../../lib/protocol/replies.js';
import { awaiting, deliver } from '../kit/session-kit/fake-session.js';

const reply = (id: unknown, data?: unknown): ReplyPacket => ({ type: 'reply', error: null, id, data });

/** Replies, and what the waiting calls received: `id: data`. */
const stage = (...ids: number[]) => {
  const replies = new Replies();
  const given: string[] = [];
  const waiting = (id: number) => awaiting(data => given.push(`${id}: ${data}`));
  const expectAll = (...more: number[]) => {
    for (const id of more) replies.expect(id, waiting(id));
  };
  expectAll(...ids);
  return { replies, given, expectAll, waiting };
};

describe('Replies', () => {
  it('gives each reply to the call with its id, in any order', () => {
    const { replies, given } = stage(0, 1, 2);
    expect([1, 2, 0].map(id => deliver(replies, reply(id, 'x')))).to.deep.equal([
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(given).to.deep.equal(['1: x', '2: x', '0: x']);
  });

  it('R22: a second reply to the same call is unexpected', () => {
    const { replies, given } = stage(7);
    expect(deliver(replies, reply(7, 'first'))).to.equal('delivered');
    expect(deliver(replies, reply(7, 'second'))).to.equal('stray');
    expect(given).to.deep.equal(['7: first']);
  });

  it('R13: a reply delivered inside the handler of the first one is unexpected', () => {
    const replies = new Replies();
    const inner: string[] = [];
    replies.expect(
      7,
      awaiting(data => inner.push(replies.reply(7, data))),
    );
    expect(deliver(replies, reply(7))).to.equal('delivered');
    expect(inner).to.deep.equal(['stray']);
  });

  const others: unknown[] = [
    '7',
    7.5,
    8,
    '',
    null,
    undefined,
    true,
    [7],
    { valueOf: () => 7 },
    'toString',
    '__proto__',
  ];
  for (const id of others) {
    it(`R22: the id ${JSON.stringify(id)} is not 7`, () => {
      const { replies, given } = stage(7);
      expect(deliver(replies, reply(id))).to.equal('stray');
      replies.abandon(7);
      expect(deliver(replies, reply(id))).to.equal('stray');
      expect(given).to.deep.equal([]);
    });
  }

  it('R22: a reply to an abandoned call is expected once, and ignored', () => {
    const { replies, given } = stage(7);
    replies.abandon(7);
    expect([1, 2].map(() => deliver(replies, reply(7)))).to.deep.equal(['abandoned', 'stray']);
    expect(given).to.deep.equal([]);
  });

  it('R22: a call that was answered, withdrawn or never made cannot be abandoned', () => {
    const { replies } = stage(0, 1);
    deliver(replies, reply(0));
    replies.withdraw(1);
    for (const id of [0, 1, 2]) replies.abandon(id);
    expect([0, 1, 2].map(id => deliver(replies, reply(id)))).to.deep.equal(['stray', 'stray', 'stray']);
  });

  it('R14: a call that is sent again waits under its id again', () => {
    const { replies, given, expectAll } = stage(7);
    expect(replies.clear()).to.have.length(1);
    expectAll(7);
    expect(deliver(replies, reply(7, 'x'))).to.equal('delivered');
    expect(given).to.deep.equal(['7: x']);
  });

  it('R14: clear returns the waiting calls, oldest first, and leaves nothing', () => {
    const { replies, waiting } = stage();
    const waits = [5, 3, 9].map(id => ({ id, ...waiting(id) }));
    for (const wait of waits) replies.expect(wait.id, wait);
    replies.abandon(3);
    expect(replies.clear()).to.deep.equal([waits[0], waits[2]]);
    expect(replies.clear()).to.deep.equal([]);
    expect([5, 3, 9].map(id => deliver(replies, reply(id)))).to.deep.equal(['stray', 'stray', 'stray']);
  });

  it('R22: remembers every abandoned call of a server that answers none of them', () => {
    const { replies, waiting } = stage();
    const CALLS = 150_000;
    for (let id = 0; id < CALLS; id += 1) {
      replies.expect(id, waiting(id));
      replies.abandon(id);
    }
    for (let id = CALLS - 1; id >= 0; id -= 1) expect(deliver(replies, reply(id))).to.equal('abandoned');
    expect(deliver(replies, reply(0))).to.equal('stray');
  });

  it('R14: clear forgets all abandoned calls', () => {
    const { replies, waiting } = stage();
    for (let id = 0; id < 60_000; id += 1) {
      replies.expect(id, waiting(id));
      replies.abandon(id);
    }
    replies.clear();
    expect([0, 59_999].map(id => deliver(replies, reply(id)))).to.deep.equal(['stray', 'stray']);
  });

  it('R20: the work per reply does not grow with the pending calls', () => {
    const { replies } = stage();
    const CALLS = 200_000;
    let answered = 0;
    const see = () => {
      answered += 1;
    };
    const waiting = awaiting(see);
    const start = performance.now();
    for (let id = 0; id < CALLS; id += 1) replies.expect(id, waiting);
    for (let id = CALLS - 1; id >= 0; id -= 1) deliver(replies, reply(id));
    expect(answered).to.equal(CALLS);
    // A search through the pending calls would take 20 000 000 000 steps.
    expect(performance.now() - start).to.be.below(3_000);
  });

  it('R30: knows whether a call waits for an id, exactly as it was sent', () => {
    const { replies } = stage(7);
    expect([7, '7', 8, undefined].map(id => replies.has(id))).to.deep.equal([true, false, false, false]);
    replies.abandon(7);
    expect(replies.has(7)).to.equal(false);
  });

  it('R46: tells of each reply to a call that needs none any more, and of the error of a refusal', () => {
    const { replies } = stage(7);
    const heard: unknown[] = [];
    replies.onAbandoned = (id, error) => heard.push([id, error]);
    replies.expect(
      8,
      awaiting(() => {}),
    );
    for (const id of [7, 8]) replies.abandon(id);
    expect([replies.reply(7, 'x'), replies.refusal(8, 'no'), replies.refusal(9, 'no')]).to.deep.equal([
      'abandoned',
      'abandoned',
      'stray',
    ]);
    expect(heard).to.deep.equal([
      [7, undefined],
      [8, 'no'],
    ]);
  });
});
