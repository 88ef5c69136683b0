import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { waitingCalls } from '../../lib/beam/set-up-calls.js';
import { ReplyError } from '../../lib/errors.js';
import { Ids } from '../../lib/protocol/ids.js';
import { Secrets } from '../../lib/text/secrets.js';
import { type CallEncoding, CallFactory, type CallRequest } from '../../lib/traffic/call-factory.js';
import { CALL_OPTIONS, type CallOptions, NO_OPTIONS } from '../../lib/traffic/call-options.js';
import { encoding, failed, type Outcome, resolversInto, stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession, line } from '../kit/session-kit/fake-session.js';
import { timersOf } from '../kit/session-kit/play.js';

const stage = (open = true, over: Partial<CallEncoding> & { readonly ids?: Ids } = {}) => {
  const { calls, replies } = stageCalls();
  const making = { ...encoding(), ...over };
  const factory = new CallFactory(calls, making, { callTimeout: 20_000, resend: ['history'] });
  const session = new FakeSession(replies);
  session.ids = making.ids;
  if (open) calls.open(session);
  const spooled: string[] = [];
  calls.spooled$.subscribe(packet => spooled.push(line(JSON.stringify(packet))));
  const ended: Outcome[] = [];
  const errors: Error[] = [];
  const make = (request: Partial<CallRequest>) =>
    factory.create(
      { method: 'msg', args: [], options: {}, whenDown: 'spool', ...request },
      {
        resolve: resolversInto(outcome => ended.push(outcome)).resolve,
        reject: error => {
          errors.push(error as Error);
          resolversInto(outcome => ended.push(outcome)).reject(error);
        },
      },
    );
  return { calls, ids: making.ids, session, spooled, ended, errors, make };
};

/** Any value, as a caller without types may pass it. */
const untyped = (value: unknown) => value as never;

