import { expect } from 'chai';
import fc from 'fast-check';
import { type BeamChat, CallError } from '../../lib/index.js';
import { holds } from '../model/replay.js';
import { connectedChat } from './fake-connection.js';

const thrower = (thrown: unknown) => () => {
  throw thrown;
};

/** Deeper than the stack, where the runtime serializes by recursion; from Node 26 on it does not, and nothing is too deep. */
const deep = (): unknown => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
const isTooDeep = (): boolean => {
  try {
    JSON.stringify(deep());
    return false;
  } catch {
    return true;
  }
};

/** Values that cannot be serialized, or that throw when they are read. */
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  BigInt: () => 1n,
  'a cycle': () => {
    const ring: unknown[] = [];
    ring.push({ ring });
    return ring;
  },
  'a toJSON that throws an Error': () => ({ toJSON: thrower(new Error('no')) }),
  'a toJSON that throws nothing': () => ({ toJSON: thrower(undefined) }),
  'a toJSON that throws null': () => ({ toJSON: thrower(null) }),
  'a toJSON that throws a symbol': () => ({ toJSON: thrower(Symbol('s')) }),
  'a toJSON that throws an object': () => ({ toJSON: thrower({ toString: thrower(new Error('again')) }) }),
  'a getter that throws': () => Object.defineProperty({}, 'x', { enumerable: true, get: thrower(new Error('no')) }),
  'a proxy that throws': () => new Proxy({}, { ownKeys: thrower(new Error('no')) }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a nested toJSON of BigInt': () => ({ a: [{ toJSON: () => 1n }] }),
  ...(isTooDeep() ? { 'too deep': deep } : {}),
};

/** Values that JSON changes. */
const ODD: Readonly<Record<string, () => unknown>> = {
  'a sparse array': () => {
    const sparse = [1];
    sparse[5] = 2;
    return sparse;
  },
  undefined: () => undefined,
  'a function': () => () => {},
  'a symbol': () => Symbol('s'),
  'an invalid Date': () => new Date(Number.NaN),
  'a toJSON of nothing': () => ({ toJSON: () => undefined }),
  'own __proto__': () => JSON.parse('{"__proto__":{"polluted":true}}'),
  'lone surrogates': () => '\ud800 \udc00',
  'a huge string': () => 'x'.repeat(100_000),
  NaN: () => [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308],
  'a Map': () => new Map([[1, 2]]),
  'quotes and controls': () => '"}],"id":7,"x":[{"\n\0\u2028',
};

const hostile = fc.constantFrom(...Object.entries(HOSTILE)).map(([name, make]) => ({ name, make, bad: true }));
const odd = fc.constantFrom(...Object.entries(ODD)).map(([name, make]) => ({ name, make, bad: false }));
const plain = fc.jsonValue().map(value => ({ name: 'JSON', make: () => value as unknown, bad: false }));

const call = fc.record({
  method: fc.oneof(fc.constantFrom('msg', '__proto__', '"},{"', '\ud800'), fc.string({ unit: 'binary', minLength: 1 })),
  values: fc.array(fc.oneof({ weight: 1, arbitrary: hostile }, odd, plain), { maxLength: 4 }),
  via: fc.constantFrom('call', 'call$'),
});

/** Starts a call, and collects its data and errors. */
const begin = (chat: BeamChat, method: string, args: readonly unknown[], via: 'call' | 'call$') => {
  const state: { errors: unknown[]; data: unknown[]; settled?: Promise<unknown> } = { errors: [], data: [] };
  if (via === 'call$') {
    chat.call$<unknown>(method, args as never).subscribe({
      next: each => state.data.push(each),
      error: error => state.errors.push(error),
    });
  } else {
    state.settled = chat.call<unknown>(method, args as never).then(
      data => void state.data.push(data),
      error => void state.errors.push(error),
    );
  }
  return state;
};

