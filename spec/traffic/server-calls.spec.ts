import { expect } from 'chai';
import { EMPTY, finalize, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamError } from '../../lib/errors.js';
import type { Wire } from '../../lib/protocol/protocol.js';
import { Secrets } from '../../lib/text/secrets.js';
import { type CallContext, type Handler, Handlers } from '../../lib/traffic/handlers.js';
import { ServerCalls } from '../../lib/traffic/server-calls.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { play } from '../kit/session-kit/play.js';

/** Answers as `id = data`, and failures as `id ! kind: message`. */
const WIRE: Wire = {
  frame: () => '',
  read: () => {},
  result: (id, data) => {
    if (typeof data === 'bigint') throw new TypeError('no BigInt');
    return `${id} = ${JSON.stringify(data)}`;
  },
  failure: (id, { kind, message }) => `${id} ! ${kind}: ${message}`,
};

/** The calls of a server on one connection, and what it is answered. */
const stage = (over: Partial<Wire> = {}) => {
  const sent: string[] = [];
  const sent$ = new Subject<string>();
  sent$.subscribe(each => sent.push(each));
  const note = (what: string) => sent$.next(what.replace('send ', ''));
  const link = fakeLink(undefined, note);
  const handlers = new Handlers();
  const secrets = new Secrets();
  const reported: BeamError[] = [];
  const report = (error: BeamError) => void reported.push(error);
  const told: unknown[] = [];
  const activity = { tell: (each: unknown) => void told.push(each) };
  const calls = new ServerCalls(link, { ...WIRE, ...over }, { handlers, secrets, report, activity });
  return { sent, sent$, handlers, secrets, reported, calls, told };
};

/** Waits for the promises that are settled by now. */
const promises = async () => {
  for (let n = 0; n < 10; n += 1) await undefined;
};

const broken = () => {
  throw new Error('broken');
};

