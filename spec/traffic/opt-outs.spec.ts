import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { ReplyError } from '../../lib/errors.js';
import { CallMaker } from '../../lib/traffic/make-call.js';
import { OptOuts } from '../../lib/traffic/opt-outs.js';
import { callerInto, type Outcome, stageCalls } from '../kit/session-kit/calls.js';
import { errorFacts, factsOf } from '../kit/session-kit/facts.js';
import { FakeDesk } from '../kit/session-kit/fake-desk.js';
import { play } from '../kit/session-kit/play.js';

const stage = () => {
  const { calls, replies } = stageCalls();
  const maker = new CallMaker(calls, { callTimeout: 20_000, resend: [] });
  const reported: ReplyError[] = [];
  const optOuts = new OptOuts(calls, error => reported.push(error));
  const link = () => new FakeDesk(replies, maker.nextId);
  const ended: Outcome[] = [];
  /** As a client does it. */
  const optOut = (...names: string[]) =>
    maker.make(
      { method: 'optOutEvents', args: names, options: {}, whenDown: 'standing' },
      optOuts.remembering(
        names,
        callerInto(outcome => ended.push(outcome)),
      ),
    );
  /** The packets that a fresh link is sent before it stands. */
  const onNextLink = () => {
    const desk = link();
    optOuts.apply(desk).subscribe().unsubscribe();
    return desk.sent.map(line => line.slice(line.indexOf(' ') + 1));
  };
  /** The names are remembered, as an accepted call on an open link leaves them. */
  const accepted = (...names: string[]) => {
    const desk = link();
    calls.open(desk);
    const call = optOut(...names);
    desk.reply(call?.id ?? -1, { data: {} });
    calls.shut();
    ended.splice(0);
  };
  return { calls, optOuts, reported, link, ended, optOut, onNextLink, accepted };
};

const refused = { name: 'ReplyError', method: 'optOutEvents', kind: 'refused', delivery: 'answered', error: 'no' };