describe('hostile arguments', () => {
  it('R13, R19: reject their call with kind encoding, and affect nothing else; all others are sent as JSON', async () => {
    await holds(
      fc.asyncProperty(fc.array(call, { maxLength: 8 }), async calls => {
        const { chat, end, sent, answer } = connectedChat();
        const errors: unknown[] = [];
        chat.errors$.subscribe(error => errors.push(error));
        const otherCall = begin(chat, 'history', [1], 'call');
        const seen: number[] = [];
        let ids = 1;
        for (const { method, values, via } of calls) {
          const args = values.map(({ make }) => make());
          const state = begin(chat, method, args, via);
          if (values.some(({ bad }) => bad)) {
            await state.settled;
            const [error] = state.errors;
            expect(error).to.be.instanceOf(CallError);
            expect(error).to.include({ kind: 'encoding', delivery: 'never', method, id: undefined });
          } else {
            const id = ids++;
            const packet = { type: 'method', method, arguments: args, id };
            expect(JSON.stringify(sent().at(-1))).to.equal(JSON.stringify(packet));
            answer(id, id);
            await state.settled;
            expect(state.data).to.deep.equal([id]);
            seen.push(id);
          }
          expect(sent()).to.have.length(ids);
        }
        answer(0, 'still here');
        await otherCall.settled;
        expect(otherCall.data).to.deep.equal(['still here']);
        expect(errors).to.deep.equal([]);
        expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
        end();
      }),
      400,
    );
  }).timeout(60_000);

  for (const [name, make] of Object.entries(HOSTILE)) {
    it(`R19: ${name} rejects with kind encoding, with call and call$`, async () => {
      const { chat, end, sent } = connectedChat();
      for (const via of ['call', 'call$'] as const) {
        const state = begin(chat, 'msg', ['fine', make()], via);
        await state.settled;
        expect((state.errors[0] as CallError).kind).to.equal('encoding');
      }
      expect(sent()).to.deep.equal([]);
      end();
    });
  }

  describe('a toJSON that calls the client', () => {
    it('R19, R25: call(): both calls are sent in full, each with its own id', async () => {
      const { chat, end, sent, answer } = connectedChat();
      const inner: unknown[] = [];
      const argument = {
        toJSON: () => {
          chat.call$('msg', ['inner']).subscribe(data => inner.push(data));
          return 'outer';
        },
      };
      const outer = begin(chat, 'msg', [argument], 'call');
      const packets = sent().map(({ arguments: args, id }) => [JSON.stringify(args), id]);
      expect(packets).to.deep.equal([
        ['["inner"]', 0],
        ['["outer"]', 1],
      ]);
      answer(0, 'in');
      answer(1, 'out');
      await outer.settled;
      expect([inner, outer.data]).to.deep.equal([['in'], ['out']]);
      end();
    });

    it('R19, R25: close(): the call rejects as closed, and was never sent', async () => {
      const { chat, sent } = connectedChat();
      const argument = { toJSON: () => void chat.close() };
      const state = begin(chat, 'msg', [argument], 'call');
      await state.settled;
      expect(state.errors[0]).to.include({ kind: 'closed', delivery: 'never' });
      expect(sent()).to.deep.equal([]);
    });

    it('R19, R25: boot() and close({drain}) inside a call that cannot be encoded: only that call rejects', async () => {
      const { chat, end, sent, answer } = connectedChat();
      const before = begin(chat, 'history', [1], 'call');
      const argument = {
        toJSON: () => {
          chat.boot();
          void chat.close({ drain: 1_000 });
          throw new Error('no');
        },
      };
      const state = begin(chat, 'msg', [argument], 'call');
      await state.settled;
      expect(state.errors[0]).to.include({ kind: 'encoding', delivery: 'never' });
      answer(0, 'answered');
      await before.settled;
      expect([before.data, sent().length]).to.deep.equal([['answered'], 1]);
      end();
    });
  });

  it('R19: a huge string is sent in full', async () => {
    const { chat, end, last } = connectedChat();
    chat.call$('msg', ['x'.repeat(5_000_000)]).subscribe({ error: () => {} });
    expect((last().arguments as string[])[0]).to.have.length(5_000_000);
    end();
  });
});
