import { inspect } from 'node:util';
import { expect } from 'chai';
import { asyncScheduler, concat, ignoreElements, NEVER, of } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type AuthSource, Credentials } from '../lib/beam/credentials.js';
import { OptOuts } from '../lib/beam/opt-outs.js';
import { resolveOptions } from '../lib/beam/options.js';
import { sendDuringSetUp } from '../lib/beam/set-up-calls.js';
import { BeamError } from '../lib/errors.js';
import { keepAlive } from '../lib/session/keep-alive.js';
import { CallFactory } from '../lib/traffic/call-factory.js';
import type { CallOptions } from '../lib/traffic/call-options.js';
import { fieldsOf, messagesOf } from './kit/facts.js';
import { encoding, failed, groupOf, type Outcome, resolversInto, stageCalls } from './kit/session-kit/calls.js';
import { FakeSession } from './kit/session-kit/fake-session.js';

const KEY = 'k3y-of-a-user';
const join = { endpoints: ['wss://chat.test'] };
const USER = { data: { authenticated: true } };
const stage = (given?: AuthSource) => {
  const { calls, replies, secrets } = stageCalls();
  const making = encoding(secrets);
  const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: [] });
  const credentials = new Credentials(calls, given, secrets, { authenticated: () => {} });
  const link = () => new FakeSession(replies, () => making.ids.next(), secrets);
  const ended: Outcome[] = [];
  const errors: unknown[] = [];
  const auth = (args: readonly unknown[], options: CallOptions = {}) => {
    const caller = resolversInto(outcome => ended.push(outcome));
    return factory.create(
      { method: 'auth', args, options, whenDown: 'set-up' },
      credentials.rememberOnSuccess(args, {
        ...caller,
        reject: e => {
          errors.push(e);
          caller.reject(e);
        },
      }),
    );
  };
  const authenticate = (answer: object = USER) => {
    const next = link();
    const outcome: unknown[] = [];
    next.whenAnnounced = text => next.reply(JSON.parse(text).id, answer);
    credentials.authenticate(next, join).subscribe({ next: u => outcome.push(u), error: e => outcome.push(e) });
    return { sent: next.sent.map(l => l.slice(l.indexOf(' ') + 1)), outcome: outcome[0] };
  };
  return { calls, link, ended, errors, auth, authenticate };
};