describe('ServerCalls', () => {
  describe('the answer', () => {
    const values: Record<string, unknown> = {
      'a value': { a: [1] },
      null: null,
      'nothing at all': undefined,
      'an array, and not its last element': [1, 2],
      'a string, and not its last character': 'abc',
    };
    for (const [what, value] of Object.entries(values)) {
      it(`R34: is what the handler returns, at once: ${what}`, () => {
        const { sent, handlers, calls } = stage();
        handlers.add('ask', () => value);
        calls.handle(7, 'ask', []);
        expect(sent).to.deep.equal([`7 = ${JSON.stringify(value)}`]);
      });
    }

    it('R34: is what its Promise resolves with', async () => {
      const { sent, handlers, calls } = stage();
      handlers.add('ask', async args => [args, 'later']);
      calls.handle('x', 'ask', { n: 1 });
      expect(sent).to.deep.equal([]);
      await promises();
      expect(sent).to.deep.equal(['x = [{"n":1},"later"]']);
    });

    const streams: [source: string, answer: string][] = [
      ['(a|)', 'a'],
      ['-a-b-c-|', '-------c'],
      ['-a-b', '----'],
      ['-a-#', '---e'],
    ];
    for (const [source, answer] of streams) {
      it(
        `R34: is the last value of its Observable, when that completes: ${source}`,
        marbles((m: Context) => {
          const { handlers, calls, sent$ } = stage();
          handlers.add('ask', () => m.cold(source));
          play(m, 'a', { a: () => calls.handle(1, 'ask', []) });
          m.expect(sent$).toBeObservable(answer, { a: '1 = "a"', c: '1 = "c"', e: '1 ! failed: "error"' });
        }),
      );
    }

    it('R34: of an Observable is its last value, or nothing if it is empty', () => {
      const { sent, handlers, calls } = stage();
      handlers.add('three', () => of(1, 2, 3));
      handlers.add('none', () => EMPTY);
      handlers.add('never', () => NEVER);
      for (const [id, method] of ['three', 'none', 'never'].entries()) calls.handle(id, method, []);
      expect(sent).to.deep.equal(['0 = 3', '1 = undefined']);
    });

    it('R34: of an async iterable is its last value, and of another library’s Observable its value', async () => {
      const { sent, handlers, calls } = stage();
      handlers.add('generated', async function* () {
        yield 1;
        yield 2;
      });
      const foreign = {
        subscribe: (observer: { next(value: unknown): void; complete(): void }) => {
          observer.next('foreign');
          observer.complete();
          return { unsubscribe: () => {} };
        },
      };
      handlers.add('foreign', () => ({ ...foreign, [Symbol.observable ?? '@@observable']: () => foreign }));
      calls.handle(1, 'generated', []);
      calls.handle(2, 'foreign', []);
      await promises();
      expect(sent).to.have.members(['1 = 2', '2 = "foreign"']);
    });

    it('R34: goes by the id of its call, in whatever order handlers are done', () => {
      const { sent, handlers, calls } = stage();
      const sources = [new Subject<string>(), new Subject<string>()];
      handlers.add('ask', args => sources[args as number]);
      calls.handle('a', 'ask', 0);
      calls.handle(null, 'ask', 1);
      for (const source of sources.reverse()) {
        source.next('done');
        source.complete();
      }
      expect(sent).to.deep.equal(['null = "done"', 'a = "done"']);
    });

    it('R34: the handler is called once for each call, with its arguments as they came and the address', () => {
      const { handlers, calls } = stage();
      const given: unknown[] = [];
      const args = { deep: [1] };
      handlers.add('ask', (each, { address, signal }) => given.push(each, address, signal.aborted));
      calls.handle(1, 'ask', args);
      calls.handle(2, 'ask', undefined);
      expect(given).to.deep.equal([args, 'wss://chat.test', false, undefined, 'wss://chat.test', false]);
      expect(given[0]).to.equal(args);
    });
  });

  describe('the failure', () => {
    it('R34: of a method without a handler is the protocol’s “no such method”', () => {
      const { sent, handlers, calls } = stage();
      handlers.add('ask', () => 1);
      for (const method of ['other', 'toString', '__proto__']) calls.handle(1, method, []);
      expect(sent[0]).to.equal('1 ! unknown-method: there is no method "other"');
      expect(sent.map(each => each.slice(0, 18))).to.deep.equal(Array(3).fill('1 ! unknown-method'));
    });

    it('R34: of one whose handler was removed is the same, and what is handled by then goes on', () => {
      const { sent, handlers, calls } = stage();
      const source = new Subject<number>();
      const remove = handlers.add('ask', () => source);
      calls.handle(1, 'ask', []);
      remove();
      calls.handle(2, 'ask', []);
      source.next(1);
      source.complete();
      expect(sent).to.deep.equal(['2 ! unknown-method: there is no method "ask"', '1 = 1']);
    });

    const failing: Record<string, Handler> = {
      'that throws': broken,
      'whose Promise rejects': () => Promise.reject(new Error('broken')),
      'whose Observable errors': () => throwError(() => new Error('broken')),
      'whose Observable errors behind a value': () =>
        new Observable(subscriber => {
          subscriber.next(1);
          subscriber.error(new Error('broken'));
        }),
      'whose Promise cannot be read': () =>
        Object.defineProperty({}, 'then', { get: broken }) as unknown as Promise<unknown>,
    };
    for (const [what, handler] of Object.entries(failing)) {
      it(`R34: of a handler ${what} is its message only`, async () => {
        const { sent, handlers, calls, reported } = stage();
        handlers.add('ask', handler);
        calls.handle(1, 'ask', []);
        await promises();
        expect(sent).to.deep.equal(['1 ! failed: broken']);
        expect(reported).to.deep.equal([]);
      });
    }

    const thrown: [what: unknown, says: string][] = [
      ['a string', '"a string"'],
      [undefined, 'undefined'],
      [{ secret: 1 }, 'an object'],
      [new RangeError('too far', { cause: new Error('of no concern') }), 'too far'],
    ];
    for (const [what, says] of thrown) {
      it(`R34: is in words, whatever is thrown: ${says}`, () => {
        const { sent, handlers, calls } = stage();
        handlers.add('ask', () => {
          throw what;
        });
        calls.handle(1, 'ask', []);
        expect(sent).to.deep.equal([`1 ! failed: ${says}`]);
      });
    }

    it('R26, R34: holds no secret of the client', () => {
      const { sent, handlers, calls, secrets } = stage();
      secrets.remember(['hunter22']);
      handlers.add('ask', () => {
        throw new Error('not for hunter22');
      });
      calls.handle(1, 'ask', []);
      calls.handle(2, 'hunter22', []);
      expect(sent).to.deep.equal(['1 ! failed: not for …', '2 ! unknown-method: there is no method "…"']);
    });

    it('R34: of a result that cannot be serialized is sent instead of it', () => {
      const { sent, handlers, calls, reported } = stage();
      handlers.add('ask', () => 1n);
      calls.handle(1, 'ask', []);
      expect(sent).to.deep.equal(['1 ! failed: the result cannot be serialized: no BigInt']);
      expect(reported).to.deep.equal([]);
    });

    it('R34: that the protocol cannot write is reported, and nothing is sent', () => {
      const { sent, handlers, calls, reported } = stage({ failure: broken });
      handlers.add('ask', broken);
      calls.handle(1, 'ask', []);
      calls.handle(2, 'other', []);
      expect(sent).to.deep.equal([]);
      expect(reported.map(({ message }) => message)).to.deep.equal([
        'the server\'s call of "ask" could not be answered: broken',
        'the server\'s call of "other" could not be answered: broken',
      ]);
      expect(reported[0]).to.include({ name: 'CallError', method: 'ask', kind: 'encoding', delivery: 'never' });
      expect(reported[0]?.cause).to.include({ message: 'broken' });
    });

    it('R34: of a protocol without failures is nothing, nor is the result of one without results', () => {
      const { sent, handlers, calls, reported } = stage({ failure: undefined, result: undefined } as never);
      handlers.add('ask', broken);
      handlers.add('tell', () => 1);
      for (const method of ['ask', 'tell', 'other']) calls.handle(1, method, []);
      expect([sent, reported]).to.deep.equal([[], []]);
    });
  });

  describe('at most 1,000 at once', () => {
    it('R34: one more is refused, and handled once another is done', () => {
      const { sent, handlers, calls } = stage();
      const sources: Subject<number>[] = [];
      handlers.add('ask', () => {
        const source = new Subject<number>();
        sources.push(source);
        return source;
      });
      for (let id = 1; id <= 1_001; id += 1) calls.handle(id, 'ask', []);
      expect(sources).to.have.length(1_000);
      expect(sent).to.deep.equal(['1001 ! failed: 1000 calls are being handled: try again later']);
      sources[0]?.complete();
      sources[1]?.error(new Error('broken'));
      for (let id = 1_002; id <= 1_004; id += 1) calls.handle(id, 'ask', []);
      expect(sources).to.have.length(1_002);
      expect(sent.slice(1)).to.deep.equal([
        '1 = undefined',
        '2 ! failed: broken',
        '1004 ! failed: 1000 calls are being handled: try again later',
      ]);
    });

    it('R34: any number is handled one after the other, however each ends', () => {
      const { sent, handlers, calls } = stage();
      handlers.add('ok', () => 1);
      handlers.add('broken', broken);
      handlers.add('unserializable', () => 1n);
      for (const method of ['ok', 'broken', 'unserializable', 'unknown']) {
        for (let n = 0; n < 1_100; n += 1) calls.handle(n, method, []);
      }
      expect(sent.filter(each => each.includes('try again'))).to.deep.equal([]);
      expect(sent).to.have.length(4_400);
    });

    it('R34: a handler may be called within a handler', () => {
      const { sent, handlers, calls } = stage();
      handlers.add('outer', () => {
        calls.handle(2, 'inner', []);
        return 'outer';
      });
      handlers.add('inner', () => 'inner');
      calls.handle(1, 'outer', []);
      expect(sent).to.deep.equal(['2 = "inner"', '1 = "outer"']);
    });
  });

  describe('the loss', () => {
    it('R34: more than ten handlers may listen to the signal without a warning of Node', async () => {
      const { handlers, calls } = stage();
      const warnings: string[] = [];
      const warn = (warning: Error) => void warnings.push(warning.name);
      process.on('warning', warn);
      handlers.add('ask', (_args, { signal }) => {
        signal.addEventListener('abort', () => {});
        return NEVER;
      });
      for (let id = 0; id < 20; id += 1) calls.handle(id, 'ask', []);
      await new Promise(resolve => setImmediate(resolve));
      process.off('warning', warn);
      expect(warnings).to.deep.equal([]);
    });

    it('R34: aborts the signal of each call that is being handled, and no answer is sent after it', async () => {
      const { sent, handlers, calls, reported } = stage();
      const source = new Subject<number>();
      const signals: AbortSignal[] = [];
      let resolve = (_value: number) => {};
      let reject = (_error: Error) => {};
      const results = [
        source,
        new Promise(done => {
          resolve = done;
        }),
        new Promise((_done, fail) => {
          reject = fail;
        }),
      ];
      handlers.add('ask', (args, { signal }: CallContext) => {
        signals.push(signal);
        return results[args as number];
      });
      for (const n of results.keys()) calls.handle(n, 'ask', n);
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, false, false]);
      calls.end();
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true, true]);
      source.next(1);
      source.complete();
      resolve(2);
      reject(new Error('broken'));
      await promises();
      expect([sent, reported, source.observed]).to.deep.equal([[], [], false]);
    });

    it('R34: sends no answer that a handler gives because its signal aborts', () => {
      const { sent, handlers, calls } = stage();
      const listening =
        (then: (source: Subject<number>) => void): Handler =>
        (_args, { signal }) => {
          const source = new Subject<number>();
          signal.addEventListener('abort', () => then(source), { once: true });
          return source;
        };
      handlers.add(
        'completes',
        listening(source => source.complete()),
      );
      handlers.add(
        'errors',
        listening(source => source.error(new Error('aborted'))),
      );
      calls.handle(1, 'completes', []);
      calls.handle(2, 'errors', []);
      calls.end();
      expect(sent).to.deep.equal([]);
    });

    it('R34: within a handler: its answer is not sent, nor is one that comes later', () => {
      const { sent, handlers, calls } = stage();
      const source = new Subject<number>();
      handlers.add('sync', () => {
        calls.end();
        return 1;
      });
      handlers.add('throws', () => {
        calls.end();
        return broken();
      });
      handlers.add('later', () => {
        calls.end();
        return source;
      });
      for (const method of ['sync', 'throws', 'later']) calls.handle(1, method, []);
      source.next(1);
      source.complete();
      expect([sent, source.observed]).to.deep.equal([[], false]);
    });

    it('R27, R34: tears down the Observables of handlers', () => {
      const { handlers, calls } = stage();
      let torn = 0;
      const endless$ = NEVER.pipe(
        finalize(() => {
          torn += 1;
        }),
      );
      handlers.add('ask', () => endless$);
      for (let id = 0; id < 3; id += 1) calls.handle(id, 'ask', []);
      calls.end();
      calls.end();
      expect(torn).to.equal(3);
    });

    it('R34: aborts also the signal of a call that was answered, since its handler may have begun what goes on', () => {
      const { sent, handlers, calls } = stage();
      let signal: AbortSignal | undefined;
      handlers.add('ask', (_args, context) => {
        signal = context.signal;
        return 1;
      });
      calls.handle(1, 'ask', []);
      expect(signal?.aborted).to.equal(false);
      calls.end();
      expect([sent, signal?.aborted]).to.deep.equal([['1 = 1'], true]);
    });
  });

  it('R51: tells of each call that a handler takes, and of what the handler did', () => {
    const { handlers, calls, told } = stage();
    const answer$ = new Subject<unknown>();
    handlers.add('ask', () => answer$);
    handlers.add('fail', broken);
    calls.handle(1, 'ask', []);
    calls.handle(2, 'fail', []);
    calls.handle(3, 'unknown', []);
    answer$.next(7);
    answer$.complete();
    const [ask, fail] = [{ method: 'ask' }, { method: 'fail' }];
    expect(told).to.deep.equal([
      { type: 'requested', request: ask },
      { type: 'requested', request: fail },
      { type: 'answered', request: fail, failure: 'broken' },
      { type: 'answered', request: ask, data: 7 },
    ]);
  });
});
