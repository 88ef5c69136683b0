import { expect } from 'chai';
import { CallError, type CallErrorKind, type Delivery, NoMethodHandlerError, ReplyError } from '../../lib/index.js';
import { Auditor, type Bounds, PLAIN, type Terms } from './auditor.js';

const FOR_EVER = Number.POSITIVE_INFINITY;
const BOUNDS: Bounds = { limit: 1, most: 1, ttl: 700, exact: true, seesAll: true, welcome: true };
const AUTH: Partial<Terms> = { kind: 'auth', method: 'auth' };
const OPT_OUT: Partial<Terms> = { kind: 'optOut', method: 'optOutEvents' };
const CONNECTED = { state: 'connected', retryAt: undefined };

/** Books that are told a story, as the model does; `at` is the time. */
class Story extends Auditor {
  static at = 0;

  constructor(bounds: Partial<Bounds> = {}) {
    super({ ...BOUNDS, ...bounds }, () => Story.at);
    Story.at = 0;
  }

  /** A socket whose set-up begins. */
  linked(number: number): this {
    this.dialled(number);
    this.opened(number);
    this.welcomed(number);
    return this;
  }

  session(number: number): this {
    this.linked(number).connected(number + 1);
    return this;
  }

  call(tag: number, terms: Partial<Terms> = {}): this {
    this.made(tag, { ...PLAIN, ...terms });
    this.taken(tag);
    return this;
  }

  fails(tag: number, kind: CallErrorKind, delivery: Delivery, id?: number): this {
    this.settled(tag, { error: new CallError('', { method: 'msg', id, kind, delivery }) });
    return this;
  }
}

