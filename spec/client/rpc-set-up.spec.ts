import { expect } from 'chai';
import { EMPTY, firstValueFrom, map, NEVER, type Observable, of, Subject, throwError, timer, toArray } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { SetUpParts } from '../../lib/client/client-parts.js';
import { RpcDemux } from '../../lib/client/rpc-demux.js';
import type { ResolvedRpcOptions } from '../../lib/client/rpc-options.js';
import { RpcSetUp } from '../../lib/client/rpc-set-up.js';
import { AuthenticationFailedError, ConnectionError, ReplyError } from '../../lib/errors.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import type { Protocol, Talk } from '../../lib/protocol/protocol.js';
import { Secrets } from '../../lib/text/secrets.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { rejection } from '../kit/live.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';
import { progressOf, type SetUpProgress } from '../kit/session-kit/set-up.js';

const ADDRESS = 'wss://chat.test';
const JOIN = { endpoints: [ADDRESS], authkey: 'k3y-long-enough' };
const WAITS = { waitsFor: 'the set-up of the protocol' };

/** The set-up of a protocol on a session, and what happens on the session. */
const stage = (setUp: Protocol['setUp'], over: Partial<Protocol> = {}) => {
  const protocol = {
    ...jsonRpc({ subscriptions: {} }),
    ...(setUp === undefined ? {} : { setUp }),
    ...over,
  } as Protocol;
  const secrets = new Secrets();
  const demux = new RpcDemux({ report: () => {} }, secrets, protocol, 0);
  const session = new FakeSession(demux.replies, undefined, secrets);
  const parts = { demux, secrets, calls: { unsettled: {} } } as unknown as SetUpParts;
  const runner = new RpcSetUp(parts, { protocol, callTimeout: 7 } as ResolvedRpcOptions);
  const restored: FakeSession[] = [];
  const { subscriptions } = demux;
  if (subscriptions !== undefined) subscriptions.restore = each => void restored.push(each as FakeSession);
  const run = (): Observable<SetUpProgress> => {
    demux.opened(fakeLink(), protocol as never);
    return progressOf(runner.steps(session, JOIN));
  };
  return { runner, demux, session, secrets, restored, run };
};

const progress = (run: Observable<SetUpProgress>): Promise<SetUpProgress[]> => firstValueFrom(run.pipe(toArray()));

/** With what a set-up fails. */
const failure = async (setUp: Protocol['setUp'], over: Partial<Protocol> = {}): Promise<unknown> =>
  rejection(progress(stage(setUp, over).run()));

