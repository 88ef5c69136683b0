import { expect } from 'chai';
import { asyncScheduler, map, NEVER, Observable, tap } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import type { Link } from '../../lib/link/link.js';
import { Demux } from '../../lib/packet/demux.js';
import { openSession, type SessionOptions, type Shore, type Surroundings } from '../../lib/session/session.js';
import type { Papers } from '../../lib/session/standing.js';
import { errorFacts } from '../kit/session-kit/facts.js';
import { line } from '../kit/session-kit/fake-desk.js';
import { play } from '../kit/session-kit/play.js';

const WELCOME = '{"type":"event","event":"WelcomeEvent","data":{"server":"x"}}';
const OTHER = '{"type":"event","event":"UserJoin","data":{}}';
const ANSWER = '{"type":"reply","error":"unknown method","id":0}';
const frames = { w: WELCOME, o: OTHER, a: ANSWER, b: 'not JSON' };
const join = { endpoints: ['wss://chat.test'], authkey: 'k3y' };
const silent = { name: 'TimeoutError', kind: 'timeout', delivery: 'unknown', method: 'ping', waited: 5000 };
const tooLate = { name: 'ConnectionError', address: 'wss://chat.test' };
const why = (error: unknown) => (error instanceof Error ? (error.cause as Error | undefined)?.message : undefined);

interface Given extends Partial<SessionOptions> {
  readonly papers?: Papers;
  readonly wake$?: Observable<unknown>;
}

/** A link whose frames come as the marbles say, and everything that a session asks of its surroundings. */
const stage = (m: Context, marble: string, linkHas: Partial<Link> = {}) => {
  const log: string[] = [];
  const note = (text: string) => void log.push(`${m.scheduler.frame} ${text}`);
  const frames$ = m.cold<unknown>(marble, frames);
  let heard = 0;
  let times = 0;
  const heard$ = frames$.pipe(
    tap(() => {
      heard = asyncScheduler.now();
      times += 1;
    }),
  );
  const link: Link = {
    address: 'wss://chat.test',
    heardAt: () => heard,
    heard: () => times,
    send: text => {
      note(`send ${line(text)}`);
      return true;
    },
    ping: () => {
      note('ping');
      return true;
    },
    leave: () => note('leave'),
    close: () => note('close'),
    ...linkHas,
  };
  const demux = new Demux(error => note(`stray ${error.name}`));
  let id = 0;
  const ready: Papers = {
    optOuts: { apply: () => m.cold('|') },
    credentials: { authenticate: () => m.cold('(y|)', { y: true }) },
  };
  const causes: unknown[] = [];
  /** A dial that gives the link when `link$` does, and from then on its frames; it ends as `link$` does. */
  const dialling =
    (link$: Observable<Link>): Shore['connect'] =>
    (_, openObserver) =>
      new Observable(subscriber =>
        link$.subscribe({
          next: each => {
            subscriber.add(heard$.subscribe({ next: frame => subscriber.next(frame), error: () => {} }));
            openObserver.next(each);
          },
          error: error => subscriber.error(error),
        }),
      );
  const open = (link$: Observable<Link>, given: Given = {}) => {
    const { papers = ready, wake$ = NEVER, ...options } = given;
    const shore: Shore = {
      connect: dialling(link$),
      signs: () => wake$,
      opened: opened => note(opened === link ? 'opened' : 'opened another'),
      refused: error => note(`refused ${error.message}`),
    };
    const surroundings: Surroundings = {
      ...papers,
      demux,
      nextId: () => id++,
      streams: { tellSent: text => note(`told ${line(text)}`) },
      options: { welcome: true, connectTimeout: 10_000, pingInterval: 15_000, pingTimeout: 5_000, ...options },
    };
    return openSession({ address: 'wss://chat.test', join }, shore, surroundings);
  };
  const told = (link$: Observable<Link>, given: Given = {}) =>
    open(link$, given).pipe(
      tap({ error: error => causes.push(why(error)) }),
      map(({ desk, authenticated }) => `${desk.address} ${authenticated ? 'as a user' : 'as nobody'}`),
      errorFacts(),
    );
  return { log, causes, frames$, link, demux, open, told };
};

const values = { y: 'wss://chat.test as a user', n: 'wss://chat.test as nobody' };