/** Stories of clients that break a rule, and what the books say of it. */
const STORIES: Readonly<Record<string, readonly [RegExp, (story: Story) => void]>> = {
  'settles twice': [
    /R13: call 1 settled twice/,
    story => {
      story.closing();
      story.call(1).fails(1, 'closed', 'never').fails(1, 'closed', 'never');
    },
  ],
  'settles what was cancelled': [
    /R16: call 1 settled although/,
    story => {
      story.call(1).cancelled(1);
      story.closing();
      story.fails(1, 'closed', 'never');
    },
  ],
  'never settles': [/R13: call 1 never settled/, story => story.call(1).over()],
  'keeps a call pending that was answered': [
    /R13: call 1 is still pending, although it was answered/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.answered(0, 0, { data: 1 });
      story.check(CONNECTED);
    },
  ],
  'keeps a call pending beyond its time': [
    /pending, although its time is over/,
    story => {
      story.session(0).call(1, { timeout: 10 }).received(0, 0, 'msg', 1);
      Story.at = 10;
      story.check(CONNECTED);
    },
  ],
  'keeps a call in the spool beyond its time': [
    /pending, although it has expired/,
    story => {
      story.call(1);
      Story.at = 700;
      story.check({ state: 'connecting', retryAt: 1 });
    },
  ],
  'keeps a call in the spool while connected': [
    /pending, although the client is connected/,
    story => story.session(0).call(1).check(CONNECTED),
  ],
  'keeps a call pending whose connection was lost': [
    /pending, although its connection was lost/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.gone(0);
      story.check({ state: 'reconnecting', retryAt: 1 });
    },
  ],
  'keeps a call pending when closed': [
    /pending, although the client is closed/,
    story => story.call(1).check({ state: 'closed', retryAt: undefined }),
  ],
  'resolves what was refused': [
    /R13: call 1 resolved although it was refused/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.answered(0, 0, { error: 'no' });
      story.settled(1, { resolved: undefined });
    },
  ],
  "resolves with another call's data": [
    /R22: call 1 resolved with 2, not with 1/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.answered(0, 0, { data: 1 });
      story.settled(1, { resolved: 2 });
    },
  ],
  'refuses what the server did not': [
    /failed as refused, but no server refused it/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.settled(1, { error: new ReplyError('msg', 0, 'no') });
    },
  ],
  'says never of a call that was sent': [
    /says delivery never, which is unknown/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.closing();
      story.fails(1, 'closed', 'never', 0);
    },
  ],
  'says unknown of a call that was not': [
    /says delivery unknown, which is never/,
    story => {
      story.closing();
      story.call(1).fails(1, 'closed', 'unknown');
    },
  ],
  'fails as closed while open': [
    /as closed, but the client is not/,
    story => story.call(1).fails(1, 'closed', 'never'),
  ],
  'fails as aborted of itself': [/but nobody aborted it/, story => story.call(1).fails(1, 'aborted', 'never')],
  'fails as disconnected on a socket that stands': [
    /as disconnected, but it was not in flight/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.fails(1, 'disconnected', 'unknown', 0);
    },
  ],
  'fails as disconnected what may go again': [
    /as disconnected, but it may be sent again/,
    story => {
      story.session(0).call(1, { resend: true }).received(0, 0, 'msg', 1);
      story.gone(0);
      story.fails(1, 'disconnected', 'unknown', 0);
    },
  ],
  'fails as not-connected while connected': [
    /as not-connected, but the client is connected/,
    story => story.session(0).call(1, { force: true }).fails(1, 'not-connected', 'never'),
  ],
  'lets a forced call wait': [
    /it must go now or never/,
    story => story.call(1, { force: true }).check({ state: 'connecting', retryAt: 1 }),
  ],
  'expires too early': [
    /as expired, but after 699 ms/,
    story => {
      story.call(1);
      Story.at = 699;
      story.fails(1, 'expired', 'never');
    },
  ],
  'fails as encoding what is JSON': [
    /as encoding, but its arguments are JSON/,
    story => story.call(1).fails(1, 'encoding', 'never'),
  ],
  'resolves noReply with data': [
    /R17: noReply call 1 resolved with 1/,
    story => {
      story.session(0).call(1, { noReply: true }).received(0, 0, 'msg', 1);
      story.settled(1, { resolved: 1 });
    },
  ],
  'sends out of order': [
    /R12: call 1 was sent after a later one/,
    story => {
      story.session(0).call(1).call(2).received(0, 1, 'msg', 2);
      story.received(0, 0, 'msg', 1);
    },
  ],
  'uses an id twice': [
    /R12: the id 0 of call 1 serves call 2/,
    story => {
      story.session(0).call(1).call(2).received(0, 0, 'msg', 1);
      story.received(0, 0, 'msg', 2);
    },
  ],
  'gives a call two ids': [
    /R12: call 1 had the id 0, and now 1/,
    story => {
      story.session(0).call(1, { resend: true }).received(0, 0, 'msg', 1);
      story.gone(0);
      story.session(1).received(1, 1, 'msg', 1);
    },
  ],
  'sends twice what may go once': [
    /R14: call 1 was sent twice/,
    story => {
      story.session(0).call(1).received(0, 0, 'msg', 1);
      story.gone(0);
      story.session(1).received(1, 0, 'msg', 1);
    },
  ],
  'sends what was cancelled': [
    /R16: call 1 was sent when it was cancelled/,
    story => {
      story.call(1).cancelled(1);
      story.session(0).received(0, 0, 'msg', 1);
    },
  ],
  'sends before the welcome': [
    /R2: packet 0 was sent before the welcome/,
    story => {
      story.dialled(0);
      story.opened(0);
      story.call(1).received(0, 0, 'msg', 1);
    },
  ],
  'sends before auth, which is remembered': [
    /R9: msg went before auth on socket 0/,
    story => {
      story.remembers();
      story.session(0).call(1).received(0, 0, 'msg', 1);
    },
  ],
  'sends to a socket that was left': [
    /R6: packet 0 was handed to socket 0, which was left/,
    story => {
      story.session(0).gone(0);
      story.call(1).received(0, 0, 'msg', 1);
    },
  ],
  'has two live sockets': [/R6: socket 1 is dialled while 0 lives/, story => story.session(0).dialled(1)],
  'dials when closed': [
    /R27: socket 0 is dialled although the client was closed/,
    story => {
      story.closing();
      story.dialled(0);
    },
  ],
  'neither dials nor waits': [
    /R3: reconnecting with 0 sockets and 0 waits/,
    story => story.check({ state: 'reconnecting', retryAt: undefined }),
  ],
  'announces a try when closed': [
    /R27: closed, yet a try is announced/,
    story => story.check({ state: 'closed', retryAt: 1 }),
  ],
  'replays a session that is over': [
    /R2: connected\$ replays a session, and none stands/,
    story => {
      story.session(0).gone(0);
      story.present(true);
    },
  ],
  'miscounts its sessions': [/session 7 was announced, which should be 1/, story => story.connected(7)],
  'is silent about a stray': [
    /R22: 1 replies were strays, and 0 were reported/,
    story => {
      story.session(0).answered(0, 9, { data: 1 });
      story.check(CONNECTED);
    },
  ],
  'calls an expected reply a stray': [
    /R22: 0 replies were strays, and 1 were reported/,
    story => {
      story.session(0).errored(new NoMethodHandlerError(0));
      story.check(CONNECTED);
    },
  ],
  'spools beyond the limit': [
    /R18: 2 calls wait in a spool of 1/,
    story => story.call(1).call(2).check({ state: 'connecting', retryAt: 1 }),
  ],
  'leaves a socket': [/R27: socket 0 is left/, story => story.session(0).over()],
  'sends an auth() although a newer one waits': [
    /R9: call 1 is sent, and call 2 is newer/,
    story => story.linked(0).call(1, AUTH).call(2, AUTH).received(0, 0, 'auth', 1),
  ],
  'keeps an auth() pending when the newer one is answered': [
    /R13: call 1 is still pending, although it was answered/,
    story => {
      story.linked(0).call(1, AUTH).call(2, AUTH).received(0, 1, 'auth', 2);
      story.answered(0, 1, { data: 1 });
      story.check({ state: 'connecting', retryAt: undefined });
    },
  ],
  'resolves an auth() when no call of its group was answered': [
    /R13: call 1 resolved without an answer/,
    story => {
      story.linked(0).call(1, AUTH).call(2, AUTH).received(0, 1, 'auth', 2);
      story.settled(1, { resolved: 1 });
    },
  ],
  'resolves an auth() with the answer to one that had been cancelled': [
    /R13: call 1 resolved, but was never sent/,
    story => {
      story.linked(0).call(1, AUTH).call(2, AUTH).received(0, 1, 'auth', 2);
      story.cancelled(2);
      story.answered(0, 1, { data: 1 });
      story.settled(1, { resolved: 1 });
    },
  ],
  'rejects an auth() when its set-up is lost': [
    /as disconnected, but it may be sent again/,
    story => {
      story.linked(0).call(1, AUTH).received(0, 0, 'auth', 1);
      story.gone(0);
      story.fails(1, 'disconnected', 'unknown', 0);
    },
  ],
  'keeps an auth() pending whose session was lost': [
    /pending, although its connection was lost/,
    story => {
      story.session(0).call(1, AUTH).received(0, 0, 'auth', 1);
      story.gone(0);
      story.check({ state: 'reconnecting', retryAt: 1 });
    },
  ],
  'uses what it remembers although an auth() waits': [
    /R9: socket 0 had remembered credentials, and call 1 waits/,
    story => {
      story.remembers();
      story.linked(0).call(1, AUTH).received(0, 1, 'auth');
    },
  ],
  'remembers other credentials than were accepted': [
    /R9: the credentials of call undefined are sent as those remembered, which are of 1/,
    story => {
      story.remembers();
      story.linked(0).call(1, AUTH).received(0, 0, 'auth', 1);
      story.answered(0, 0, { data: 1 });
      story.settled(1, { resolved: 1 });
      story.gone(0);
      story.linked(1).received(1, 1, 'auth');
    },
  ],
  'is connected although no auth was accepted': [
    /R9: connected without auth on socket 0/,
    story => {
      story.remembers();
      story.linked(0).received(0, 0, 'auth');
      story.connected(1);
    },
  ],
  'sends some of the opt-outs that wait': [
    /R9: call 2 has the names of 2, and should have those of 1,2/,
    story => story.linked(0).call(1, OPT_OUT).call(2, OPT_OUT).received(0, 1, 'optOutEvents', 2),
  ],
  'says never of an opt-out that was sent with a newer one': [
    /says delivery never, which is unknown/,
    story => {
      story.linked(0).call(1, OPT_OUT).call(2, OPT_OUT).received(0, 1, 'optOutEvents', 1, 2);
      story.closing();
      story.fails(1, 'closed', 'never');
    },
  ],
  'remembers an opt-out that was cancelled before it was sent': [
    /R10: the names of call 1 are sent, which no server has accepted/,
    story => {
      story.call(1, OPT_OUT).cancelled(1);
      story.linked(0).received(0, 1, 'optOutEvents', 1);
    },
  ],
  'gives what is sent again its whole time again': [
    /pending, although its time is over/,
    story => {
      story.session(0).call(1, { resend: true, timeout: 10 }).received(0, 0, 'msg', 1);
      Story.at = 6;
      story.gone(0);
      Story.at = 100;
      story.session(1).received(1, 0, 'msg', 1);
      Story.at = 104;
      story.check(CONNECTED);
    },
  ],
  'keeps a call pending that three connections were lost under': [
    /pending, although its third connection was lost/,
    story => {
      story.call(1, { resend: true });
      for (const socket of [0, 1, 2]) {
        story.session(socket).received(socket, 0, 'msg', 1);
        story.gone(socket);
      }
      story.check({ state: 'reconnecting', retryAt: 1 });
    },
  ],
  'tells of the end of a client without a socket before close() has returned': [
    /closed\$: without a socket, before close\(\) has returned/,
    story => story.closed(undefined, true),
  ],
  'does not tell the end of a socket': [
    /closed\$: told 0 ends, and 1 sockets had opened/,
    story => story.session(0).overWithClosed(),
  ],
  'leaves a timer': [/R27: 1 timers left/, story => story.left('timers', 1)],
};