describe('RpcSetUp', () => {
  it(
    'R32: says what it waits for, and completes with the set-up, which emits what it likes',
    marbles(m => {
      const setUp$ = m.cold(' -a-b-|');
      const expected = '      w----(w|)';
      const { run } = stage(() => setUp$);
      m.expect(run()).toBeObservable(expected, { w: WAITS });
      m.expect(setUp$).toHaveSubscriptions('^----!');
    }),
  );

  it('R30: a protocol without a set-up has nothing to wait for', async () => {
    const { run, restored } = stage(undefined);
    expect(await progress(run())).to.deep.equal([WAITS, WAITS]);
    expect(restored).to.have.length(1);
  });

  async function* asyncSteps(talk: Talk) {
    yield 1;
    talk.authenticated();
  }
  function* steps(talk: Talk) {
    yield 1;
    talk.authenticated();
  }
  const inputs: [what: string, setUp: NonNullable<Protocol['setUp']>][] = [
    ['an Observable', talk => of(1).pipe(map(() => talk.authenticated()))],
    ['a Promise', async talk => talk.authenticated()],
    ['an async iterable', asyncSteps],
    ['an iterable', steps],
    ['an array', talk => [talk.authenticated()]],
  ];
  for (const [what, setUp] of inputs) {
    it(`R32: a set-up may be ${what}`, async () => {
      expect(await progress(stage(setUp).run())).to.deep.equal([WAITS, { authenticated: true }, WAITS]);
    });
  }

  for (const given of [7, {}, { unsubscribe: () => {} }]) {
    it(`R32: a set-up that gives ${JSON.stringify(given)} fails: it would not be waited for`, async () => {
      const error = await failure((() => given) as unknown as Protocol['setUp']);
      expect(error).to.be.instanceOf(ConnectionError).with.property('cause').that.is.instanceOf(TypeError);
    });
  }

  it('R26: an AuthenticationFailedError of a set-up shows no secret that the server repeated', async () => {
    const error = await failure(async talk => {
      talk.send('login', { secrets: ['k3y-long-enough'] });
      throw new AuthenticationFailedError('the key k3y-long-enough is bad', { code: 7, cause: 'k3y-long-enough' });
    });
    expect(factsOf(error)).to.deep.equal({ name: 'AuthenticationFailedError', message: 'the key … is bad', code: 7 });
  });

  for (const given of [undefined, null, 'done']) {
    it(`R32: a set-up that gives ${JSON.stringify(given)} is done at once`, async () => {
      expect(await progress(stage((() => given) as unknown as Protocol['setUp']).run())).to.deep.equal([WAITS, WAITS]);
    });
  }

  it('R32: the set-up is asked anew on each connection', async () => {
    let asked = 0;
    const { run } = stage(() => {
      asked += 1;
      return EMPTY;
    });
    const first$ = run();
    expect(asked).to.equal(0);
    await progress(first$);
    await progress(run());
    expect(asked).to.equal(2);
  });

  it('R32: hears the control messages that came before it listened', async () => {
    const heard: unknown[] = [];
    const { run, demux } = stage(talk => {
      talk.control$.subscribe(message => heard.push(message));
      return EMPTY;
    });
    const done$ = run();
    demux.control('hello');
    await progress(done$);
    expect(heard).to.deep.equal(['hello']);
  });

  it('R33: the subscriptions are requested again after the set-up, and not before', () => {
    const { run, restored, session } = stage(talk => talk.call$('login'));
    const ends: string[] = [];
    run().subscribe({ complete: () => ends.push('done') });
    expect(restored).to.deep.equal([]);
    session.reply(0);
    expect(restored).to.deep.equal([session]);
    expect(ends).to.deep.equal(['done']);
  });

  it('R33: and not after a set-up that failed', async () => {
    const { run, restored } = stage(() => throwError(() => new Error('no')));
    await rejection(progress(run()));
    expect(restored).to.deep.equal([]);
  });

  describe('the join', () => {
    it('R32: once a set-up has read it, it is needed anew before each attempt', async () => {
      const seen: unknown[] = [];
      const { runner, run } = stage(talk => [seen.push(talk.join)]);
      expect(runner.needsNewJoin).to.equal(false);
      await progress(run());
      expect(seen).to.deep.equal([JOIN]);
      expect(runner.needsNewJoin).to.equal(true);
    });

    it('R32: otherwise it is not', async () => {
      const { runner, run } = stage(talk => [talk.address]);
      await progress(run());
      expect(runner.needsNewJoin).to.equal(false);
    });
  });

  describe('when it fails', () => {
    it('R32: an AuthenticationFailedError comes out as it is', async () => {
      const error = new AuthenticationFailedError('banned', { code: 7 });
      expect(await failure(() => throwError(() => error))).to.equal(error);
    });

    it('R32: so does a ConnectionError', async () => {
      const error = new ConnectionError('busy', { address: ADDRESS });
      expect(await failure(() => throwError(() => error))).to.equal(error);
    });

    const boom = new Error('boom');
    const failed = {
      name: 'ConnectionError',
      message: `the set-up at ${ADDRESS} failed: boom`,
      address: ADDRESS,
      cause: factsOf(boom),
    };
    const ways: [what: string, setUp: NonNullable<Protocol['setUp']>][] = [
      ['errors', () => throwError(() => boom)],
      ['rejects', () => Promise.reject(boom)],
      [
        'throws',
        () => {
          throw boom;
        },
      ],
    ];
    for (const [what, setUp] of ways) {
      it(`R32: one that ${what} with anything else is a ConnectionError with that cause`, async () => {
        expect(factsOf(await failure(setUp))).to.deep.equal(failed);
      });
    }

    it(
      'R32: a refusal of its call is such a cause',
      marbles(m => {
        const { run, session } = stage(talk => talk.call$('login'));
        play(m, '          -r', { r: () => session.reply(0, { error: { code: 7, message: 'no' } }) });
        const expected = ' w#';
        m.expect(run().pipe(asFacts)).toBeObservable(
          expected,
          { w: WAITS },
          {
            name: 'ConnectionError',
            message: `the set-up at ${ADDRESS} failed: the server refused "login": 7 "no"`,
            address: ADDRESS,
            cause: factsOf(new ReplyError('login', 0, { code: 7, message: 'no' })),
          },
        );
      }),
    );

    for (const [code, has] of [
      ['UNOTFOUND', { code: 'UNOTFOUND' }],
      [-32_001, { code: -32_001 }],
      [{ hidden: 1 }, {}],
    ] as const) {
      it(`R32, R11: one that means not-authenticated closes the client, with its code if it has one: ${code}`, async () => {
        const asked: unknown[] = [];
        const error = { code, message: 'banned' };
        const { run, session } = stage(talk => talk.call$('login'), {
          refusal: given => {
            asked.push(given);
            return 'not-authenticated';
          },
        });
        const failed = rejection(progress(run()));
        session.reply(0, { error });
        const given = await failed;
        expect(asked).to.deep.equal([error]);
        expect(given).to.be.instanceOf(AuthenticationFailedError);
        const { message, cause, ...facts } = factsOf(given);
        expect(facts).to.deep.equal({ name: 'AuthenticationFailedError', address: ADDRESS, ...has });
        expect(message).to.match(/^wss:\/\/chat\.test refused to authenticate, and the client closes: /);
        expect(cause).to.deep.include({ name: 'ReplyError', method: 'login' });
      });
    }

    it('R32: any other refusal does not', async () => {
      const { run, session } = stage(talk => talk.call$('login'), { refusal: () => undefined });
      const failed = rejection(progress(run()));
      session.reply(0, { error: { code: 1 } });
      expect(factsOf(await failed)).to.deep.include({ name: 'ConnectionError' });
    });

    it('R32: the protocol is not asked about errors that are no refusals', async () => {
      const never = () => {
        throw new Error('asked');
      };
      const given = await failure(() => throwError(() => boom), { refusal: never });
      expect(factsOf(given)).to.deep.include({ message: `the set-up at ${ADDRESS} failed: boom` });
    });

    it('R26: its message holds no secret of a call that could not be written', async () => {
      const key = 'k3y-long-enough';
      const { run, secrets } = stage(() => throwError(() => new Error(`cannot write ${key}`)));
      secrets.remember([key]);
      const { message } = factsOf(await rejection(progress(run())));
      expect(message).to.equal(`the set-up at ${ADDRESS} failed: cannot write …`);
    });
  });

  it('R27: unsubscribing ends what the set-up waits for', async () => {
    const given$ = new Subject<void>();
    const calls: Promise<unknown>[] = [];
    const { run, session } = stage(talk => {
      calls.push(talk.call('login'));
      return given$;
    });
    const subscription = run().subscribe();
    expect(given$.observed).to.equal(true);
    subscription.unsubscribe();
    expect(given$.observed).to.equal(false);
    expect(factsOf(await rejection(calls[0] as Promise<unknown>))).to.deep.include({ kind: 'disconnected' });
    expect(session.reply(0)).to.equal('abandoned');
  });

  it(
    'R32: what it has not waited for is over with the set-up',
    marbles(m => {
      const { run, session } = stage(talk => {
        void talk.call('fire and forget');
        return timer(3);
      });
      const late: unknown[] = [];
      play(m, '----r', { r: () => late.push(session.reply(0)) });
      m.expect(run()).toBeObservable('w--(w|)', { w: WAITS });
      m.flush();
      expect(late).to.deep.equal(['abandoned']);
    }),
  );

  it('a set-up that never ends is the connection’s to give up', () => {
    const { run } = stage(() => NEVER);
    const log: string[] = [];
    run().subscribe({ complete: () => log.push('complete'), error: () => log.push('error') });
    expect(log).to.deep.equal([]);
  });
});
