import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { ReplyPacket } from '../../lib/beam/packet.js';
import { replyTo, request } from '../../lib/session/request.js';
import { asFields, fieldsOf } from '../kit/facts.js';
import { deliver, FakeSession } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';

const reply = (id: unknown, rest: object = {}): ReplyPacket => ({ type: 'reply', error: null, id, ...rest });

describe('request', () => {
  let session: FakeSession;
  beforeEach(() => {
    session = new FakeSession();
  });

  it(
    'R22: emits the data of the reply that carries its id, and completes',
    marbles(m => {
      const replies = m.hot('  --x-y-z-a--', {
        x: reply(1, { data: 'of another' }),
        y: reply('0', { data: 'of a look-alike' }),
        z: reply(undefined),
        a: reply(0, { data: 'hi' }),
      });
      const expected = '       --------(a|)';
      replies.subscribe(packet => deliver(session.replies, packet));
      m.expect(request(session, 'msg', ['Hello'])).toBeObservable(expected, { a: 'hi' });
      m.flush();
      expect(session.sent).to.deep.equal(['0 msg ["Hello"]']);
      expect(session.announced).to.deep.equal(session.sent);
    }),
  );

  it(
    'waits for ever for a reply that never comes',
    marbles(m => {
      m.expect(request(session, 'msg', []), '^ 60m !').toBeObservable('-');
    }),
  );

  it(
    'sends a new request, with its own id, for each subscription',
    marbles(m => {
      const request$ = request(session, 'ping', []);
      const first = '    ^-----!';
      const second = '   -^----!';
      m.expect(request$, first).toBeObservable(' ----(a|)', { a: 'to the first' });
      m.expect(request$, second).toBeObservable('---(b|)', { b: 'to the second' });
      play(m, '          ---ba', {
        a: () => session.reply(0, { data: 'to the first' }),
        b: () => session.reply(1, { data: 'to the second' }),
      });
      m.flush();
      expect(session.sent).to.deep.equal(['0 ping []', '1 ping []']);
    }),
  );

  it(
    'waits for one reply only: a second one with the same id is unexpected',
    marbles(m => {
      const delivered: string[] = [];
      m.expect(request(session, 'ping', [])).toBeObservable('-(a|)', { a: undefined });
      play(m, '-ab', { a: () => delivered.push(session.reply(0)), b: () => delivered.push(session.reply(0)) });
      m.flush();
      expect(delivered).to.deep.equal(['delivered', 'stray']);
    }),
  );

  const refusals: unknown[] = ['Invalid authkey', { code: 'UACCESS', message: 'no' }, 4006, ['a'], true];
  for (const error of refusals) {
    it(
      `R13: errors with a ReplyError that holds the error as sent: ${JSON.stringify(error)}`,
      marbles(m => {
        const facts = { name: 'ReplyError', kind: 'refused', delivery: 'answered', method: 'msg', id: 0, error };
        m.expect(request(session, 'msg', []).pipe(asFields)).toBeObservable('--#', {}, facts);
        play(m, '--a', { a: () => session.reply(0, { error, data: 'not for anybody' }) });
      }),
    );
  }

  for (const error of [null, undefined, '', 0, false]) {
    it(
      `treats a reply whose error is ${JSON.stringify(error)} as success`,
      marbles(m => {
        m.expect(request(session, 'msg', [])).toBeObservable('--(a|)', { a: 'data' });
        play(m, '--a', { a: () => session.reply(0, { error, data: 'data' }) });
      }),
    );
  }

  it(
    'R18: errors at once when the socket accepts nothing, announces nothing and leaves nothing behind',
    marbles(m => {
      session.takesFrames = false;
      const facts = { name: 'CallError', kind: 'not-connected', delivery: 'never', method: 'ping', id: 0 };
      m.expect(request(session, 'ping', []).pipe(asFields)).toBeObservable('#', {}, facts);
      m.flush();
      expect(session.announced).to.deep.equal([]);
      expect(session.reply(0), 'no reply can come to what was never sent').to.equal('stray');
      expect(session.replies.clear()).to.deep.equal([]);
    }),
  );

  it(
    'R22: after unsubscribing, the reply that is still to come is expected once',
    marbles(m => {
      const early = '  ^--!';
      const expected = '----';
      m.expect(request(session, 'ping', []), early).toBeObservable(expected);
      m.flush();
      expect([session.reply(0), session.reply(0)]).to.deep.equal(['abandoned', 'stray']);
      expect(session.replies.clear()).to.deep.equal([]);
    }),
  );

  it('receives a reply that arrives inside the socket’s send', () => {
    const received: unknown[] = [];
    session.whenSent = () => void session.reply(0, { data: 'at once' });
    request(session, 'ping', []).subscribe({ next: data => received.push(data), complete: () => received.push('|') });
    expect(received).to.deep.equal(['at once', '|']);
    expect(session.reply(0)).to.equal('stray');
  });

  it('R19: errors with what the serialization throws, and sends nothing', () => {
    const received: unknown[] = [];
    request(session, 'ping', [1n]).subscribe({ error: error => received.push(fieldsOf(error)['name']) });
    expect(received).to.deep.equal(['TypeError']);
    expect(session.sent).to.deep.equal([]);
  });

  it(
    'replyTo emits a refusal as a reply, and leaves its meaning to the subscriber',
    marbles(m => {
      const packet = { id: 7, method: 'auth', body: '[1]' };
      m.expect(replyTo(session, packet)).toBeObservable('--(a|)', { a: { error: 'no' } });
      play(m, '--a', { a: () => session.reply(7, { error: 'no' }) });
      m.flush();
      expect(session.sent).to.deep.equal(['7 auth [1]']);
    }),
  );
});
