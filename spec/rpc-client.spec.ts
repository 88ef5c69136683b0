import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Client } from '../lib/client/client.js';
import { CallError, ReplyError, RpcClient, type RpcClientOptions } from '../lib/index.js';
import { type JsonRpcOptions, jsonRpc } from '../lib/json-rpc/index.js';
import type { Protocol, Talk } from '../lib/protocol/protocol.js';
import { ADDRESSES } from './kit/array-client.js';
import { asFields, fieldsOf, thrownBy } from './kit/facts.js';
import { FakeNodeSocket, type FakeWebSocket } from './kit/fake-web-socket.js';
import { rejection } from './kit/live.js';
import { type Given, stageRpc } from './kit/rpc-client.js';
import { play } from './kit/session-kit/play.js';

/** A client that is connected. */
const connected = <T extends FakeWebSocket = FakeWebSocket>(given: Given<T> = {}) => {
  const staged = stageRpc(given);
  staged.connects();
  return staged;
};

/** What an Observable has emitted by now, how it ended, and its errors as fields. */
const taken = (source$: Observable<unknown>) => {
  const log: unknown[] = [];
  source$.pipe(asFields).subscribe({
    next: value => log.push(value),
    error: fields => log.push(fields),
    complete: () => log.push('|'),
  });
  return log;
};

