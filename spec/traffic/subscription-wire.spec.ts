import { expect } from 'chai';
import type { BeamError } from '../../lib/errors.js';
import type { SubscriptionRules } from '../../lib/protocol/protocol.js';
import { Replies } from '../../lib/protocol/replies.js';
import { cancelOnWire, requestOnWire } from '../../lib/traffic/subscription-wire.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';

const request = { id: 7, method: 'news', args: ['a'] };

const stage = (cancel?: SubscriptionRules['cancel']) => {
  const log: string[] = [];
  const replies = new Replies();
  const session = new FakeSession(replies);
  const subscription = {
    method: 'news',
    body: '["a"]',
    answered: (data: unknown) => void log.push(`answered ${data}`),
    refused: (error: unknown) => void log.push(`refused ${error}`),
  };
  const reported: BeamError[] = [];
  const report = (error: BeamError) => void reported.push(error);
  const parts = { rules: cancel === undefined ? {} : { cancel }, replies, report };
  const ask = (id: number) => requestOnWire(session, replies, subscription, id);
  const cancelIt = () => cancelOnWire(session, parts, request, 'k');
  return { log, replies, session, reported, ask, cancelIt };
};

const broken = () => {
  throw new Error('broken');
};

describe('subscriptions on the wire', () => {
  describe('a request', () => {
    it('R33: is sent, then announced, and its answer goes to the subscription', () => {
      const { log, session, ask } = stage();
      session.whenSent = () => log.push(`sent, ${session.announced.length} announced`);
      expect(ask(7)).to.equal(true);
      expect([session.sent, session.announced]).to.deep.equal([['7 news ["a"]'], ['7 news ["a"]']]);
      session.reply(7, { data: 'k' });
      ask(8);
      session.reply(8, { error: 'no' });
      expect(log).to.deep.equal(['sent, 0 announced', 'answered k', 'sent, 1 announced', 'refused no']);
    });

    it('R33: is expected to be answered within the send of the socket', () => {
      const { log, session, ask, replies } = stage();
      session.whenSent = () => session.reply(7, { data: 'k' });
      expect(ask(7)).to.equal(true);
      expect(log).to.deep.equal(['answered k']);
      expect(replies.clear()).to.deep.equal([]);
    });

    it('R33: is not announced when the socket does not take it', () => {
      const { session, ask } = stage();
      session.takes = () => false;
      expect(ask(7)).to.equal(false);
      expect(session.announced).to.deep.equal([]);
    });

    it('R33: that the protocol cannot write is not sent, and no reply is expected', () => {
      const { session, ask, replies } = stage();
      session.frame = broken;
      expect(() => ask(7)).to.throw('broken');
      expect([session.sent, session.announced, replies.clear()]).to.deep.equal([[], [], []]);
    });
  });

  describe('a cancelling', () => {
    it('R33: is a call with an id of its own, whose answer is expected and ignored', () => {
      const { session, cancelIt, replies } = stage((key, { method, args }) => [`un${method}`, [key, ...(args as [])]]);
      session.whenSent = () => expect(session.announced).to.deep.equal([]);
      cancelIt();
      expect(session.sent).to.deep.equal(['0 unnews ["k","a"]']);
      expect(session.announced).to.deep.equal(session.sent);
      expect(replies.clear(), 'nothing waits').to.deep.equal([]);
    });

    for (const answer of [{ data: true }, { error: 'no such subscription' }]) {
      it(`R22, R33: its answer ${JSON.stringify(answer)} is not stray, and a second one is`, () => {
        const { session, cancelIt } = stage(key => ['off', [key]]);
        cancelIt();
        expect([session.reply(0, answer), session.reply(0, answer)]).to.deep.equal(['abandoned', 'stray']);
      });
    }

    it('R33: may be answered within the send of the socket', () => {
      const { session, cancelIt } = stage(key => ['off', [key]]);
      const delivered: string[] = [];
      session.whenSent = () => delivered.push(session.reply(0, { error: 'no' }));
      cancelIt();
      expect([delivered, session.reply(0)]).to.deep.equal([['delivered'], 'stray']);
    });

    it('R33: may have named arguments', () => {
      const { session, cancelIt } = stage(key => ['off', { key }]);
      cancelIt();
      expect(session.sent).to.deep.equal(['0 off {"key":"k"}']);
    });

    it('R33: may be a frame, of text or bytes, that is sent as it is', () => {
      const bytes = new Uint8Array([1, 2]);
      const sent: unknown[] = [];
      for (const frame of ['stop', bytes]) {
        const { session, cancelIt } = stage(() => frame);
        Object.assign(session, { send: (each: unknown) => sent.push(each) > 0 });
        cancelIt();
        expect([session.announced, session.nextId()]).to.deep.equal([[], 0]);
      }
      expect(sent).to.deep.equal(['stop', bytes]);
      expect(sent[1]).to.equal(bytes);
    });

    it('R33: is nothing where the protocol has none, or gives none', () => {
      for (const cancel of [undefined, () => undefined]) {
        const { session, cancelIt, reported } = stage(cancel);
        cancelIt();
        expect([session.sent, session.announced, reported, session.nextId()]).to.deep.equal([[], [], [], 0]);
      }
    });

    it('R33: is not even asked for on a socket that takes nothing more', () => {
      const { session, cancelIt, reported } = stage(broken);
      session.takesFrames = false;
      cancelIt();
      expect(reported).to.deep.equal([]);
    });

    it('R33: is not announced when the socket does not take it, and expects no reply', () => {
      const { session, cancelIt, replies, reported } = stage(key => ['off', [key]]);
      session.takes = () => false;
      cancelIt();
      expect([session.announced, replies.clear(), reported]).to.deep.equal([[], [], []]);
    });

    const throwing: Record<string, (session: FakeSession) => SubscriptionRules['cancel']> = {
      'cancel()': () => broken,
      'body()': session => {
        session.body = broken;
        return key => ['off', [key]];
      },
      'frame()': session => {
        session.frame = broken;
        return key => ['off', [key]];
      },
    };
    for (const [what, breakIt] of Object.entries(throwing)) {
      it(`R33: reports what ${what} throws, as an error of the subscription`, () => {
        const made = stage((key, of) => cancel?.(key, of));
        const cancel = breakIt(made.session);
        made.cancelIt();
        const { session, reported, replies } = made;
        expect([session.sent, session.announced, replies.clear()]).to.deep.equal([[], [], []]);
        expect(reported.map(({ name, message }) => `${name}: ${message}`)).to.deep.equal([
          'CallError: the subscription of "news" could not be cancelled: broken',
        ]);
        expect(reported[0]).to.include({ method: 'news', id: 7, kind: 'encoding', delivery: 'never' });
        expect(reported[0]?.cause).to.include({ message: 'broken' });
      });
    }
  });
});