describe('regressions', () => {
  it('R12, R13, R25: an auth() made by a sent$ handler while the spool is flushed is sent', () => {
    const { calls, session, make } = stageCalls();
    make('a');
    session.whenAnnounced = text => text.includes('"a"') && make('auth', { whenDown: 'set-up' });
    calls.open(session);
    expect(session.sent).to.deep.equal(['0 a []', '1 auth []']);
  });

  it('R26: an error 4006 that repeats the key of remembered credentials does not disclose it', () => {
    const { authenticate } = stage([1, 2, KEY]);
    expect(messagesOf(authenticate({ error: { code: 4006, message: `cannot check ${KEY}` } }).outcome)).not.to.include(
      KEY,
    );
  });

  it('R26: an error 4006 that repeats the key of an auth() does not disclose it', () => {
    const { authenticate, auth } = stage();
    auth([1, 2, KEY]);
    expect(messagesOf(authenticate({ error: { code: 4006, message: `cannot check ${KEY}` } }).outcome)).not.to.include(
      KEY,
    );
  });

  it('R26: a function that returns the key instead of an array does not disclose it', () => {
    const { authenticate } = stage(() => KEY as never);
    expect(messagesOf(authenticate().outcome)).not.to.include(KEY);
  });

  it('R26: an option auth that is the key instead of an array does not disclose it', () => {
    let message = '';
    try {
      resolveOptions({ auth: KEY as never });
    } catch (e) {
      message = (e as Error).message;
    }
    expect(message).to.include('auth').and.not.include(KEY);
  });

  it('R26: a key that JSON escapes is found where the server repeats it', () => {
    const { authenticate } = stage([1, 2, 'a"b\\controller']);
    const outcome = authenticate({ error: 'bad key a"b\\controller' }).outcome;
    expect(messagesOf(outcome)).not.to.include('a\\"b');
  });

  it('R26: a key is masked before the message is shortened', () => {
    const { authenticate } = stage([1, 2, 'S'.repeat(64)]);
    const outcome = authenticate({ error: `${'x'.repeat(80)} ${'S'.repeat(64)}` }).outcome;
    expect(messagesOf(outcome)).not.to.include('SSSSSSSS');
  });

  it('R26: two keys of which one contains the other are both masked', () => {
    const { authenticate } = stage([1, 2, 'abc', 'abcdef']);
    expect(messagesOf(authenticate({ error: `bad abcdef` }).outcome)).not.to.include('def');
  });

  it('R26: a string error that repeats the key is not used as the code', () => {
    const { authenticate } = stage([1, 2, KEY]);
    const outcome = authenticate({ error: `bad key ${KEY}` }).outcome as { code?: unknown };
    expect(String(outcome.code)).not.to.include(KEY);
  });

  it('R26: no field of the error contains the key', () => {
    const { authenticate } = stage([1, 2, KEY]);
    expect(inspect(authenticate({ error: `bad key ${KEY}` }).outcome)).not.to.include(KEY);
  });

  it('R1: credentials of a function that cannot be serialized are a failed attempt', () => {
    const { authenticate } = stage(() => [1, 2n] as never);
    expect(authenticate().outcome).to.be.instanceOf(BeamError);
  });

  it('R28: an option auth that cannot be serialized is refused', () => {
    expect(() => resolveOptions({ auth: [1, 2n] as never })).to.throw(TypeError);
  });

  it('R28: an empty array as the option auth is refused', () => {
    expect(() => resolveOptions({ auth: [] as never })).to.throw(TypeError);
  });

  it('undefined counts as not given inside ws, too', () => {
    expect(resolveOptions({ ws: { maxPayload: undefined } as never }).ws.maxPayload).to.equal(1_048_576);
  });

  it('R13: an auth() that a closing socket did not accept rejects on close() with delivery never', () => {
    const { calls, session, make, ended } = stageCalls();
    const call = make('auth', { whenDown: 'set-up' });
    session.takesFrames = false;
    sendDuringSetUp(calls, groupOf(call), session).subscribe({ error: () => {} });
    calls.closeAll();
    expect(ended).to.deep.equal([[0, failed('auth', 0, 'closed', 'never')]]);
  });

  it('a name opted out of twice, refused, then accepted, is remembered', () => {
    const { calls, replies } = stageCalls();
    const making = encoding();
    const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: [] });
    const optOuts = new OptOuts(calls, { report: () => {}, optedOut: () => {} });
    const session = new FakeSession(replies, () => making.ids.next());
    calls.open(session);
    const optOut = () =>
      factory.create(
        { method: 'optOutEvents', args: ['a'], options: {}, whenDown: 'set-up' },
        optOuts.rememberUnlessRefused(['a'], { resolve() {}, reject() {} }),
      );
    optOut();
    optOut();
    session.reply(0, { error: 'no' });
    session.reply(1);
    calls.shut();
    const next = new FakeSession(replies, () => making.ids.next());
    optOuts.apply(next).subscribe();
    expect(next.sent).to.deep.equal(['2 optOutEvents ["a"]']);
  });

  it('R16: a call whose arguments abort its own signal is not sent', () => {
    const { calls, replies } = stageCalls();
    const making = encoding();
    const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: [] });
    const session = new FakeSession(replies, () => making.ids.next());
    calls.open(session);
    const controller = new AbortController();
    const ended: Outcome[] = [];
    factory.create(
      {
        method: 'msg',
        args: [{ toJSON: () => controller.abort() }],
        options: { signal: controller.signal },
        whenDown: 'spool',
      },
      resolversInto(outcome => ended.push(outcome)),
    );
    expect(session.sent).to.deep.equal([]);
  });

  it('an auth() marked to be sent again is not spooled', () => {
    const { auth, calls, link } = stage();
    const spooled: unknown[] = [];
    calls.spooled$.subscribe(p => spooled.push(p));
    calls.open(link());
    auth([1, 2, KEY], { resend: true });
    calls.shut();
    expect(spooled).to.deep.equal([]);
  });

  it(
    'R7: a clock that is set back between ping and pong does not end the connection',
    marbles(m => {
      let heardAtMs = 0,
        back = 0,
        times = 0;
      const realNow = m.scheduler.now;
      m.scheduler.now = () => realNow() - back;
      const target = {
        heardAt: () => heardAtMs,
        heard: () => times,
        ping: () => {
          m.scheduler.schedule(() => {
            heardAtMs = asyncScheduler.now() - 1000;
            times += 1;
          }, 10);
        },
      };
      m.expect(
        concat(of(target), NEVER).pipe(
          keepAlive({ pingInterval: 15_000, pingTimeout: 5_000 }, NEVER),
          ignoreElements(),
        ),
        '^ 21s !',
      ).toBeObservable('-');
    }),
  );

  it('R18: a call made during the flush is accepted, whatever the limit', () => {
    const { calls, session, make, ended } = stageCalls({ limit: 0 });
    calls.open(session);
    make('a', { resend: true });
    calls.shut();
    session.whenAnnounced = text => text.includes('"a"') && session.sent.length === 2 && make('late');
    calls.open(session);
    expect(ended).to.deep.equal([]);
    expect(session.sent.length).to.equal(3);
  });

  it('R11: after an accepted auth(), the count of refusals starts again', () => {
    const { auth, authenticate } = stage(() => [1, 2, KEY]);
    authenticate({ error: 'no' });
    auth([1, 2, 'good']);
    authenticate(USER);
    expect(fieldsOf(authenticate({ error: 'no' }).outcome)['name']).to.equal('ConnectionError');
  });
});
