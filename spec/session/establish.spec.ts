import { expect } from 'chai';
import { EMPTY, ignoreElements, map, NEVER, type Observable, of, take, tap } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { beamProtocol } from '../../lib/beam/protocol.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import type { Link } from '../../lib/link/link.js';
import type { NetworkEvent } from '../../lib/link/network.js';
import { deliverTo } from '../../lib/protocol/deliver-to.js';
import { Demux } from '../../lib/protocol/demux.js';
import { Ids } from '../../lib/protocol/ids.js';
import { type Body, wireOf } from '../../lib/protocol/protocol.js';
import { establish, type SetUpStep } from '../../lib/session/establish.js';
import { keepAlive } from '../../lib/session/keep-alive.js';
import type { Requester } from '../../lib/session/request.js';
import { Secrets } from '../../lib/text/secrets.js';
import { asFields } from '../kit/facts.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { awaiting, line } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';

const WELCOME = '{"type":"event","event":"WelcomeEvent","data":{"server":"x"}}';
const OTHER = '{"type":"event","event":"UserJoin","data":{}}';
const ANSWER = '{"type":"reply","error":"unknown method","id":0}';
const frames = { w: WELCOME, o: OTHER, a: ANSWER, b: 'not JSON' };
const address = 'wss://chat.test';
const join = { endpoints: [address], authkey: 'k3y' };
const silent = { name: 'TimeoutError', kind: 'timeout', delivery: 'unknown', method: 'ping', waited: 5000 };
const tooLate = { name: 'ConnectionError', address };
const why = (error: unknown) => (error instanceof Error ? (error.cause as Error | undefined)?.message : undefined);

interface Given {
  readonly optOuts?: Observable<never>;
  readonly auth?: Observable<boolean>;
  readonly welcome?: boolean;
  readonly network$?: Observable<NetworkEvent>;
  readonly connectTimeout?: number;
  readonly pingInterval?: number;
  readonly onSetUp?: (requester: Requester, given: unknown) => void;
}

/** The operators from a link to a session, over a link whose frames are given as marbles. */
const stage = (m: Context, marble: string, linkHas: Partial<Link> = {}) => {
  const log: string[] = [];
  const note = (text: string) => void log.push(`${m.scheduler.frame} ${text}`);
  const frames$ = m.cold<unknown>(marble, frames);
  const link = fakeLink(
    frames$,
    what => note(what.startsWith('send ') ? `send ${line(what.slice(5))}` : what),
    linkHas,
  );
  const secrets = new Secrets();
  const demux = new Demux({ report: error => note(`error ${error.name}`) }, secrets);
  const protocol = beamProtocol({ protocolVersion: '1.0', query: {} });
  const causes: unknown[] = [];
  const open = (link$: Observable<Link>, given: Given = {}) => {
    const { optOuts = EMPTY, auth = of(true), welcome = true, network$ = NEVER, onSetUp, ...options } = given;
    const steps = (requester: Requester, asked: unknown): readonly SetUpStep[] => {
      onSetUp?.(requester, asked);
      const welcome$ = welcome ? demux.events.on('WelcomeEvent').pipe(take(1), ignoreElements()) : EMPTY;
      return [
        { waitsFor: 'the welcome', authenticated$: welcome$ },
        { waitsFor: 'opt-outs and auth', authenticated$: optOuts.pipe(ignoreElements()) },
        { waitsFor: 'opt-outs and auth', authenticated$: auth },
      ];
    };
    const timing = { connectTimeout: 10_000, pingInterval: 15_000, pingTimeout: 5_000, ...options };
    const announcements = {
      announceSent: (sent: number | undefined, method: string, body: Body) =>
        note(`announced ${sent} ${method} ${body}`),
    };
    const parts = {
      protocol,
      demux,
      secrets,
      ids: new Ids(protocol),
      announcements,
      setUp: { steps },
      options: timing,
    };
    const wire = wireOf(protocol);
    return link$.pipe(
      deliverTo(demux, wire),
      establish({ address, join }, wire, parts),
      keepAlive(timing, network$, address),
    );
  };
  const observed = (link$: Observable<Link>, given: Given = {}) =>
    open(link$, given).pipe(
      tap({ error: error => causes.push(why(error)) }),
      map(session => `${session.address} ${session.authenticated ? 'as a user' : 'as anonymous'}`),
      asFields,
    );
  return { log, causes, frames$, link, demux, open, observed };
};

const values = { y: 'wss://chat.test as a user', n: 'wss://chat.test as anonymous' };