describe('OptOuts', () => {
  it(
    'completes at once, and sends nothing, when there is nothing to opt out of',
    marbles(m => {
      const { optOuts, link } = stage();
      const desk = link();
      m.expect(optOuts.apply(desk)).toBeObservable('|');
      m.flush();
      expect(desk.sent).to.deep.equal([]);
    }),
  );

  it(
    'R2: a call made while down is part of the next connection, and settles with the answer',
    marbles(m => {
      const { optOuts, optOut, ended, link } = stage();
      const desk = link();
      optOut('UserJoin', 'UserLeave');
      m.expect(optOuts.apply(desk)).toBeObservable('--|');
      play(m, '                                  --r', { r: () => desk.reply(0, { data: {} }) });
      m.flush();
      expect(desk.sent).to.deep.equal(['0 optOutEvents ["UserJoin","UserLeave"]']);
      expect(ended).to.deep.equal([{ resolved: {} }]);
    }),
  );

  it('the names are remembered over all connections, and add up', () => {
    const { accepted, onNextLink } = stage();
    accepted('a', 'b');
    accepted('b', 'c');
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a","b","c"]']);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a","b","c"]']);
  });

  it(
    'sends what is remembered first, then each call that waits, one after the other',
    marbles(m => {
      const { optOuts, accepted, optOut, link, ended } = stage();
      accepted('a');
      const desk = link();
      optOut('b');
      optOut('c');
      m.expect(optOuts.apply(desk)).toBeObservable('---|');
      play(m, '                                  -rst', {
        r: () => {
          expect(desk.sent).to.deep.equal(['3 optOutEvents ["a"]']);
          desk.reply(3);
        },
        s: () => desk.reply(1, { data: 1 }),
        t: () => desk.reply(2, { data: 2 }),
      });
      m.flush();
      expect(desk.sent.slice(1)).to.deep.equal(['1 optOutEvents ["b"]', '2 optOutEvents ["c"]']);
      expect(ended).to.deep.equal([{ resolved: 1 }, { resolved: 2 }]);
    }),
  );

  it(
    'refused, a call rejects and its names are forgotten; the connection goes on',
    marbles(m => {
      const { optOuts, accepted, optOut, link, ended, reported, onNextLink } = stage();
      accepted('a');
      const desk = link();
      optOut('b');
      m.expect(optOuts.apply(desk)).toBeObservable('--|');
      play(m, '                                  -rs-', {
        r: () => desk.reply(2, { data: {} }),
        s: () => desk.reply(1, { error: 'no' }),
      });
      m.flush();
      expect(ended).to.deep.equal([{ ...refused, id: 1 }]);
      expect(reported).to.deep.equal([]);
      expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
    }),
  );

  it('refused on an open link, a call rejects and forgets only what it added', () => {
    const { calls, accepted, optOut, link, ended, onNextLink } = stage();
    accepted('a');
    const desk = link();
    calls.open(desk);
    optOut('a', 'b');
    desk.reply(1, { error: 'no' });
    expect(ended).to.deep.equal([{ ...refused, id: 1 }]);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
  });

  it(
    'refused on a reconnect, it is reported, remembered still, and the connection goes on',
    marbles(m => {
      const { optOuts, accepted, link, reported, onNextLink } = stage();
      accepted('a');
      const desk = link();
      m.expect(optOuts.apply(desk)).toBeObservable('--|');
      play(m, '                                  --r', { r: () => desk.reply(1, { error: 'no' }) });
      m.flush();
      expect(reported.map(factsOf)).to.deep.equal([{ ...refused, id: 1 }]);
      expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
    }),
  );

  it(
    'fails on a socket that takes nothing any more',
    marbles(m => {
      const { optOuts, accepted, link, reported } = stage();
      accepted('a');
      const desk = link();
      desk.isOpen = false;
      const facts = { name: 'CallError', method: 'optOutEvents', id: 1, kind: 'not-connected', delivery: 'never' };
      m.expect(optOuts.apply(desk).pipe(errorFacts())).toBeObservable('#', {}, facts);
      m.flush();
      expect(reported).to.deep.equal([]);
    }),
  );

  it(
    'R14: dropped in the middle, what waits is sent with the next connection, in order and with its id',
    marbles(m => {
      const { optOuts, optOut, link, ended } = stage();
      const [first, second] = [link(), link()];
      optOut('a');
      optOut('b');
      m.expect(optOuts.apply(first), '   ^---!').toBeObservable('-');
      m.expect(optOuts.apply(second), '  -----^').toBeObservable('------|');
      play(m, '                          -a---bc', {
        a: () => first.reply(0, { data: 'a' }),
        b: () => second.reply(2),
        c: () => second.reply(1, { data: 'b' }),
      });
      m.flush();
      expect(first.sent).to.deep.equal(['0 optOutEvents ["a"]', '1 optOutEvents ["b"]']);
      expect(second.sent).to.deep.equal(['2 optOutEvents ["a"]', '1 optOutEvents ["b"]']);
      expect(ended).to.deep.equal([{ resolved: 'a' }, { resolved: 'b' }]);
    }),
  );

  it('sent, and its answer lost with the connection: the server may know, so it is remembered', () => {
    const { calls, optOut, link, ended, onNextLink } = stage();
    calls.open(link());
    optOut('a');
    calls.shut();
    expect(ended.map(outcome => 'kind' in outcome && outcome.kind)).to.deep.equal(['disconnected']);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
  });

  it('closed before it was sent: forgotten', () => {
    const { calls, optOut, onNextLink } = stage();
    optOut('a');
    calls.closeAll();
    calls.accept();
    expect(onNextLink()).to.deep.equal([]);
  });

  it('a call without names reaches the server as it is', () => {
    const { calls, optOut, link, onNextLink } = stage();
    const desk = link();
    calls.open(desk);
    optOut();
    expect(desk.sent).to.deep.equal(['0 optOutEvents []']);
    expect(onNextLink()).to.deep.equal([]);
  });
});