describe('the books of the model', () => {
  for (const [client, [said, tell]] of Object.entries(STORIES)) {
    it(`R6–R29: find a client that ${client}`, () => {
      const story = new Story();
      tell(story);
      expect(story.violations.join('\n')).to.match(said);
      expect(() => story.verdict()).to.throw(said);
    });
  }

  it('R18: find a client that overflows without a limit', () => {
    const story = new Story({ limit: FOR_EVER });
    story.call(1).fails(1, 'overflow', 'never');
    expect(story.violations.join('\n')).to.match(/as overflow, but it cannot/);
  });

  it('R6–R29: find nothing wrong with a client that keeps the rules', () => {
    const story = new Story();
    story.session(0).call(1).received(0, 0, 'msg', 1);
    story.check(CONNECTED);
    story.answered(0, 0, { data: 1 });
    story.settled(1, { resolved: 1 });
    story.call(2, { resend: true }).received(0, 1, 'msg', 2);
    story.gone(0);
    story.check({ state: 'reconnecting', retryAt: 1 });
    story.session(1).received(1, 1, 'msg', 2);
    story.closing();
    story.fails(2, 'closed', 'unknown', 1).gone(1);
    story.check({ state: 'closed', retryAt: undefined });
    story.over();
    expect(story.violations).to.deep.equal([]);
  });
});