describe('openSession', () => {
  it(
    'R2: stands after open, welcome, opt-outs and auth, in this order',
    marbles(m => {
      const optOuts$ = m.cold<never>('        ---|        ');
      const auth$ = m.cold<boolean>('            ----(n|)', { n: false });
      const { link, frames$, told } = stage(m, '--w');
      const link$ = m.cold('                   ---l', { l: link });
      const linkSubs = '                       ^----------------!';
      const frameSubs = '                      ---^-------------!';
      const optOutSubs = '                     -----^--!';
      const authSubs = '                       --------^---!';
      const expected = '                       ------------n';
      const papers = {
        optOuts: { apply: () => optOuts$ },
        credentials: { authenticate: () => auth$ },
      };
      m.expect(told(link$, { papers }), linkSubs).toBeObservable(expected, values);
      m.expect(link$).toHaveSubscriptions(linkSubs);
      m.expect(frames$).toHaveSubscriptions(frameSubs);
      m.expect(optOuts$).toHaveSubscriptions(optOutSubs);
      m.expect(auth$).toHaveSubscriptions(authSubs);
    }),
  );

  it(
    'R2: tells of the link as soon as it is open, and hands the join reply to the credentials',
    marbles(m => {
      const { link, log, told } = stage(m, '--w');
      const seen: unknown[] = [];
      const papers: Papers = {
        optOuts: { apply: desk => m.cold<never>('|').pipe(tap({ subscribe: () => seen.push(desk.address) })) },
        credentials: {
          authenticate: (desk, given) => m.cold('(y|)', { y: true }).pipe(tap(() => seen.push(desk.address, given))),
        },
      };
      m.expect(told(m.cold('---l', { l: link }), { papers }), '^------!').toBeObservable('-----y', values);
      m.flush();
      expect(log).to.deep.equal(['3 opened']);
      expect(seen).to.deep.equal(['wss://chat.test', 'wss://chat.test', join]);
    }),
  );

  it(
    'R2: with welcome: false it does not wait for one',
    marbles(m => {
      const { link, told } = stage(m, '-');
      m.expect(told(m.cold('-l', { l: link }), { welcome: false }), '^---!').toBeObservable('-y', values);
    }),
  );

  it(
    'ancestor 11: other frames before the welcome neither establish it nor stop the clock',
    marbles(m => {
      const { link, log, told } = stage(m, '1s o 1s b 1s o');
      m.expect(told(m.cold('l', { l: link }))).toBeObservable('10s #', {}, tooLate);
      m.flush();
      expect(log).to.deep.equal(['0 opened', '2001 stray BadMessageError']);
    }),
  );

  const late = {
    'never opens': { link: '-', frames: '-', auth: '-', awaited: 'the socket to open' },
    'opens and says no welcome': { link: 'l', frames: '-', auth: '-', awaited: 'the welcome' },
    'does not answer auth': { link: 'l', frames: 'w', auth: '-', awaited: 'opt-outs and auth' },
    'answers auth a moment too late': { link: 'l', frames: '5s w', auth: '5s (y|)', awaited: 'opt-outs and auth' },
  };
  for (const [what, marble] of Object.entries(late)) {
    it(
      `R2: is given up after connectTimeout when the server ${what}, and says what it waited for`,
      marbles(m => {
        const { link, causes, frames$, told } = stage(m, marble.frames);
        const link$ = m.cold<Link>(marble.link, { l: link });
        const auth$ = m.cold<boolean>(marble.auth, { y: true });
        const papers = { optOuts: { apply: () => m.cold<never>('|') }, credentials: { authenticate: () => auth$ } };
        const subs = '              ^ 9999ms !';
        m.expect(told(link$, { papers })).toBeObservable('10s #', {}, tooLate);
        m.expect(link$).toHaveSubscriptions(subs);
        if (marble.link === 'l') m.expect(frames$).toHaveSubscriptions(subs);
        m.flush();
        expect(causes).to.deep.equal([`it waited for ${marble.awaited}`]);
      }),
    );
  }

  it(
    'R2: connectTimeout does not count once the session stands',
    marbles(m => {
      const { link, told } = stage(m, '9s w');
      m.expect(told(m.cold('l', { l: link })), '^ 15s !').toBeObservable('9s y', values);
    }),
  );

  for (const connectTimeout of [0, Number.POSITIVE_INFINITY]) {
    it(
      `a connectTimeout of ${connectTimeout} waits for ever`,
      marbles(m => {
        const { link, told } = stage(m, '60m w');
        m.expect(told(m.cold('l', { l: link }), { connectTimeout }), '^ 3600001ms !').toBeObservable('60m y', values);
      }),
    );
  }

  it(
    'errors as the link does, before it stands and after',
    marbles(m => {
      const { link, frames$, told } = stage(m, '--w');
      const early$ = m.cold('l-#     ', { l: link });
      const lost$ = m.cold(' l-----# ', { l: link });
      m.expect(told(m.cold('-#'))).toBeObservable('-#', {}, { thrown: 'error' });
      m.expect(told(early$, { welcome: false })).toBeObservable('y-#', values, { thrown: 'error' });
      m.expect(told(lost$)).toBeObservable('--y---#', values, { thrown: 'error' });
      m.expect(frames$).toHaveSubscriptions(['^-!', '^-----!']);
    }),
  );

  it(
    'stays when the frames end or fail: only the link says that it is gone',
    marbles(m => {
      for (const marble of ['w--|', 'w--#']) {
        const { link, told } = stage(m, marble);
        m.expect(told(m.cold('l', { l: link })), '^ 14s !').toBeObservable('y', values);
      }
    }),
  );

  it(
    'R11: a refusal for good is told while the link is open, and does not end it by itself',
    marbles(m => {
      const { link, frames$, log, told } = stage(m, 'w');
      const auth$ = m.cold<boolean>('--#', {}, new AuthenticationFailedError('not you'));
      const papers = { optOuts: { apply: () => m.cold<never>('|') }, credentials: { authenticate: () => auth$ } };
      const subs = '^----!';
      m.expect(told(m.cold('l', { l: link }), { papers }), subs).toBeObservable('-');
      m.expect(frames$).toHaveSubscriptions(subs);
      m.flush();
      expect(log).to.deep.equal(['0 opened', '2 refused not you']);
    }),
  );

  it(
    'R8: a sign that is an error ends it, while it is dialled and once it stands',
    marbles(m => {
      const { link, told } = stage(m, '--w');
      m.expect(told(m.cold('-'), { wake$: m.cold('-#') })).toBeObservable('-#', {}, { thrown: 'error' });
      const stands$ = told(m.cold('l', { l: link }), { wake$: m.cold('----#') });
      m.expect(stands$).toBeObservable('--y-#', values, { thrown: 'error' });
    }),
  );

  it(
    'R27: unsubscribed, it lets go of link, frames and auth',
    marbles(m => {
      const { link, frames$, told } = stage(m, 'w');
      const link$ = m.cold('l', { l: link });
      const auth$ = m.cold<boolean>('-');
      const subs = '         ^---!';
      const papers = { optOuts: { apply: () => m.cold<never>('|') }, credentials: { authenticate: () => auth$ } };
      m.expect(told(link$, { papers }), subs).toBeObservable('-');
      m.expect(link$).toHaveSubscriptions(subs);
      m.expect(frames$).toHaveSubscriptions(subs);
      m.expect(auth$).toHaveSubscriptions(subs);
      m.flush();
      expect(m.scheduler.frame, 'no timer of connectTimeout is left').to.equal(4);
    }),
  );

  describe('once it stands', () => {
    it(
      'R7: is watched: silent, it errors',
      marbles(m => {
        const { link, log, told } = stage(m, 'w');
        m.expect(told(m.cold('l', { l: link }))).toBeObservable('y 19999ms #', values, silent);
        m.flush();
        expect(log).to.deep.equal(['0 opened', '15000 ping']);
      }),
    );

    it(
      'R7: frames of any kind are signs of life',
      marbles(m => {
        const { link, log, told } = stage(m, 'w 12s o 12s b 12s o');
        m.expect(told(m.cold('l', { l: link })), '^ 50s !').toBeObservable('y', values);
        m.flush();
        expect(log).to.deep.equal(['0 opened', '24002 stray BadMessageError']);
      }),
    );

    it(
      'R8: a probe makes the server prove that it is alive, only once it stands',
      marbles(m => {
        const { link, log, told } = stage(m, '--w');
        const probe$ = m.hot('-p----p');
        m.expect(told(m.cold('l', { l: link }), { wake$: probe$ })).toBeObservable('--y 5003ms #', values, silent);
        m.flush();
        expect(log).to.deep.equal(['0 opened', '6 ping']);
      }),
    );

    it(
      'R7: pings by the method of that name where the link cannot, and any answer is a sign of life',
      marbles(m => {
        const { link, log, told, demux } = stage(m, 'w 15009ms a', { ping: () => false });
        m.expect(told(m.cold('l', { l: link })), '^ 20s !').toBeObservable('y', values);
        m.flush();
        expect(log).to.deep.equal(['0 opened', '15000 send 0 ping []', '15000 told 0 ping []']);
        expect(demux.replies.clear(), 'its reply is not waited for any more').to.deep.equal([]);
      }),
    );

    it(
      'R7: a ping that the socket does not take any more changes nothing: silence decides',
      marbles(m => {
        const { link, log, told } = stage(m, 'w', { ping: () => false, send: () => false });
        m.expect(told(m.cold('l', { l: link }))).toBeObservable('y 19999ms #', values, silent);
        m.flush();
        expect(log).to.deep.equal(['0 opened']);
      }),
    );

    it(
      'hands what is sent to its own link, and replies to whoever waits for their id',
      marbles(m => {
        const { link, log, demux, open } = stage(m, 'w');
        const heard: unknown[] = [];
        const subscription = open(m.cold('l', { l: link }), { pingInterval: 0 }).subscribe(({ desk }) => {
          expect(desk.send('{"id":0,"method":"msg","arguments":[]}')).to.equal(true);
          desk.replies.expect(desk.nextId(), { answered: packet => heard.push(packet.data) });
          demux.receive('{"type":"reply","error":null,"id":0,"data":"hi"}');
        });
        play(m, '--a', { a: () => subscription.unsubscribe() });
        m.flush();
        expect(log).to.deep.equal(['0 opened', '0 send 0 msg []']);
        expect(heard).to.deep.equal(['hi']);
      }),
    );
  });
});