describe('CallFactory', () => {
  it('R12: ids count up from 0 without a gap, for calls of any kind', () => {
    const { make, session, ids } = stage();
    make({ method: 'a', args: [1, 'two', null] });
    make({ method: 'b', options: { noReply: true } });
    make({ method: 'c', options: { force: true } });
    expect(session.sent).to.deep.equal(['0 a [1,"two",null]', '1 b []', '2 c []']);
    expect(ids.next()).to.equal(3);
  });

  it('R13: a refusal rejects with a ReplyError, or with the server’s error as sent where that was requested', () => {
    const { make, session, errors } = stage();
    const kinds: Partial<CallRequest>[] = [{ options: NO_OPTIONS }, { options: { timeout: 5 } }];
    const requests = kinds.flatMap(kind => [{ ...kind }, { ...kind, rawServerErrors: true }]);
    for (const request of requests) make(request);
    for (const id of requests.keys()) session.reply(id, { error: `no ${id}` });
    expect(errors.map(error => (error instanceof ReplyError ? { error: error.error } : error))).to.deep.equal([
      { error: 'no 0' },
      'no 1',
      { error: 'no 2' },
      'no 3',
    ]);
  });

  it('sends the packet in the format of the protocol', () => {
    const { make, session } = stage();
    const packets: unknown[] = [];
    session.whenSent = text => void packets.push(JSON.parse(text));
    make({ method: 'vote:start "x"', args: ['q?', ['a', 'b'], 30] });
    expect(packets).to.deep.equal([
      { type: 'method', method: 'vote:start "x"', arguments: ['q?', ['a', 'b'], 30], id: 0 },
    ]);
  });

  describe('R30: a protocol', () => {
    it('may take named arguments, and does not take what is neither an array nor an object', () => {
      const { make, session, errors } = stage(true, { takesNamed: true });
      make({ args: { n: 1, deep: [2] } });
      make({ args: [1] });
      make({ args: {} });
      const odd = [null, undefined, 'Hello', 5, new Map([[1, 2]]), () => 1];
      for (const args of odd) make({ args: untyped(args) });
      expect(session.sent).to.deep.equal(['0 msg {"n":1,"deep":[2]}', '1 msg [1]', '2 msg {}']);
      expect(errors.map(({ name }) => name)).to.deep.equal(odd.map(() => 'TypeError'));
      for (const { message } of errors) expect(message).to.include('must be an array or an object, not ');
    });

    it('R26: whose arguments may be secrets does not show them, named or not', () => {
      const { make, errors } = stage(true, { takesNamed: true });
      make({ args: untyped('hunter22'), isSecret: true });
      expect(errors[0]?.message).to.equal('the arguments of "msg" must be an array or an object, not a string');
    });

    it('R26: names the secrets of a call, which are remembered when it is made', () => {
      const secrets = new Secrets();
      const protocol = {
        ...encoding().protocol,
        secrets: (method: string, args: unknown) => (method === 'login' ? [(args as string[])[1] as string] : []),
      };
      const { make } = stage(false, { secrets, protocol });
      make({ method: 'login', args: ['ada', 'hunter22'] });
      make({ method: 'msg', args: ['ada', 'hello'] });
      expect(secrets.maskText('ada hunter22 hello')).to.equal('ada … hello');
    });

    it('R19: whose body() throws rejects that call, and uses no id', () => {
      const { make, session, ended, ids } = stage(true, {
        protocol: {
          body: (args, method) => {
            if (method === 'bad') throw new Error('no');
            return JSON.stringify(args);
          },
        },
      });
      expect(make({ method: 'bad' })).to.equal(undefined);
      make({ method: 'good' });
      expect(ended).to.deep.equal([{ name: 'CallError', method: 'bad', kind: 'encoding', delivery: 'never' }]);
      expect([session.sent, ids.next()]).to.deep.equal([['0 good []'], 1]);
    });

    it('R12: gives an id when a call is made, or only when it is sent', () => {
      const made = stage(false);
      expect(made.make({})?.id).to.equal(0);
      for (const given of ['sent', 'connection'] as const) {
        const { make, calls, session } = stage(false, { ids: new Ids({ ids: given }) });
        const [a, b] = [make({ method: 'a' }), make({ method: 'b', whenDown: 'set-up' })];
        expect([a?.id, b?.id]).to.deep.equal([undefined, undefined]);
        calls.open(session);
        expect(session.sent).to.deep.equal(['1 b []', '2 a []']);
        expect([a?.id, b?.id]).to.deep.equal([2, 1]);
      }
    });

    it('R13, R16: a call that ends without an id has none in its error', () => {
      const { make, calls, errors } = stage(false, { ids: new Ids({}) });
      const controller = new AbortController();
      make({ options: { signal: controller.signal } });
      make({ options: { force: true } });
      make({});
      controller.abort();
      calls.closeAll();
      expect(errors.map(error => ('id' in error ? error.id : 'no field'))).to.deep.equal([
        undefined,
        undefined,
        undefined,
      ]);
      expect(errors).to.have.length(3);
    });
  });

  describe('refuses an invalid call, with a TypeError that names the value', () => {
    const cases: [what: string, request: Partial<CallRequest>, says: string][] = [
      ['an empty method', { method: '' }, 'not ""'],
      ['a method that is a number', { method: untyped(7) }, 'not 7'],
      ['no method', { method: untyped(undefined) }, 'not undefined'],
      ['a method that is an object', { method: untyped({}) }, 'not an object'],
      ['arguments that are a string', { args: untyped('Hello') }, 'not "Hello"'],
      ['arguments that are an object', { args: untyped({ 0: 'a' }) }, 'not an object'],
      ['arguments that are null', { args: untyped(null) }, 'not null'],
      ['options that are null', { options: untyped(null) }, 'null'],
      ['options that are a number', { options: untyped(5) }, '5'],
      ['an unknown option', { options: untyped({ noreply: true }) }, '"noreply"'],
      ['a timeout below 0', { options: { timeout: -1 } }, '-1'],
      ['a timeout that is NaN', { options: { timeout: Number.NaN } }, 'NaN'],
      ['a timeout that is a string', { options: untyped({ timeout: '5s' }) }, '"5s"'],
      ['a signal that is no AbortSignal', { options: untyped({ signal: 'stop' }) }, '"stop"'],
      ['a signal that is null', { options: untyped({ signal: null }) }, 'null'],
    ];
    for (const [what, request, says] of cases) {
      it(what, () => {
        const { make, calls, session, errors, ids } = stage();
        expect(make(request)).to.equal(undefined);
        expect(errors.map(({ name }) => name)).to.deep.equal(['TypeError']);
        expect(errors[0]?.message).to.include(says);
        expect([session.sent, calls.unsettled.isEmpty, ids.next()]).to.deep.equal([[], true, 0]);
      });
    }
  });

  it('accepts every option, and treats undefined as not given', () => {
    const { make, session, ended } = stage();
    const options: CallOptions = { noReply: false, force: false, timeout: 0, signal: undefined, resend: false };
    expect(Object.keys(options)).to.have.members([...CALL_OPTIONS]);
    make({ options });
    make({ options: Object.fromEntries([...CALL_OPTIONS].map(name => [name, undefined])) });
    expect(session.sent.length).to.equal(2);
    expect(ended).to.deep.equal([]);
  });

  describe('R19: arguments that cannot be serialized', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const broken = new Error('no such thing');
    const throwing = {
      toJSON: () => {
        throw broken;
      },
    };
    const cases: [what: string, args: unknown[]][] = [
      ['a BigInt', [1n]],
      ['a BigInt deep inside', [{ a: [{ b: 2n }] }]],
      ['a cycle', cycle],
      ['a toJSON that throws', [throwing]],
      ['arguments that serialize to nothing', Object.assign([], { toJSON: () => undefined })],
    ];
    for (const [what, args] of cases) {
      it(`${what}: rejects that call, uses no id and touches nothing else`, () => {
        const { make, calls, session, ended } = stage();
        make({ method: 'before' });
        expect(make({ args })).to.equal(undefined);
        make({ method: 'after' });
        expect(ended).to.deep.equal([{ name: 'CallError', method: 'msg', kind: 'encoding', delivery: 'never' }]);
        expect(session.sent).to.deep.equal(['0 before []', '1 after []']);
        session.reply(0);
        session.reply(1);
        expect(calls.unsettled.isEmpty).to.equal(true);
      });
    }

    it('has what was thrown as its cause, an Error or not', () => {
      const { make, errors } = stage();
      const odd = {
        toJSON: () => {
          throw 'odd';
        },
      };
      make({ args: [throwing] });
      make({ args: [odd] });
      expect(errors.map(({ cause }) => cause)).to.deep.equal([broken, 'odd']);
      expect(errors[0]?.message).to.include('no such thing');
    });

    it('a toJSON that makes a call: both calls are sent, each with its own id', () => {
      const { make, session } = stage();
      const calling = {
        toJSON: () => {
          make({ method: 'inner' });
          return 'x';
        },
      };
      make({ method: 'outer', args: [calling] });
      make({ method: 'next' });
      expect(session.sent).to.deep.equal(['0 inner []', '1 outer ["x"]', '2 next []']);
    });

    it('a toJSON that makes a call and then throws: only the outer call fails', () => {
      const { make, session, ended } = stage();
      const calling = {
        toJSON: () => {
          make({ method: 'inner' });
          throw broken;
        },
      };
      make({ args: [calling] });
      make({ method: 'next' });
      expect(session.sent).to.deep.equal(['0 inner []', '1 next []']);
      expect(ended.length).to.equal(1);
    });
  });

  it('copies the arguments at the call: later changes have no effect', () => {
    const { make, calls, session } = stage(false);
    const words = ['as it was'];
    const args = [{ words }];
    make({ args });
    words.push('changed');
    args.push({ words });
    calls.open(session);
    expect(session.sent).to.deep.equal(['0 msg [{"words":["as it was"]}]']);
  });

  describe('settings', () => {
    const timeouts: [options: CallOptions, at: number][] = [
      [{}, 20_000],
      [{ timeout: 50 }, 50],
    ];
    for (const [options, at] of timeouts) {
      it(
        `R15: with ${JSON.stringify(options)} it times out after ${at} ms`,
        marbles(m => {
          const { make, ended } = stage();
          make({ options });
          m.flush();
          const facts = { ...failed('msg', 0, 'timeout', 'unknown'), name: 'TimeoutError', waited: at };
          expect(ended).to.deep.equal([facts]);
          expect(m.scheduler.frame).to.equal(at);
        }),
      );
    }

    for (const timeout of [0, Number.POSITIVE_INFINITY]) {
      it(
        `R15: a timeout of ${timeout} sets no timer`,
        marbles(m => {
          const { make } = stage();
          make({ options: { timeout } });
          expect(timersOf(m)).to.equal(0);
        }),
      );
    }

    const resends: [method: string, options: CallOptions, again: boolean][] = [
      ['history', {}, true],
      ['history', { resend: false }, false],
      ['history', { resend: undefined }, true],
      ['msg', {}, false],
      ['msg', { resend: true }, true],
    ];
    for (const [method, options, again] of resends) {
      it(`R14: ${method} with ${JSON.stringify(options)} is ${again ? '' : 'not '}sent again`, () => {
        const { make, calls, session, spooled } = stage();
        make({ method, options });
        calls.shut();
        expect(spooled).to.deep.equal(again ? [`0 ${method} []`] : []);
        calls.open(session);
        expect(session.sent.length).to.equal(again ? 2 : 1);
      });
    }

    it('R17: force never waits, neither in the spool nor for the set-up', () => {
      const { make, ended, spooled, calls } = stage(false);
      make({ options: { force: true } });
      make({ method: 'auth', options: { force: true }, whenDown: 'set-up' });
      expect(ended).to.deep.equal([
        failed('msg', 0, 'not-connected', 'never'),
        failed('auth', 1, 'not-connected', 'never'),
      ]);
      expect([spooled, waitingCalls(calls, 'auth')]).to.deep.equal([[], []]);
    });

    it('R9: a call that is part of the set-up waits for the set-up', () => {
      const { make, calls } = stage(false);
      const call = make({ method: 'auth', whenDown: 'set-up' });
      expect(waitingCalls(calls, 'auth')).to.deep.equal([call]);
    });
  });

  describe('R16: a signal', () => {
    const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

    it('aborted before the call: the call rejects with its reason, and uses no id', () => {
      const { make, session, ended, errors } = stage();
      const signal = AbortSignal.abort(new Error('too late'));
      expect(make({ options: { signal } })).to.equal(undefined);
      make({ method: 'next' });
      expect(ended).to.deep.equal([{ name: 'CallError', method: 'msg', kind: 'aborted', delivery: 'never' }]);
      expect(errors[0]?.cause).to.equal(signal.reason);
      expect(listeners(signal)).to.equal(0);
      expect(session.sent).to.deep.equal(['0 next []']);
    });

    it('aborted while the call is spooled: the call is never sent', () => {
      const { make, calls, session, ended, errors } = stage(false);
      const controller = new AbortController();
      make({ options: { signal: controller.signal } });
      expect(listeners(controller.signal)).to.equal(1);
      controller.abort('enough');
      expect(listeners(controller.signal)).to.equal(0);
      calls.open(session);
      expect(session.sent).to.deep.equal([]);
      expect(ended).to.deep.equal([failed('msg', 0, 'aborted', 'never')]);
      expect(errors[0]?.cause).to.equal('enough');
    });

    it('aborted after the sending: the reply is ignored', () => {
      const { make, session, ended } = stage();
      const controller = new AbortController();
      make({ options: { signal: controller.signal } });
      controller.abort();
      expect(session.reply(0)).to.equal('abandoned');
      expect(ended).to.deep.equal([failed('msg', 0, 'aborted', 'unknown')]);
    });

    it('R27: has no listener left once the call has settled, in whatever way', () => {
      const { make, calls, session, ended } = stage();
      const controller = new AbortController();
      const { signal } = controller;
      const ways: ((call: ReturnType<typeof make>) => void)[] = [
        call => void session.reply(call?.id ?? -1),
        call => void session.reply(call?.id ?? -1, { error: 'no' }),
        call => call && calls.unsettled.cancel(call),
        () => calls.shut(),
        () => calls.closeAll(),
      ];
      for (const way of ways) {
        const call = make({ options: { signal } });
        expect(listeners(signal)).to.equal(1);
        way(call);
        expect(listeners(signal)).to.equal(0);
      }
      calls.accept();
      calls.open(session);
      make({ options: { signal, noReply: true } });
      expect(listeners(signal)).to.equal(0);
      const before = ended.length;
      controller.abort();
      expect(ended.length).to.equal(before);
    });
  });
});
