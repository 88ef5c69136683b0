import { expect } from 'chai';
import { catchError, map, of } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { type AuthSource, Credentials } from '../../lib/beam/credentials.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import type { Join } from '../../lib/link/join.js';
import { CallFactory } from '../../lib/traffic/call-factory.js';
import type { CallOptions } from '../../lib/traffic/call-options.js';
import { asFields, fieldsOf, messagesOf } from '../kit/facts.js';
import { encoding, type Outcome, resolversInto, stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const KEY = 'k3y-of-a-user';
const join: Join = { endpoints: ['wss://chat.test'], authkey: KEY };
const USER = { data: { authenticated: true, roles: ['User'] } };
const ANONYMOUS = { data: { authenticated: false, roles: [] } };
const REFUSED = { error: { code: 'UNOTFOUND', message: 'no such key' } };
const TROUBLE = { error: { code: 4006, message: 'try again later' } };
const values = { y: true, n: false };

const lost = { name: 'ConnectionError', address: 'wss://chat.test' };
const fatal = { name: 'AuthenticationFailedError', address: 'wss://chat.test', code: 'UNOTFOUND' };

const stage = (given?: AuthSource) => {
  const { calls, replies, secrets } = stageCalls();
  const making = encoding(secrets);
  const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: [] });
  const credentials = new Credentials(calls, given, secrets, { authenticated: () => {} });
  const link = () => new FakeSession(replies, () => making.ids.next(), secrets);
  const session = link();
  const ended: Outcome[] = [];
  const errors: unknown[] = [];
  /** Calls `auth` as a client does. */
  const auth = (args: readonly unknown[], { onEnd, ...options }: CallOptions & { onEnd?: () => void } = {}) => {
    const caller = resolversInto(outcome => {
      ended.push(outcome);
      onEnd?.();
    });
    const reject = (error: unknown) => {
      errors.push(error);
      caller.reject(error);
    };
    const kept = credentials.rememberOnSuccess(args, { ...caller, reject });
    return factory.create({ method: 'auth', args, options, whenDown: 'set-up' }, kept);
  };
  /** Calls `auth` on an established session, and the server accepts it. */
  const accepted = (...args: unknown[]) => {
    const open = link();
    calls.open(open);
    open.reply(auth(args)?.id ?? -1, USER);
    calls.shut();
    ended.splice(0);
  };
  /** Authenticates the next connection with this answer: what was sent, without ids, and the outcome. */
  const authenticate = (answer: object = USER) => {
    const next = link();
    const outcome: unknown[] = [];
    next.whenAnnounced = text => next.reply(JSON.parse(text).id, answer);
    credentials.authenticate(next, join).subscribe({
      next: user => outcome.push(user),
      error: error => outcome.push(error),
    });
    return { sent: next.sent.map(each => each.slice(each.indexOf(' ') + 1)), outcome: outcome[0] };
  };
  return { calls, credentials, link, session, ended, errors, auth, accepted, authenticate };
};