describe('establish', () => {
  it(
    'R2: emits the session after open, welcome, opt-outs and auth, in this order',
    marbles(m => {
      const optOuts$ = m.cold<never>('        ---|        ');
      const auth$ = m.cold<boolean>('            ----(n|)', { n: false });
      const { link, frames$, observed } = stage(m, '--w');
      const link$ = m.cold('                   ---l', { l: link });
      const linkSubs = '                       ^----------------!';
      const frameSubs = '                      ---^-------------!';
      const optOutSubs = '                     -----^--!';
      const authSubs = '                       --------^---!';
      const expected = '                       ------------n';
      m.expect(observed(link$, { optOuts: optOuts$, auth: auth$ }), linkSubs).toBeObservable(expected, values);
      m.expect(link$).toHaveSubscriptions(linkSubs);
      m.expect(frames$).toHaveSubscriptions(frameSubs);
      m.expect(optOuts$).toHaveSubscriptions(optOutSubs);
      m.expect(auth$).toHaveSubscriptions(authSubs);
    }),
  );

  it(
    'R2: passes the set-up a requester and the join reply',
    marbles(m => {
      const { link, observed } = stage(m, '--w');
      const seen: unknown[] = [];
      const onSetUp = (requester: Requester, given: unknown) => seen.push(m.scheduler.frame, requester.address, given);
      m.expect(observed(m.cold('---l', { l: link }), { onSetUp }), '^------!').toBeObservable('-----y', values);
      m.flush();
      expect(seen).to.deep.equal([3, address, join]);
    }),
  );

  it(
    'R2: with welcome: false it does not wait for one',
    marbles(m => {
      const { link, observed } = stage(m, '-');
      m.expect(observed(m.cold('-l', { l: link }), { welcome: false }), '^---!').toBeObservable('-y', values);
    }),
  );

  it(
    'ancestor 11: other frames before the welcome neither establish the session nor stop connectTimeout',
    marbles(m => {
      const { link, log, observed } = stage(m, '1s o 1s b 1s o');
      m.expect(observed(m.cold('l', { l: link }))).toBeObservable('10s #', {}, tooLate);
      m.flush();
      expect(log).to.deep.equal(['2001 error BadMessageError']);
    }),
  );

  const late = {
    'never opens': { link: '-', frames: '-', auth: '-', awaited: 'the socket to open' },
    'opens and sends no welcome': { link: 'l', frames: '-', auth: '-', awaited: 'the welcome' },
    'does not answer auth': { link: 'l', frames: 'w', auth: '-', awaited: 'opt-outs and auth' },
    'answers auth a moment too late': { link: 'l', frames: '5s w', auth: '5001ms (y|)', awaited: 'opt-outs and auth' },
  };
  for (const [what, marble] of Object.entries(late)) {
    it(
      `R2: errors after connectTimeout when the server ${what}, and says what it waited for`,
      marbles(m => {
        const { link, causes, frames$, observed } = stage(m, marble.frames);
        const link$ = m.cold<Link>(marble.link, { l: link });
        const auth$ = m.cold<boolean>(marble.auth, { y: true });
        const subs = '              ^ 9999ms !';
        m.expect(observed(link$, { auth: auth$ })).toBeObservable('10s #', {}, tooLate);
        m.expect(link$).toHaveSubscriptions(subs);
        if (marble.link === 'l') m.expect(frames$).toHaveSubscriptions(subs);
        m.flush();
        expect(causes).to.deep.equal([`it waited for ${marble.awaited}`]);
      }),
    );
  }

  it(
    'R2, R15: an answer that is in the socket when connectTimeout is over counts',
    marbles(m => {
      const { link, observed } = stage(m, '5s w');
      const auth$ = m.cold<boolean>('5s (y|)', { y: true });
      const link$ = m.cold('l', { l: link });
      m.expect(observed(link$, { auth: auth$ }), '^ 15s !').toBeObservable('10s y', values);
    }),
  );

  it(
    'R2: connectTimeout ends once the session is established',
    marbles(m => {
      const { link, observed } = stage(m, '9s w');
      m.expect(observed(m.cold('l', { l: link })), '^ 15s !').toBeObservable('9s y', values);
    }),
  );

  for (const connectTimeout of [0, Number.POSITIVE_INFINITY]) {
    it(
      `a connectTimeout of ${connectTimeout} waits for ever`,
      marbles(m => {
        const { link, observed } = stage(m, '60m w');
        m.expect(observed(m.cold('l', { l: link }), { connectTimeout }), '^ 3600001ms !').toBeObservable(
          '60m y',
          values,
        );
      }),
    );
  }

  it(
    'errors as the link does, before and after the session is established',
    marbles(m => {
      const { link, frames$, observed } = stage(m, '--w');
      const early$ = m.cold('l-#     ', { l: link });
      const lost$ = m.cold(' l-----# ', { l: link });
      m.expect(observed(m.cold('-#'))).toBeObservable('-#', {}, { thrown: 'error' });
      m.expect(observed(early$, { welcome: false })).toBeObservable('y-#', values, { thrown: 'error' });
      m.expect(observed(lost$)).toBeObservable('--y---#', values, { thrown: 'error' });
      m.expect(frames$).toHaveSubscriptions(['^-!', '^-----!']);
    }),
  );

  it(
    'does not end when the frames complete or error: only the link ends it',
    marbles(m => {
      for (const marble of ['w--|', 'w--#']) {
        const { link, observed } = stage(m, marble);
        m.expect(observed(m.cold('l', { l: link })), '^ 14s !').toBeObservable('y', values);
      }
    }),
  );

  it(
    'R11: a final refusal is an error, which is emitted before the link is torn down',
    marbles(m => {
      const { link, frames$, observed } = stage(m, 'w');
      const refused = new AuthenticationFailedError('not you');
      const auth$ = m.cold<boolean>('--#', {}, refused);
      const expected = '             --#';
      m.expect(observed(m.cold('l', { l: link }), { auth: auth$ })).toBeObservable(
        expected,
        {},
        { name: refused.name },
      );
      m.expect(frames$).toHaveSubscriptions('^-!');
    }),
  );

  it(
    'R2: emits no session on a socket that is no longer open: its error follows',
    marbles(m => {
      const { link, observed } = stage(m, 'w', { isOpen: () => m.scheduler.frame < 2 });
      const link$ = m.cold('l---#', { l: link });
      m.expect(observed(link$, { auth: m.cold('--(y|)', { y: true }) })).toBeObservable(
        '----#',
        {},
        { thrown: 'error' },
      );
    }),
  );

  it(
    'R8: `offline` is an error, while dialling and once the session is established',
    marbles(m => {
      const { link, observed } = stage(m, '--w');
      const gone = { name: 'ConnectionError', address };
      const events = { o: 'offline' as const };
      m.expect(observed(m.cold('-'), { network$: m.cold('-o', events) })).toBeObservable('-#', {}, gone);
      const established$ = observed(m.cold('l', { l: link }), { network$: m.cold('----o', events) });
      m.expect(established$).toBeObservable('--y-#', values, gone);
    }),
  );

  it(
    'R27: unsubscribing unsubscribes from link, frames and auth',
    marbles(m => {
      const { link, frames$, observed } = stage(m, 'w');
      const link$ = m.cold('l', { l: link });
      const auth$ = m.cold<boolean>('-');
      const subs = '         ^---!';
      m.expect(observed(link$, { auth: auth$ }), subs).toBeObservable('-');
      m.expect(link$).toHaveSubscriptions(subs);
      m.expect(frames$).toHaveSubscriptions(subs);
      m.expect(auth$).toHaveSubscriptions(subs);
      m.flush();
      expect(m.scheduler.frame, 'no timer of connectTimeout is left').to.equal(4);
    }),
  );

  describe('once the session is established', () => {
    it(
      'R7: a silent server is an error',
      marbles(m => {
        const { link, log, observed } = stage(m, 'w');
        m.expect(observed(m.cold('l', { l: link }))).toBeObservable('y 19999ms #', values, silent);
        m.flush();
        expect(log).to.deep.equal(['15000 ping']);
      }),
    );

    it(
      'R7: frames of any kind count as events of life',
      marbles(m => {
        const { link, log, observed } = stage(m, 'w 12s o 12s b 12s o');
        m.expect(observed(m.cold('l', { l: link })), '^ 50s !').toBeObservable('y', values);
        m.flush();
        expect(log).to.deep.equal(['24002 error BadMessageError']);
      }),
    );

    it(
      'R8: a probe sends a ping, only once the session is established',
      marbles(m => {
        const { link, log, observed } = stage(m, '--w');
        const probe$ = m.hot('-p----p', { p: 'wake' as const });
        m.expect(observed(m.cold('l', { l: link }), { network$: probe$ })).toBeObservable(
          '--y 5003ms #',
          values,
          silent,
        );
        m.flush();
        expect(log).to.deep.equal(['6 ping']);
      }),
    );

    it(
      'R7: calls the method ping where the link cannot ping, and any reply is a sign of life',
      marbles(m => {
        const { link, log, observed, demux } = stage(m, 'w 15009ms a', { ping: () => false });
        m.expect(observed(m.cold('l', { l: link })), '^ 20s !').toBeObservable('y', values);
        m.flush();
        expect(log).to.deep.equal(['15000 send 0 ping []', '15000 announced 0 ping []']);
        expect(demux.replies.clear(), 'its reply is not waited for any more').to.deep.equal([]);
      }),
    );

    it(
      'R7: a ping that the socket does not accept changes nothing: the silence decides',
      marbles(m => {
        const { link, log, observed } = stage(m, 'w', { ping: () => false, send: () => false });
        m.expect(observed(m.cold('l', { l: link }))).toBeObservable('y 19999ms #', values, silent);
        m.flush();
        expect(log).to.deep.equal([]);
      }),
    );

    it(
      'sends over its own link, and delivers replies by their id',
      marbles(m => {
        const { link, log, demux, open } = stage(m, 'w');
        const received: unknown[] = [];
        const subscription = open(m.cold('l', { l: link }), { pingInterval: 0 }).subscribe(session => {
          expect(session.send(session.frame(0, 'msg', '[]'))).to.equal(true);
          session.replies.expect(
            session.ids.next(),
            awaiting(data => received.push(data)),
          );
          demux.reply(0, 'hi', {});
        });
        play(m, '--a', { a: () => subscription.unsubscribe() });
        m.flush();
        expect(log).to.deep.equal(['0 send 0 msg []']);
        expect(received).to.deep.equal(['hi']);
      }),
    );
  });
});
