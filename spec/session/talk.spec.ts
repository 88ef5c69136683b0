import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Talk } from '../../lib/protocol/protocol.js';
import { SessionTalk } from '../../lib/session/talk.js';
import { asFields, type Facts, fieldsOf } from '../kit/facts.js';
import { rejection } from '../kit/live.js';
import { reportsDuring } from '../kit/reports.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';

const JOIN = { endpoints: ['wss://chat.test'], authkey: 'k3y-long-enough' };

const stage = () => {
  const session = new FakeSession();
  const control$ = new Subject<unknown>();
  const log: string[] = [];
  const remembered: string[] = [];
  const talk = new SessionTalk({
    session,
    join: JOIN,
    control$,
    onJoinRead: () => void log.push('join read'),
    remember: given => void remembered.push(...given),
    onAuthenticated: () => void log.push('authenticated'),
  });
  return { session, control$, log, remembered, talk };
};

const over: Facts = { name: 'CallError', method: 'login', kind: 'disconnected', delivery: 'unknown' };

describe('SessionTalk', () => {
  it('R32: knows the address of the connection, and hears its control messages', () => {
    const { talk, control$ } = stage();
    const heard: unknown[] = [];
    talk.control$.subscribe(message => heard.push(message));
    control$.next('hello');
    expect(talk.address).to.equal('wss://chat.test');
    expect(heard).to.deep.equal(['hello']);
  });

  it('R32: says that the join was read when it is, and not before', () => {
    const { talk, log } = stage();
    void talk.address;
    expect(log).to.deep.equal([]);
    expect(talk.join).to.equal(JOIN);
    expect(log).to.deep.equal(['join read']);
  });

  it('R32: says that the server has accepted a user', () => {
    const { talk, log } = stage();
    talk.authenticated();
    expect(log).to.deep.equal(['authenticated']);
  });

  it('R32: sends frames as they are', () => {
    const { talk, session } = stage();
    const sent: unknown[] = [];
    Object.assign(session, { send: (frame: unknown) => sent.push(frame) });
    const bytes = new Uint8Array([1]);
    talk.send('hello');
    talk.send(bytes);
    expect(sent).to.deep.equal(['hello', bytes]);
  });

  it(
    'R32: call$ is cold: each subscription is a call, which emits the data and completes',
    marbles(m => {
      const { talk, session } = stage();
      const login$ = talk.call$('login', ['ada']);
      expect(session.sent).to.deep.equal([]);
      const first = '             ^----';
      const second = '            --^--';
      play(m, '                   -a-b', {
        a: () => session.reply(0, { data: 'A' }),
        b: () => session.reply(1, { data: 'B' }),
      });
      m.expect(login$, first).toBeObservable(' -(A|)');
      m.expect(login$, second).toBeObservable('---(B|)');
      m.flush();
      expect(session.sent).to.deep.equal(['0 login ["ada"]', '1 login ["ada"]']);
    }),
  );

  it(
    'R32: call$ errors with what the server refuses with, without the secrets that it repeats',
    marbles(m => {
      const { talk, session } = stage();
      session.secrets.remember(['k3y-long-enough']);
      play(m, '-r', { r: () => session.reply(0, { error: 'no k3y-long-enough' }) });
      m.expect(talk.call$('login').pipe(asFields)).toBeObservable(
        '-#',
        {},
        { name: 'ReplyError', method: 'login', id: 0, kind: 'refused', delivery: 'answered', error: 'no …' },
      );
    }),
  );

  it('R32: call sends at once, and resolves with the data', async () => {
    const { talk, session } = stage();
    const reply = talk.call('login', { name: 'ada' });
    expect(session.sent).to.deep.equal(['0 login {"name":"ada"}']);
    session.reply(0, { data: { ok: true } });
    expect(await reply).to.deep.equal({ ok: true });
  });

  it('R32: call without arguments has none', () => {
    const { talk, session } = stage();
    void talk.call('hello');
    expect(session.sent).to.deep.equal(['0 hello []']);
  });

  it('R32: call rejects with what the server refuses with', async () => {
    const { talk, session } = stage();
    const reply = talk.call('login');
    session.reply(0, { error: { code: 7 } });
    expect(fieldsOf(await rejection(reply))).to.deep.include({ name: 'ReplyError', error: { code: 7 } });
  });

  it('R19: call rejects with what the protocol throws', async () => {
    const { talk, session } = stage();
    const boom = new Error('no body');
    Object.assign(session, {
      body: () => {
        throw boom;
      },
    });
    expect(await rejection(talk.call('login'))).to.equal(boom);
  });

  it('R18: call rejects as not-connected when the socket does not take it', async () => {
    const { talk, session } = stage();
    session.takesFrames = false;
    expect(fieldsOf(await rejection(talk.call('login')))).to.deep.include({ kind: 'not-connected', delivery: 'never' });
  });

  it('R32: what is not answered rejects when the set-up is over, and its late reply is not stray', async () => {
    const { talk, session } = stage();
    const reply = talk.call('login');
    talk.end();
    expect(fieldsOf(await rejection(reply))).to.deep.equal(over);
    expect(session.reply(0, { data: 'late' })).to.equal('abandoned');
  });

  it('R32: so does what is called afterwards, and it is not sent: nothing would end its wait', async () => {
    const { talk, session } = stage();
    talk.end();
    expect(fieldsOf(await rejection(talk.call('login')))).to.deep.equal({
      ...over,
      kind: 'not-connected',
      delivery: 'never',
    });
    expect(session.sent).to.deep.equal([]);
  });

  const uses: readonly [what: string, use: (talk: Talk) => unknown][] = [
    ['nobody has used its promise', talk => talk.call('login')],
    ['somebody waits for it, and catches', talk => talk.call('login').catch(() => {})],
  ];
  for (const [what, use] of uses) {
    it(`R32: a call that rejects at the end is no unhandled rejection if ${what}`, async () => {
      const { unhandled } = await reportsDuring(() => {
        const { talk } = stage();
        void use(talk);
        talk.end();
      });
      expect(unhandled).to.deep.equal([]);
    });
  }

  it('R26: the secrets of a frame are known before it is sent', () => {
    const { talk, remembered, session } = stage();
    session.whenSent = () => expect(remembered).to.deep.equal(['t0ken']);
    talk.send(JSON.stringify({ method: 'hello', arguments: ['t0ken'], id: 0 }), { secrets: ['t0ken'] });
    expect(session.sent).to.have.length(1);
  });

  it('R30: a frame that is none, and arguments that are none, are a TypeError', async () => {
    const { talk } = stage();
    expect(() => talk.send(undefined as never)).to.throw(TypeError, 'must give a string or bytes, not undefined');
    expect(await rejection(talk.call('login', 5 as never))).to.be.instanceOf(TypeError);
  });
});