describe('RpcClient', () => {
  it('R28: opens nothing before boot()', () => {
    const { client, sockets } = stageRpc();
    taken(client.call$('add', [1, 2]));
    expect(client).to.be.instanceOf(Client);
    expect(String(client)).to.equal('[object RpcClient]');
    expect(sockets.made).to.deep.equal([]);
    expect(client.boot()).to.equal(client);
    expect(sockets.made).to.have.length(1);
  });

  describe('its options', () => {
    const wrong = (given: unknown): string => {
      const error = thrownBy(() => new RpcClient(ADDRESSES, given as RpcClientOptions));
      expect(error).to.be.instanceOf(TypeError);
      return (error as Error).message;
    };

    it('R31: must have a protocol, which must be whole', () => {
      expect(wrong(undefined)).to.contain('an object with a protocol');
      expect(wrong({})).to.contain('the option protocol must be a protocol');
      for (const name of ['body', 'frame', 'read']) {
        expect(wrong({ protocol: { ...jsonRpc(), [name]: undefined } })).to.contain(
          `protocol.${name} must be a function`,
        );
      }
    });

    for (const name of ['auth', 'welcome', 'clientId', 'protocolVersion', 'query']) {
      it(`R31: Beam’s ${name} is a TypeError that names it`, () => {
        expect(wrong({ protocol: jsonRpc(), [name]: true })).to.contain(`there is no option "${name}"`);
      });
    }
  });

  describe('the dial', () => {
    it('R30: is of the address exactly as given, and offers no sub-protocol', () => {
      const { client, sockets } = stageRpc({ addresses: ['wss://a.test/rpc?key=1'] });
      client.boot();
      expect(sockets.newest().given).to.deep.equal(['wss://a.test/rpc?key=1']);
    });

    it('R30: is of what the protocol makes of it, and offers its sub-protocols', () => {
      const rules = { url: (address: string) => `${address}?v=1`, protocols: ['rpc', 'json'] };
      const { client, sockets } = stageRpc({ rules });
      client.boot();
      expect(sockets.newest().given).to.deep.equal(['wss://a.test?v=1', ['rpc', 'json']]);
    });

    it('R30: unless the option says otherwise', () => {
      const { client, sockets } = stageRpc({ rules: { protocols: 'rpc' }, options: { protocols: 'mine' } });
      client.boot();
      expect(sockets.newest().given).to.deep.equal(['wss://a.test', 'mine']);
    });

    it(
      'R30: each connection has a wire of its own',
      marbles(m => {
        const frames: string[] = [];
        let made = 0;
        const protocol: Protocol = {
          body: jsonRpc().body,
          wire: () => {
            made += 1;
            const name = made;
            return { frame: id => `${name}:${id}`, read: frame => void frames.push(`${name} ${frame}`) };
          },
        };
        const { client, sockets, connects } = stageRpc({ options: { protocol } });
        made = 0;
        const uses = () => {
          taken(client.call$('a'));
          sockets.newest().receives('x');
        };
        play(m, 'ku-d--ou', { k: connects, u: uses, d: () => sockets.drops(), o: sockets.opens });
        m.flush();
        expect(frames).to.deep.equal(['1 x', '2 x']);
        expect(sockets.sent()).to.deep.equal([['1:1'], ['2:2']]);
      }),
    );
  });

  describe('calls', () => {
    it('R36: have arguments one after the other, by name, or none', () => {
      const { client, sockets } = connected();
      for (const args of [[1, 2], { a: 1 }, [], undefined] as const) taken(client.call$('add', args));
      expect(sockets.sent()).to.deep.equal([
        [
          '{"method":"add","params":[1,2],"id":1}',
          '{"method":"add","params":{"a":1},"id":2}',
          '{"method":"add","id":3}',
          '{"method":"add","id":4}',
        ],
      ]);
    });

    for (const args of [null, 'a', 7, new Map()]) {
      it(`reject with a TypeError for the arguments ${Object.prototype.toString.call(args)}`, async () => {
        const { client } = connected();
        const error = await rejection(client.call('add', args as never));
        expect(error).to.be.instanceOf(TypeError);
        expect((error as Error).message).to.contain('the arguments of "add" must be an array or an object');
      });
    }

    it('R36: resolve with the result, also with null', () => {
      const { client, sockets } = connected();
      const logs = [1, 2, 3].map(() => taken(client.call$('add')));
      sockets.hears({ id: 2, result: null });
      sockets.hears({ id: 1, result: { a: [1] }, error: null });
      sockets.hears({ id: 3, result: 0 });
      expect(logs).to.deep.equal([
        [{ a: [1] }, '|'],
        [null, '|'],
        [0, '|'],
      ]);
    });

    it('R36: a refusal is a ReplyError with the error as sent', async () => {
      const { client, sockets, errors } = connected();
      const reply = rejection(client.call('add'));
      const refusal = { code: -32_602, message: 'no', data: { why: [1] } };
      sockets.hears({ id: 1, error: refusal });
      const error = await reply;
      expect(error).to.be.instanceOf(ReplyError);
      expect(fieldsOf(error)).to.deep.equal({
        ...{ name: 'ReplyError', method: 'add', id: 1, kind: 'refused', delivery: 'answered' },
        error: refusal,
      });
      expect(errors).to.deep.equal([]);
    });

    it('R36: an error without a usable id is one value on errors$, and no call is settled by it', () => {
      const { client, sockets, errors } = connected();
      const log = taken(client.call$('add'));
      sockets.hears({ id: null, error: { code: -32_700 } });
      sockets.hears({ error: { code: -32_700 } });
      expect(errors.map(({ name }) => name)).to.deep.equal(['BadMessageError', 'BadMessageError']);
      sockets.hears({ id: '1', error: 'of nobody' });
      expect(errors.map(({ name }) => name).slice(2)).to.deep.equal(['NoMethodHandlerError']);
      expect(log).to.deep.equal([]);
    });

    it('R36: an incoming array is split into its messages, in order', () => {
      const { client, sockets, errors } = connected();
      const seen: unknown[] = [];
      for (const name of ['a', 'b']) client.events$(name).subscribe(data => seen.push([name, data]));
      client.call$('add').subscribe(data => seen.push(data));
      client.packets$.subscribe(packet => seen.push(packet));
      const batch = [{ method: 'a', params: 1 }, { id: 1, result: 2 }, { method: 'b' }];
      sockets.hears(batch);
      expect(seen).to.deep.equal([batch[0], ['a', 1], batch[1], 2, batch[2], ['b', undefined]]);
      expect(errors).to.deep.equal([]);
    });

    it('R36: binary frames that hold JSON are read', () => {
      const { client, sockets } = connected();
      const log = taken(client.call$('add'));
      sockets.newest().receives(new TextEncoder().encode('{"id":1,"result":"grüß"}').buffer);
      expect(log).to.deep.equal(['grüß', '|']);
    });

    it('R30, R21: a protocol of text reports binary frames', () => {
      const { sockets, errors } = connected({ over: { binary: false } });
      sockets.newest().receives(new Uint8Array(5));
      expect(errors.map(({ message }) => message)).to.deep.equal(['received a frame that is binary']);
    });
  });

  describe('ids', () => {
    /** A call that may be sent again, one that may not, and one that is spooled, over a loss. */
    const overALoss = (
      rules: JsonRpcOptions,
      then: (staged: ReturnType<typeof stageRpc>, log: unknown[][]) => void,
    ) => {
      const staged = stageRpc({ rules, options: { resend: ['read'] } });
      const { client, sockets, connects } = staged;
      const log: unknown[][] = [];
      const [sent, spooled] = [taken(client.sent$), taken(client.spooled$)];
      marbles(m => {
        play(m, 'k-d--ox', {
          k: () => {
            connects();
            for (const method of ['write', 'read']) log.push(taken(client.call$(method)));
          },
          d: () => {
            sockets.drops();
            log.push(taken(client.call$('later', { a: 1 })));
          },
          o: sockets.opens,
          x: () => {
            // The answers to the first two calls of the second connection.
            const [first, second] = (sockets.sent()[1] ?? []).map(text => (JSON.parse(text) as { id: number }).id);
            sockets.hears({ id: second, result: 'second' });
            sockets.hears({ id: first, result: 'first' });
          },
        });
        m.flush();
      })();
      then(staged, [...log, sent, spooled]);
    };

    for (const rules of [{}, { ids: 'sent' }] as const) {
      it(`R12, R30: count from 1, and a call keeps its id when it is sent again: ${JSON.stringify(rules)}`, () => {
        overALoss(rules, ({ sockets }, [write, , , sent, spooled]) => {
          expect(sockets.sent()).to.deep.equal([
            ['{"method":"write","id":1}', '{"method":"read","id":2}'],
            ['{"method":"read","id":2}', '{"method":"later","params":{"a":1},"id":3}'],
          ]);
          expect(write).to.deep.equal([
            { name: 'CallError', method: 'write', id: 1, kind: 'disconnected', delivery: 'unknown' },
          ]);
          expect(sent).to.deep.equal([
            { method: 'write', args: [], id: 1 },
            { method: 'read', args: [], id: 2 },
            { method: 'read', args: [], id: 2 },
            { method: 'later', args: { a: 1 }, id: 3 },
          ]);
          expect(spooled).to.deep.equal([
            { method: 'read', args: [], id: 2 },
            { method: 'later', args: { a: 1 } },
          ]);
        });
      });
    }

    it('R12, R30: or begin anew on each connection, also those of calls that are sent again', () => {
      overALoss({ ids: 'connection' }, ({ sockets }, [, read, later, sent]) => {
        expect(sockets.sent()).to.deep.equal([
          ['{"method":"write","id":1}', '{"method":"read","id":2}'],
          ['{"method":"read","id":1}', '{"method":"later","params":{"a":1},"id":2}'],
        ]);
        expect(sent?.map(each => (each as { id?: number }).id)).to.deep.equal([1, 2, 1, 2]);
        expect([read, later]).to.deep.equal([
          ['first', '|'],
          ['second', '|'],
        ]);
      });
    });

    it('R12, R30: or are those of calls that are made', () => {
      overALoss({ ids: 'made', firstId: 0 }, ({ sockets }, [, , , , spooled]) => {
        expect(sockets.sent()[1]).to.deep.equal([
          '{"method":"read","id":1}',
          '{"method":"later","params":{"a":1},"id":2}',
        ]);
        expect(spooled).to.deep.equal([
          { method: 'read', args: [], id: 1 },
          { method: 'later', args: { a: 1 }, id: 2 },
        ]);
      });
    });

    it('R30: a call that was never sent has none, and uses none', async () => {
      const { client, sockets, connects } = stageRpc();
      const never = client.call$('never').subscribe();
      const forced = rejection(client.call('forced', [], { force: true }));
      never.unsubscribe();
      connects();
      taken(client.call$('first'));
      expect(sockets.sent()).to.deep.equal([['{"method":"first","id":1}']]);
      expect(fieldsOf(await forced)).to.deep.equal({
        ...{ name: 'CallError', method: 'forced', kind: 'not-connected', delivery: 'never' },
      });
    });
  });

  describe('what wants no answer any more', () => {
    it('R35: a noReply call is a notification, which has no id', async () => {
      const { client, sockets } = connected();
      const sent = taken(client.sent$);
      expect(await client.call('tick', [1], { noReply: true })).to.equal(undefined);
      expect(sockets.sent()).to.deep.equal([['{"method":"tick","params":[1]}']]);
      expect(sent).to.deep.equal([{ method: 'tick', args: [1] }]);
      taken(client.call$('add'));
      expect(sockets.sent()[0]?.[1]).to.equal('{"method":"add","id":1}');
    });

    it('R35: a spooled one too', () => {
      const { client, sockets, connects } = stageRpc();
      const log = taken(client.call$('tick', [], { noReply: true }));
      connects();
      expect(sockets.sent()).to.deep.equal([['{"method":"tick"}']]);
      expect(log).to.deep.equal(['|']);
    });

    it('R35, R22: without notifications it is a call, whose reply is expected', () => {
      const { client, sockets, errors } = connected({ over: { notification: undefined } as Partial<Protocol> });
      taken(client.call$('tick', [], { noReply: true }));
      expect(sockets.sent()).to.deep.equal([['{"method":"tick","id":1}']]);
      sockets.hears({ id: 1, result: 0 });
      expect(errors).to.deep.equal([]);
    });

    it('R36: the answer to a notification is a control message, and no error', () => {
      const { client, sockets, errors } = connected();
      const packets = taken(client.packets$);
      sockets.hears({ id: null, result: 0 });
      expect([packets, errors]).to.deep.equal([[{ id: null, result: 0 }], []]);
    });

    const CANCEL = '{"method":"$/cancel","params":{"id":1}}';
    const cancellable = { rules: { cancelMethod: '$/cancel' } };

    it('R35, R16: a call that was sent is cancelled on the wire, once, and its late reply is no error', () => {
      const { client, sockets, errors } = connected(cancellable);
      const subscription = client.call$('slow').subscribe();
      const sent = taken(client.sent$);
      subscription.unsubscribe();
      subscription.unsubscribe();
      expect(sockets.sent()).to.deep.equal([['{"method":"slow","id":1}', CANCEL]]);
      sockets.hears({ id: 1, error: 'cancelled' });
      expect([errors, sent]).to.deep.equal([[], []]);
    });

    it('R35, R16: so is one whose signal aborts', async () => {
      const { client, sockets } = connected(cancellable);
      const controller = new AbortController();
      const reply = rejection(client.call('slow', [], { signal: controller.signal }));
      controller.abort();
      expect(sockets.sent()).to.deep.equal([['{"method":"slow","id":1}', CANCEL]]);
      expect(fieldsOf(await reply)).to.deep.include({ kind: 'aborted', delivery: 'unknown', id: 1 });
    });

    it('R35, R16: one that waits is not: it is never sent', () => {
      const { client, sockets, connects } = stageRpc(cancellable);
      client.call$('slow').subscribe().unsubscribe();
      connects();
      expect(sockets.sent()).to.deep.equal([[]]);
    });

    it('R35: nor is one that was answered, or refused', () => {
      const { client, sockets } = connected(cancellable);
      const subscriptions = [1, 2].map(() => client.call$('quick').subscribe({ error: () => {} }));
      sockets.hears({ id: 1, result: 0 });
      sockets.hears({ id: 2, error: 0 });
      for (const each of subscriptions) each.unsubscribe();
      expect(sockets.sent()[0]).to.have.length(2);
    });

    it(
      'R35: nor one that waits to be sent again: the connection on which it was sent is gone',
      marbles(m => {
        const { client, sockets, connects } = stageRpc({ ...cancellable, options: { resend: ['read'] } });
        const subscription = client.call$('read').subscribe();
        play(m, 'k-d-u-o', {
          k: connects,
          d: () => sockets.drops(),
          u: () => subscription.unsubscribe(),
          o: sockets.opens,
        });
        m.flush();
        expect(sockets.sent()).to.deep.equal([['{"method":"read","id":1}'], []]);
      }),
    );

    it('R35: without a way to cancel, nothing is sent', () => {
      const { client, sockets } = connected();
      client.call$('slow').subscribe().unsubscribe();
      expect(sockets.sent()).to.deep.equal([['{"method":"slow","id":1}']]);
    });
  });

  describe('what the server sends', () => {
    it(
      'R36: a message with a method and no id is an event, over all connections',
      marbles(m => {
        const { client, sockets, connects } = stageRpc();
        const tick = (params: unknown) => () => sockets.hears({ method: 'tick', params });
        play(m, '                                 k-a-d--o-b', {
          k: connects,
          a: tick({ n: 1 }),
          d: () => sockets.drops(),
          o: sockets.opens,
          b: tick([2]),
        });
        m.expect(client.events$('tick')).toBeObservable('--a------b', { a: { n: 1 }, b: [2] });
      }),
    );

    it('R36, R34: one with a method and an id is a call, which a handler answers', () => {
      const { client, sockets } = connected();
      const remove = client.handle('ask', args => ({ to: args }));
      sockets.hears({ id: 'x', method: 'ask', params: { a: 1 } });
      remove();
      sockets.hears({ id: 5, method: 'ask' });
      expect(sockets.sent()).to.deep.equal([
        [
          '{"id":"x","result":{"to":{"a":1}}}',
          '{"id":5,"error":{"code":-32601,"message":"there is no method \\"ask\\""}}',
        ],
      ]);
    });

    it('packets$ emits each message as parsed', () => {
      const { client, sockets } = connected();
      const packets = taken(client.packets$);
      const messages = [{ id: 9, result: 1 }, { method: 'tick' }, { id: 1, method: 'ask' }, { id: null, result: 0 }];
      for (const message of messages) sockets.hears(message);
      expect(packets).to.deep.equal(messages);
    });

    it('R34: for a protocol whose servers make no calls, handle is a TypeError', () => {
      const { client } = stageRpc({ over: { result: undefined } as Partial<Protocol> });
      expect(() => client.handle('ask', () => 1)).to.throw(TypeError, 'the servers of this protocol make no calls');
    });

    it('R34: a second handler for a method is a TypeError', () => {
      const { client } = stageRpc();
      client.handle('ask', () => 1);
      expect(() => client.handle('ask', () => 2)).to.throw(TypeError, '"ask" has a handler already');
    });
  });

  describe('subscriptions', () => {
    const subscriptions = {};

    it('R33: a protocol without them is a TypeError that says what it lacks, before anything is subscribed to', () => {
      const { client } = stageRpc();
      expect(() => client.subscribe$('ticks')).to.throw(TypeError, 'it must have the member `subscriptions`');
    });

    it('R33: so is what cannot be subscribed to', () => {
      const { client } = stageRpc({ rules: { subscriptions } });
      expect(() => client.subscribe$('')).to.throw(TypeError, 'the method of a subscription');
      expect(() => client.subscribe$('ticks', 7 as never)).to.throw(TypeError, 'the arguments of "ticks"');
      expect(() => client.subscribe$('ticks', [], { linger: -1 })).to.throw(TypeError, 'the option linger');
    });

    it(
      'R33: is requested when it is subscribed to, and again on each session, after the set-up and before the spool',
      marbles(m => {
        const rules = { subscriptions, setUp: (talk: Talk) => talk.call$('hello') };
        const { client, sockets, connects } = stageRpc({ rules });
        const items$ = client.subscribe$('ticks', ['a']);
        play(m, '                k-a-b-d--o-e-f', {
          k: connects,
          a: () => sockets.hears({ id: 1, result: 'welcome' }),
          b: () => sockets.hears({ id: 2, result: 'first' }),
          d: () => {
            sockets.drops();
            taken(client.call$('spooled'));
          },
          o: sockets.opens,
          e: () => sockets.hears({ id: 3, result: 'welcome' }),
          f: () => sockets.hears({ id: 4, result: 'second' }),
        });
        m.expect(items$).toBeObservable('-------------');
        m.flush();
        expect(sockets.sent()).to.deep.equal([
          ['{"method":"hello","id":1}', '{"method":"ticks","params":["a"],"id":2}'],
          ['{"method":"hello","id":3}', '{"method":"ticks","params":["a"],"id":4}', '{"method":"spooled","id":5}'],
        ]);
      }),
    );
  });

  describe('pings', () => {
    it('are calls of the heartbeat’s method, if the protocol has one', async () => {
      const { client, sockets } = connected({ rules: { heartbeat: { method: 'beat', args: { a: 1 } } } });
      const ping = client.ping();
      expect(sockets.sent()).to.deep.equal([['{"method":"beat","params":{"a":1},"id":1}']]);
      sockets.hears({ id: 1, result: null });
      expect(await ping).to.be.at.least(0);
    });

    it('or else pings of the WebSocket', async () => {
      const { client, sockets } = connected({ Base: FakeNodeSocket });
      const ping = client.ping();
      expect(sockets.newest().log).to.deep.equal(['ping']);
      sockets.newest().control('pong');
      expect(await ping).to.be.at.least(0);
    });

    it('or else a TypeError', async () => {
      const { client } = connected();
      expect(await rejection(client.ping())).to.be.instanceOf(TypeError);
    });

    for (const heartbeat of [undefined, { method: 'beat' }]) {
      it(`reject as not-connected before there is a session: ${JSON.stringify(heartbeat)}`, async () => {
        const { client, sockets } = stageRpc({ rules: { heartbeat } as JsonRpcOptions, Base: FakeNodeSocket });
        client.boot();
        expect(fieldsOf(await rejection(client.ping()))).to.deep.include({ kind: 'not-connected', delivery: 'never' });
        expect(sockets.newest().log).to.deep.equal([]);
      });
    }

    it(
      "R30: a heartbeat 'always' is due every pingInterval, although frames come in",
      marbles(m => {
        const rules = { heartbeat: { method: 'beat', when: 'always' } } as const;
        const options = { pingInterval: 10, pingTimeout: 5 };
        const { client, sockets, connects } = stageRpc({ rules, options, Base: FakeNodeSocket });
        const at: number[] = [];
        client.sent$.subscribe(() => at.push(m.scheduler.frame));
        connects();
        play(m, '--t--t--t--t--t--t--t--t--t--t--t-c', {
          t: () => sockets.hears({ method: 'tick' }),
          c: () => client.close(),
        });
        m.flush();
        expect(at).to.deep.equal([10, 20, 30]);
        expect(sockets.newest().log.filter(line => line === 'ping')).to.deep.equal([]);
      }),
    );
  });

  it(
    'R11: a fatal close code closes the client: pending and spooled calls reject with that cause, and nothing is dialled',
    marbles(m => {
      const { client, sockets, errors, connects } = stageRpc({ rules: { fatalCloseCodes: [4001] } });
      let pending: unknown;
      play(m, 'k-c', {
        k: () => {
          connects();
          client.call$('add').subscribe({
            error: error => {
              pending = error;
            },
          });
        },
        c: () => sockets.drops(4001),
      });
      m.flush();
      expect(sockets.made).to.have.length(1);
      expect(client.status.state).to.equal('closed');
      expect(errors.map(({ name }) => name)).to.deep.equal(['AuthenticationFailedError']);
      expect(pending).to.be.instanceOf(CallError);
      expect(fieldsOf(pending)).to.deep.include({ kind: 'closed', delivery: 'unknown' });
      expect((pending as Error).cause).to.equal(errors[0]);
    }),
  );

  it(
    'R3: any other close code is a loss, and the next address is dialled',
    marbles(m => {
      const { client, sockets, connects } = stageRpc({ rules: { fatalCloseCodes: [4001] } });
      play(m, 'k-c-o', { k: connects, c: () => sockets.drops(4002), o: sockets.opens });
      m.flush();
      expect(sockets.made.map(({ given }) => given[0])).to.deep.equal(ADDRESSES);
      expect(client.status.state).to.equal('connected');
    }),
  );
});