describe('Credentials', () => {
  describe('without credentials', () => {
    it(
      'R2: the session is established as anonymous, and nothing is sent',
      marbles(m => {
        const { credentials, session } = stage();
        m.expect(credentials.authenticate(session, join)).toBeObservable('(n|)', values);
        m.flush();
        expect(session.sent).to.deep.equal([]);
        expect(credentials.isFunction).to.equal(false);
      }),
    );
  });

  describe('of an array in options.auth', () => {
    it(
      'R9: are sent, and the session is established when the server accepts them',
      marbles(m => {
        const { credentials, session } = stage([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join)).toBeObservable('--(y|)', values);
        play(m, '                                                       --r', { r: () => session.reply(0, USER) });
        m.flush();
        expect(session.sent).to.deep.equal([`0 auth [1,2,"${KEY}"]`]);
        expect(credentials.isFunction).to.equal(false);
      }),
    );

    const users: [args: AuthSource & readonly unknown[], answer: object, user: boolean][] = [
      [[1, 2, KEY], USER, true],
      [[1, 2, KEY], {}, true],
      [[1, 2, KEY], { data: null }, true],
      [[1, 2, KEY], ANONYMOUS, false],
      [[1], ANONYMOUS, false],
      [[1], USER, false],
      [[1, null, null], {}, false],
    ];
    for (const [args, answer, user] of users) {
      it(`R2: ${JSON.stringify(args)} answered ${JSON.stringify(answer)} is ${user ? 'a user' : 'anonymous'}`, () => {
        const { authenticate } = stage(args);
        expect(authenticate({ data: undefined, ...answer }).outcome).to.equal(user);
      });
    }

    it(
      'R11: a refusal is final',
      marbles(m => {
        const { credentials, session } = stage([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join).pipe(asFields)).toBeObservable('--#', {}, fatal);
        play(m, '                                                                --r', {
          r: () => session.reply(0, REFUSED),
        });
      }),
    );

    it('R11: the error has the server’s error in its message and cause, as a string or an object', () => {
      for (const [error, code] of [
        [REFUSED.error, 'UNOTFOUND'],
        ['UNOTFOUND', 'UNOTFOUND'],
        [{ message: 'no' }, undefined],
        [4005, 4005],
      ]) {
        const { outcome } = stage([1, 2, KEY]).authenticate({ error });
        expect(outcome).to.be.instanceOf(AuthenticationFailedError);
        const failure = outcome as AuthenticationFailedError;
        expect(failure.code).to.equal(code);
        expect(failure.address).to.equal('wss://chat.test');
        const refusal = { name: 'ReplyError', method: 'auth', id: 0, kind: 'refused', delivery: 'answered', error };
        expect(fieldsOf(failure.cause)).to.deep.equal(refusal);
      }
    });

    it(
      'R11, ancestor 1: trouble on the server’s side is no refusal: the client tries another connection',
      marbles(m => {
        const { credentials, session } = stage([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join).pipe(asFields)).toBeObservable('--#', {}, lost);
        play(m, '                                                                --r', {
          r: () => session.reply(0, TROUBLE),
        });
      }),
    );

    it('R11: trouble given as a number, and any number of times in a row, is no refusal either', () => {
      const { authenticate } = stage([1, 2, KEY]);
      for (const answer of [{ error: 4006 }, TROUBLE, TROUBLE]) {
        expect(fieldsOf(authenticate(answer).outcome)).to.deep.equal(lost);
      }
      expect(authenticate(USER).outcome).to.equal(true);
    });

    it(
      'R11: waits for the answer without a limit of its own, and ignores it after unsubscribing',
      marbles(m => {
        const { credentials, session } = stage([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join), '^ 60m !').toBeObservable('-');
        m.flush();
        expect(session.reply(0, REFUSED)).to.equal('abandoned');
      }),
    );

    it(
      'R18: a socket that accepts nothing is no refusal',
      marbles(m => {
        const { credentials, session } = stage([1, 2, KEY]);
        session.takesFrames = false;
        const facts = { name: 'CallError', method: 'auth', id: 0, kind: 'not-connected', delivery: 'never' };
        m.expect(credentials.authenticate(session, join).pipe(asFields)).toBeObservable('#', {}, facts);
      }),
    );
  });

  describe('of a function in options.auth', () => {
    const asked: Join[] = [];
    beforeEach(() => void asked.splice(0));
    const args = [1, 2, KEY] as const;

    const ways: Record<string, (m: Context) => { given: AuthSource; expected: string }> = {
      'as a value': () => ({ given: () => args, expected: '----(y|)' }),
      'as an Observable': m => ({ given: () => m.cold('--a', { a: args }), expected: '----(y|)' }),
      'as an Observable of several, of which the first counts': m => ({
        given: () => m.cold('-ab|', { a: args, b: [9] as const }),
        expected: '----(y|)',
      }),
    };
    for (const [way, make] of Object.entries(ways)) {
      it(
        `R9: given ${way}, they are sent`,
        marbles(m => {
          const { given, expected } = make(m);
          const { credentials, session } = stage(given);
          m.expect(credentials.authenticate(session, join)).toBeObservable(expected, values);
          play(m, '----r', { r: () => session.reply(0, USER) });
          m.flush();
          expect(session.sent).to.deep.equal([`0 auth [1,2,"${KEY}"]`]);
          expect(credentials.isFunction).to.equal(true);
        }),
      );
    }

    it('R9: given as a Promise, they are sent', async () => {
      const { credentials, session } = stage(async ({ authkey }) => [1, 2, authkey]);
      const established = new Promise<boolean>((resolve, reject) =>
        credentials.authenticate(session, join).subscribe({ next: resolve, error: reject }),
      );
      session.whenAnnounced = () => session.reply(0, USER);
      expect(await established).to.equal(true);
      expect(session.sent).to.deep.equal([`0 auth [1,2,"${KEY}"]`]);
    });

    it('R9: the function is called on every connection, with the newest join reply', () => {
      const { credentials, link } = stage(given => {
        asked.push(given);
        return [1, 2, `${given.authkey}`];
      });
      for (const authkey of ['first', 'second']) {
        const session = link();
        session.whenAnnounced = text => session.reply(JSON.parse(text).id, USER);
        credentials.authenticate(session, { ...join, authkey }).subscribe();
        expect(session.sent[0]).to.include(`"${authkey}"`);
      }
      expect(asked.map(({ authkey }) => authkey)).to.deep.equal(['first', 'second']);
    });

    const thrown = new Error('the service is down');
    const broken: Record<string, (m: Context) => { given: AuthSource; expected: string }> = {
      throws: () => ({
        given: () => {
          throw thrown;
        },
        expected: '#',
      }),
      'gives an Observable that errors': m => ({ given: () => m.cold('--#', {}, thrown), expected: '--#' }),
      'gives an Observable that is empty': m => ({ given: () => m.cold('--|'), expected: '--#' }),
      'gives no array': () => ({ given: () => ({}) as never, expected: '#' }),
      'gives nothing': () => ({ given: () => undefined as never, expected: '#' }),
    };
    for (const [what, make] of Object.entries(broken)) {
      it(
        `R1: a function that ${what} is a failed attempt`,
        marbles(m => {
          const { given, expected } = make(m);
          const { credentials, session } = stage(given);
          const tried$ = credentials.authenticate(session, join).pipe(
            catchError(error => {
              const { name } = error as Error;
              throw { name, hasCause: (error as Error).cause !== undefined };
            }),
          );
          const hasCause = !what.startsWith('gives no');
          m.expect(tried$).toBeObservable(expected, {}, { name: 'ConnectionError', hasCause });
          m.flush();
          expect(session.sent).to.deep.equal([]);
          expect(timersOf(m)).to.equal(0);
        }),
      );
    }

    it('R1: what the function throws is the cause, and an AuthenticationFailedError stops the client', () => {
      const stop = new AuthenticationFailedError('banned');
      for (const [error, cause] of [
        [thrown, thrown],
        [stop, undefined],
      ]) {
        const { authenticate } = stage(() => {
          throw error;
        });
        const outcome = authenticate().outcome as Error;
        expect(outcome.cause).to.equal(cause);
        if (error === stop) expect(outcome).to.equal(stop);
      }
    });

    it('R11: after a refusal, the function is called once more, on the next connection; a second refusal is final', () => {
      const { authenticate } = stage(given => {
        asked.push(given);
        return args;
      });
      const [first, second] = [authenticate(REFUSED), authenticate(REFUSED)];
      expect(fieldsOf(first.outcome)).to.deep.equal(lost);
      expect(fieldsOf((first.outcome as Error).cause)['error']).to.deep.equal(REFUSED.error);
      expect(fieldsOf(second.outcome)).to.deep.equal(fatal);
      expect(asked.length).to.equal(2);
    });

    it('R11: only refusals in a row count', () => {
      const { authenticate } = stage(() => args);
      for (const _ of [1, 2, 3]) {
        expect(fieldsOf(authenticate(REFUSED).outcome)).to.deep.equal(lost);
        expect(authenticate(USER).outcome).to.equal(true);
      }
    });

    it('R11: trouble in between neither counts nor starts the count again', () => {
      const { authenticate } = stage(() => args);
      const answers = [TROUBLE, REFUSED, TROUBLE, REFUSED];
      const outcomes = answers.map(answer => fieldsOf(authenticate(answer).outcome));
      expect(outcomes).to.deep.equal([lost, lost, lost, fatal]);
    });

    it('R11: boot() starts the count of refusals again', () => {
      const { authenticate, credentials } = stage(() => args);
      authenticate(REFUSED);
      credentials.reset();
      expect(fieldsOf(authenticate(REFUSED).outcome)).to.deep.equal(lost);
    });

    it(
      'unsubscribing before the function has answered unsubscribes from the answer, and nothing is sent',
      marbles(m => {
        const given$ = m.cold<typeof args>('-----a', { a: args });
        const subs = '                     ^--!';
        const { credentials, session } = stage(() => given$);
        m.expect(credentials.authenticate(session, join), subs).toBeObservable('-');
        m.expect(given$).toHaveSubscriptions(subs);
        m.flush();
        expect(session.sent).to.deep.equal([]);
      }),
    );
  });

  describe('of auth()', () => {
    it(
      'R9: made before the first connection, it waits for it and is part of its set-up',
      marbles(m => {
        const { credentials, session, auth, ended } = stage();
        auth([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join)).toBeObservable('--(y|)', values);
        play(m, '                                                       --r', { r: () => session.reply(0, USER) });
        m.flush();
        expect(session.sent).to.deep.equal([`0 auth [1,2,"${KEY}"]`]);
        expect(ended).to.deep.equal([{ resolved: USER.data }]);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it('R9: the last accepted one is sent again on each later connection', () => {
      const { accepted, authenticate } = stage([1]);
      accepted(1, 2, KEY);
      accepted(5);
      expect(authenticate()).to.deep.equal({ sent: ['auth [5]'], outcome: false });
      accepted(1, 2, KEY);
      expect(authenticate()).to.deep.equal({ sent: [`auth [1,2,"${KEY}"]`], outcome: true });
      expect(authenticate().sent).to.deep.equal([`auth [1,2,"${KEY}"]`]);
    });

    it('R9: the arguments are remembered as they were: later changes do not matter', () => {
      const { calls, link, auth, authenticate } = stage();
      const args: unknown[] = [1, 2, KEY];
      const session = link();
      calls.open(session);
      session.reply(auth(args)?.id ?? -1, USER);
      args.push('changed');
      calls.shut();
      expect(authenticate().sent).to.deep.equal([`auth [1,2,"${KEY}"]`]);
    });

    it(
      'R10: refused, it rejects and is forgotten, and the session is established as anonymous (ancestor 6)',
      marbles(m => {
        const { credentials, session, auth, ended, authenticate } = stage();
        auth([1, 2, KEY]);
        m.expect(credentials.authenticate(session, join)).toBeObservable('--(n|)', values);
        play(m, '                                                       --r', { r: () => session.reply(0, REFUSED) });
        m.flush();
        const { error } = REFUSED;
        const refusal = { name: 'ReplyError', method: 'auth', id: 0, kind: 'refused', delivery: 'answered', error };
        expect(ended).to.deep.equal([refusal]);
        expect(authenticate()).to.deep.equal({ sent: [], outcome: false });
      }),
    );

    it('R10: refused on an established session, it rejects, and the accepted one is still remembered', () => {
      const { calls, link, accepted, auth, ended, authenticate } = stage();
      accepted(1, 2, KEY);
      const session = link();
      calls.open(session);
      session.reply(auth([1, 3, 'bad'])?.id ?? -1, REFUSED);
      expect(ended.map(outcome => 'name' in outcome && outcome.name)).to.deep.equal(['ReplyError']);
      calls.shut();
      expect(authenticate().sent).to.deep.equal([`auth [1,2,"${KEY}"]`]);
    });

    it('R11: refused when it is sent again on a reconnect, the refusal is final', () => {
      const { accepted, authenticate } = stage();
      accepted(1, 2, KEY);
      expect(fieldsOf(authenticate(REFUSED).outcome)).to.deep.equal(fatal);
    });

    it('R11: trouble when it is sent again is no refusal', () => {
      const { accepted, authenticate } = stage();
      accepted(1, 2, KEY);
      expect(fieldsOf(authenticate(TROUBLE).outcome)).to.deep.equal(lost);
      expect(authenticate(USER).outcome).to.equal(true);
    });

    it('R11: after trouble on the first connection, it waits for the next one and keeps its id', () => {
      const { auth, ended, authenticate, session } = stage();
      auth([1, 2, KEY]);
      expect(fieldsOf(authenticate(TROUBLE).outcome)).to.deep.equal(lost);
      expect(ended).to.deep.equal([]);
      expect(session.reply(0)).to.equal('stray');
      expect(authenticate(USER)).to.deep.equal({ sent: [`auth [1,2,"${KEY}"]`], outcome: true });
      expect(ended).to.deep.equal([{ resolved: USER.data }]);
    });

    it('R9: after a drop before the answer, it waits for the next connection', () => {
      const { auth, credentials, session, ended, authenticate } = stage();
      auth([1, 2, KEY]);
      credentials.authenticate(session, join).subscribe().unsubscribe();
      expect(session.sent.length).to.equal(1);
      expect(authenticate(USER).outcome).to.equal(true);
      expect(ended.length).to.equal(1);
    });

    it('R9: of several that wait, only the newest is sent, and its answer settles all', () => {
      const { auth, authenticate, ended } = stage(() => [9]);
      auth([5]);
      auth([1, 2, KEY]);
      expect(authenticate()).to.deep.equal({ sent: [`auth [1,2,"${KEY}"]`], outcome: true });
      expect(ended).to.deep.equal([{ resolved: USER.data }, { resolved: USER.data }]);
      expect(authenticate().sent).to.deep.equal(['auth [9]']);
    });

    it('R9: of several that wait, the newest is remembered, also when a handler of an earlier one cancels it', () => {
      const { calls, auth, authenticate } = stage();
      let cancel = () => {};
      auth([5], { onEnd: () => cancel() });
      const newest = auth([1, 2, KEY]);
      cancel = () => newest && calls.unsettled.cancel(newest);
      expect(authenticate().outcome).to.equal(true);
      expect(authenticate().sent).to.deep.equal([`auth [1,2,"${KEY}"]`]);
    });

    it('R9: of several that wait, a refusal rejects all', () => {
      const { auth, authenticate, ended } = stage();
      auth([5]);
      auth([1, 2, KEY]);
      expect(authenticate(REFUSED)).to.deep.equal({ sent: [`auth [1,2,"${KEY}"]`], outcome: false });
      expect(ended.map(outcome => 'kind' in outcome && outcome.kind)).to.deep.equal(['refused', 'refused']);
    });

    it('R11, R26: a very short key does not make a refusal of trouble', () => {
      const { authenticate } = stage([1, 2, 'e']);
      expect(authenticate(TROUBLE).outcome).to.deep.include({ name: 'ConnectionError' });
    });

    it('R18: the number that waits during an outage is limited', () => {
      const { auth, authenticate, ended } = stage();
      for (let id = 0; id < 1_100; id += 1) auth([id]);
      expect(authenticate(ANONYMOUS).sent).to.deep.equal(['auth [1099]']);
      const kinds = ended.map(outcome => ('kind' in outcome ? outcome.kind : 'resolved'));
      expect(kinds).to.deep.equal([...Array(100).fill('overflow'), ...Array(1_000).fill('resolved')]);
    });

    for (const how of ['refused', 'timed out', 'aborted'] as const) {
      it(
        `R9: one that is ${how} does not replace the remembered credentials, which are sent next`,
        marbles(m => {
          const { credentials, link, auth, accepted, ended } = stage();
          accepted(1, 2, KEY);
          const session = link();
          const controller = new AbortController();
          auth([1, 3, 'bad'], { timeout: 2, signal: controller.signal });
          const answers = {
            a: () => how === 'refused' && session.reply(1, REFUSED),
            c: () => how === 'aborted' && controller.abort(),
            r: () => session.reply(2, USER),
          };
          play(m, '                                         -(ac)r', answers);
          m.expect(credentials.authenticate(session, join)).toBeObservable('-----(y|)', values);
          m.flush();
          expect(session.sent).to.deep.equal(['1 auth [1,3,"bad"]', `2 auth [1,2,"${KEY}"]`]);
          expect(ended).to.have.length(1);
        }),
      );
    }

    it(
      'R15: not answered within its timeout, it rejects, and the session is established without it',
      marbles(m => {
        const { credentials, session, auth, ended } = stage();
        auth([1, 2, KEY], { timeout: 5 });
        m.expect(credentials.authenticate(session, join)).toBeObservable('-----(n|)', values);
        m.flush();
        expect(ended.map(outcome => 'name' in outcome && outcome.name)).to.deep.equal(['TimeoutError']);
      }),
    );
  });

  describe('R26: a server that echoes the key', () => {
    const echo = (key: string) => [`bad key ${key}!`, { code: 'UNOTFOUND', message: `${key} is bad` }];

    const keys: Record<string, readonly [number, number, string, string?]> = {
      'an authkey': [1, 2, KEY],
      'an access key': [1, 2, 'x', 'the-access-key'],
    };
    for (const [what, args] of Object.entries(keys)) {
      for (const error of echo(args[3] ?? args[2])) {
        it(`${what} is in no message of the rejected auth(): ${typeof error}`, () => {
          const { auth, authenticate, errors } = stage();
          auth(args);
          authenticate({ error });
          expect(errors.length).to.equal(1);
          expect(messagesOf(errors[0]))
            .to.include('refused')
            .and.not.include(args[3] ?? args[2]);
          expect((errors[0] as { error?: unknown }).error, 'the server’s error is as sent').to.equal(error);
        });

        it(`${what} is in no message of a failed re-authentication: ${typeof error}`, () => {
          const { authenticate } = stage(args);
          const { outcome } = authenticate({ error });
          expect(messagesOf(outcome))
            .to.include('refused')
            .and.not.include(args[3] ?? args[2]);
        });
      }
    }

    it('the key of the newest auth() is in no message of those that it settles', () => {
      const { auth, authenticate, errors } = stage();
      auth([1, 2, 'a-first-key']);
      auth([5]);
      auth([1, 2, KEY]);
      authenticate({ error: `bad key ${KEY}!` });
      expect(errors.length).to.equal(3);
      for (const error of errors) expect(messagesOf(error)).to.include('refused').and.not.include(KEY);
    });

    it('is in no message of the refusal before the function is called again', () => {
      const { authenticate } = stage(() => [1, 2, KEY]);
      const { outcome } = authenticate({ error: `bad key ${KEY}` });
      expect(messagesOf(outcome)).to.include('refused').and.not.include(KEY);
    });

    it('is in no message about arguments that are an object with a key', () => {
      const { authenticate } = stage(() => ({ authkey: KEY }) as never);
      expect(messagesOf(authenticate().outcome)).to.include('an object').and.not.include(KEY);
    });
  });

  it('takes the value of an Observable that emits at once', () => {
    const { authenticate } = stage(() => of([1, 2, KEY] as const).pipe(map(args => args)));
    expect(authenticate().outcome).to.equal(true);
  });
});
