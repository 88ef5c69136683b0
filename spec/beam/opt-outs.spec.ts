import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { OptOuts } from '../../lib/beam/opt-outs.js';
import type { ReplyError } from '../../lib/errors.js';
import { CallFactory } from '../../lib/traffic/call-factory.js';
import { asFields, fieldsOf } from '../kit/facts.js';
import { encoding, failed, type Outcome, resolversInto, stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';

const stage = () => {
  const { calls, replies } = stageCalls();
  const making = encoding();
  const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: [] });
  const reported: ReplyError[] = [];
  const optOuts = new OptOuts(calls, { report: error => reported.push(error), optedOut: () => {} });
  const link = () => new FakeSession(replies, () => making.ids.next());
  const ended: Outcome[] = [];
  /** Calls `optOutEvents` as a client does. */
  const optOut = (...names: string[]) =>
    factory.create(
      { method: 'optOutEvents', args: names, options: {}, whenDown: 'set-up' },
      optOuts.rememberUnlessRefused(
        names,
        resolversInto(outcome => ended.push(outcome)),
      ),
    );
  /** The packets that are sent in the set-up of the next connection. */
  const onNextLink = () => {
    const session = link();
    optOuts.apply(session).subscribe().unsubscribe();
    return session.sent.map(line => line.slice(line.indexOf(' ') + 1));
  };
  /** Opts out on an established session, and the server accepts it, so that the names are remembered. */
  const accepted = (...names: string[]) => {
    const session = link();
    calls.open(session);
    const call = optOut(...names);
    session.reply(call?.id ?? -1, { data: {} });
    calls.shut();
    ended.splice(0);
  };
  return { calls, optOuts, reported, link, ended, optOut, onNextLink, accepted };
};

const refused = { name: 'ReplyError', method: 'optOutEvents', kind: 'refused', delivery: 'answered', error: 'no' };

