import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { AuthSource } from '../../lib/beam/credentials.js';
import { BeamSetUp } from '../../lib/beam/set-up.js';
import type { CallOptions } from '../../lib/traffic/call-options.js';
import { asFields } from '../kit/facts.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { play } from '../kit/session-kit/play.js';
import { progressOf } from '../kit/session-kit/set-up.js';

const join = { endpoints: [] };
const ANONYMOUS = { data: { authenticated: false, roles: [] } };
const USER = { data: { authenticated: true, roles: ['User'] } };

/** A set-up whose welcome is an Observable, and what it reports and announces. */
const stage = (welcome$: Observable<unknown>, options: { welcome?: boolean; auth?: AuthSource } = {}) => {
  const { calls, secrets, session, make, ended } = stageCalls();
  const reported: unknown[] = [];
  const parts = {
    calls,
    secrets,
    demux: { events: { on: () => welcome$ } },
    announcements: {
      report: (error: unknown) => void reported.push(error),
      authenticated: (isUser: boolean) => void reported.push(isUser),
      announce: (notify: () => void) => notify(),
    },
  };
  const setUp = new BeamSetUp(parts, { welcome: true, ...options });
  return { setUp, calls, session, make, ended, reported };
};

const values = {
  w: { waitsFor: 'the welcome' },
  a: { waitsFor: 'opt-outs and auth' },
  y: { authenticated: true },
  n: { authenticated: false },
};

describe('BeamSetUp', () => {
  it(
    'R2: waits for the welcome, opts out, authenticates, in this order, and says what it waits for',
    marbles(m => {
      const welcome$ = m.cold('---x');
      const { setUp, session, make } = stage(welcome$, { auth: [1, 2, 'k'] });
      make('optOutEvents', { whenDown: 'set-up' });
      const expected = '       w--a-a--(y|)';
      play(m, '                -----o--u', { o: () => session.reply(0), u: () => session.reply(1, USER) });
      m.expect(progressOf(setUp.steps(session, join))).toBeObservable(expected, values);
      m.expect(welcome$).toHaveSubscriptions('^--!');
      m.flush();
      expect(session.sent).to.deep.equal(['0 optOutEvents []', '1 auth [1,2,"k"]']);
    }),
  );

  it(
    'R2: with welcome: false it does not wait for one, and without credentials it sends nothing',
    marbles(m => {
      const { setUp, session } = stage(m.cold('-'), { welcome: false });
      m.expect(progressOf(setUp.steps(session, join))).toBeObservable('(waan|)', values);
      m.flush();
      expect(session.sent).to.deep.equal([]);
    }),
  );

  it(
    'does not complete without the answer to auth, and stops waiting when it is unsubscribed',
    marbles(m => {
      const { setUp, session } = stage(m.cold('x'), { auth: [1] });
      m.expect(progressOf(setUp.steps(session, join)), '^----!').toBeObservable('(waa)', values);
      m.flush();
      expect(session.reply(0, ANONYMOUS)).to.equal('abandoned');
    }),
  );

  it(
    'errors when the refusal of the server is final, after it has emitted its progress',
    marbles(m => {
      const { setUp, session } = stage(m.cold('x'), { auth: [1, 2, 'k'] });
      play(m, '-----r', { r: () => session.reply(0, { error: 'UACCESS' }) });
      const refused = { name: 'AuthenticationFailedError', address: 'wss://chat.test', code: 'UACCESS' };
      m.expect(progressOf(setUp.steps(session, join)).pipe(asFields)).toBeObservable('(waa)#', { ...values }, refused);
    }),
  );

  it('R9: adapts auth and optOutEvents, and no other call', () => {
    const { setUp } = stage(stageCalls().calls.idle$);
    const resolvers = { resolve: () => {}, reject: () => {} };
    const whenDown = (method: string, args: unknown = []) =>
      setUp.adapt({ method, args: args as [], options: {}, whenDown: 'spool' }, resolvers)[0].whenDown;
    expect(['auth', 'optOutEvents', 'msg', 'ping'].map(method => whenDown(method))).to.deep.equal([
      'set-up',
      'set-up',
      'spool',
      'spool',
    ]);
  });

  it('leaves options that are no object to be refused as those of any call', () => {
    const { setUp } = stage(stageCalls().calls.idle$);
    const resolvers = { resolve: () => {}, reject: () => {} };
    const options = null as unknown as CallOptions;
    const [request] = setUp.adapt({ method: 'auth', args: [1], options, whenDown: 'spool' }, resolvers);
    expect(request.options).to.equal(null);
  });

  it('R9: an accepted anonymous auth is announced as not authenticated', () => {
    const { setUp, session, reported, calls } = stage(stageCalls().calls.idle$);
    calls.open(session);
    const [request, resolvers] = setUp.adapt(
      { method: 'auth', args: [1], options: {}, whenDown: 'spool' },
      { resolve: () => {}, reject: () => {} },
    );
    expect(request.options.noReply).to.equal(false);
    resolvers.resolve(ANONYMOUS.data);
    expect(reported).to.deep.equal([false]);
  });
});