describe('OptOuts', () => {
  it(
    'completes at once and sends nothing without names',
    marbles(m => {
      const { optOuts, link } = stage();
      const session = link();
      m.expect(optOuts.apply(session)).toBeObservable('|');
      m.flush();
      expect(session.sent).to.deep.equal([]);
    }),
  );

  it(
    'R2: a call made while disconnected is part of the next set-up, and settles with the answer',
    marbles(m => {
      const { optOuts, optOut, ended, link } = stage();
      const session = link();
      optOut('UserJoin', 'UserLeave');
      m.expect(optOuts.apply(session)).toBeObservable('--|');
      play(m, '                                  --r', { r: () => session.reply(0, { data: {} }) });
      m.flush();
      expect(session.sent).to.deep.equal(['0 optOutEvents ["UserJoin","UserLeave"]']);
      expect(ended).to.deep.equal([{ resolved: {} }]);
    }),
  );

  it('the names of all accepted calls are remembered for every later connection', () => {
    const { accepted, onNextLink } = stage();
    accepted('a', 'b');
    accepted('b', 'c');
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a","b","c"]']);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a","b","c"]']);
  });

  it(
    'R9: sends the remembered names and those of all waiting calls in one call',
    marbles(m => {
      const { optOuts, accepted, optOut, link, ended } = stage();
      accepted('a');
      const session = link();
      optOut('b');
      optOut('c');
      m.expect(optOuts.apply(session)).toBeObservable('--|');
      play(m, '                                        -rs', {
        r: () => {
          expect(session.sent).to.deep.equal(['3 optOutEvents ["a"]', '2 optOutEvents ["b","c"]']);
          session.reply(3);
        },
        s: () => session.reply(2, { data: 2 }),
      });
      m.flush();
      expect(session.sent).to.have.length(2);
      expect(ended).to.deep.equal([{ resolved: 2 }, { resolved: 2 }]);
    }),
  );

  it('R13: names that were sent with those of a newer call may have arrived, and are remembered', () => {
    const { calls, optOuts, optOut, link, ended, onNextLink } = stage();
    const earlier = optOut('b');
    optOut('c');
    optOuts.apply(link()).subscribe();
    if (earlier !== undefined) calls.unsettled.reject(earlier, 'aborted', 'its signal was aborted');
    expect(ended).to.deep.equal([failed('optOutEvents', 0, 'aborted', 'unknown')]);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["b"]', 'optOutEvents ["c"]']);
  });

  it('R13: names that the socket did not accept reject with delivery never', () => {
    const { calls, optOuts, optOut, link, ended } = stage();
    const earlier = optOut('b');
    optOut('c');
    const session = link();
    session.takesFrames = false;
    optOuts.apply(session).subscribe({ error: () => {} });
    if (earlier !== undefined) calls.unsettled.reject(earlier, 'aborted', 'its signal was aborted');
    expect(ended.map(end => 'delivery' in end && end.delivery)).to.deep.equal(['never']);
  });

  it('R16: names whose call is unsubscribed before it is sent are forgotten', () => {
    const { calls, optOut, ended, onNextLink } = stage();
    const call = optOut('b');
    if (call !== undefined) calls.unsettled.unsubscribed(call);
    expect(ended.map(end => 'delivery' in end && end.delivery)).to.deep.equal(['never']);
    expect(onNextLink()).to.deep.equal([]);
  });

  it(
    'a refused call rejects and its names are forgotten; the set-up continues',
    marbles(m => {
      const { optOuts, accepted, optOut, link, ended, reported, onNextLink } = stage();
      accepted('a');
      const session = link();
      optOut('b');
      m.expect(optOuts.apply(session)).toBeObservable('--|');
      play(m, '                                  -rs-', {
        r: () => session.reply(2, { data: {} }),
        s: () => session.reply(1, { error: 'no' }),
      });
      m.flush();
      expect(ended).to.deep.equal([{ ...refused, id: 1 }]);
      expect(reported).to.deep.equal([]);
      expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
    }),
  );

  it('a call refused on an established session rejects, and only the names that it added are forgotten', () => {
    const { calls, accepted, optOut, link, ended, onNextLink } = stage();
    accepted('a');
    const session = link();
    calls.open(session);
    optOut('a', 'b');
    session.reply(1, { error: 'no' });
    expect(ended).to.deep.equal([{ ...refused, id: 1 }]);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
  });

  it(
    'a refusal on a reconnect is reported; the names stay remembered, and the set-up continues',
    marbles(m => {
      const { optOuts, accepted, link, reported, onNextLink } = stage();
      accepted('a');
      const session = link();
      m.expect(optOuts.apply(session)).toBeObservable('--|');
      play(m, '                                  --r', { r: () => session.reply(1, { error: 'no' }) });
      m.flush();
      expect(reported.map(fieldsOf)).to.deep.equal([{ ...refused, id: 1 }]);
      expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
    }),
  );

  it(
    'errors on a socket that accepts nothing',
    marbles(m => {
      const { optOuts, accepted, link, reported } = stage();
      accepted('a');
      const session = link();
      session.takesFrames = false;
      const facts = { name: 'CallError', method: 'optOutEvents', id: 1, kind: 'not-connected', delivery: 'never' };
      m.expect(optOuts.apply(session).pipe(asFields)).toBeObservable('#', {}, facts);
      m.flush();
      expect(reported).to.deep.equal([]);
    }),
  );

  it(
    'R14: after a drop during the set-up, the waiting names are sent on the next connection',
    marbles(m => {
      const { optOuts, optOut, link, ended } = stage();
      const [first, second] = [link(), link()];
      optOut('a');
      optOut('b');
      m.expect(optOuts.apply(first), '   ^---!').toBeObservable('-');
      m.expect(optOuts.apply(second), '  -----^').toBeObservable('------|');
      play(m, '                          -a---bc', {
        a: () => optOut('c'),
        b: () => expect(ended).to.deep.equal([]),
        c: () => second.reply(2, { data: 'all' }),
      });
      m.flush();
      expect(first.sent).to.deep.equal(['1 optOutEvents ["a","b"]']);
      expect(second.sent).to.deep.equal(['2 optOutEvents ["a","b","c"]']);
      expect(ended).to.deep.equal([{ resolved: 'all' }, { resolved: 'all' }, { resolved: 'all' }]);
    }),
  );

  it('the names of a sent call are remembered if the connection is lost before the answer, since the server may have them', () => {
    const { calls, optOut, link, ended, onNextLink } = stage();
    calls.open(link());
    optOut('a');
    calls.shut();
    expect(ended.map(outcome => 'kind' in outcome && outcome.kind)).to.deep.equal(['disconnected']);
    expect(onNextLink()).to.deep.equal(['optOutEvents ["a"]']);
  });

  it('the names of a call are forgotten if the client closes before it was sent', () => {
    const { calls, optOut, onNextLink } = stage();
    optOut('a');
    calls.closeAll();
    calls.accept();
    expect(onNextLink()).to.deep.equal([]);
  });

  it('a call without names is sent as it is', () => {
    const { calls, optOut, link, onNextLink } = stage();
    const session = link();
    calls.open(session);
    optOut();
    expect(session.sent).to.deep.equal(['0 optOutEvents []']);
    expect(onNextLink()).to.deep.equal([]);
  });
});
