import { expect } from 'chai';
import { catchError, map, mergeMap, NEVER, of, take, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { graphQlTransportWs } from '../../docs/examples/protocols/graphql-transport-ws.js';
import { type Protocol, RpcClient, type RpcClientOptions } from '../../lib/index.js';
import { cdp, ethereum, jsonRpc, rpcWebsockets } from '../../lib/json-rpc/index.js';
import { end, event, frame, item, request, ScriptedSocket, type ServerWire } from '../../lib/testing/index.js';
import { asFacts, thrownBy } from '../kit/facts.js';
import { arrayProtocol } from '../protocol/second-protocol.js';

const ONE = 'ws://one.test';
const TWO = 'ws://two.test';

/** A client of those servers, which closes after a while. */
const clientOf = (
  net: ScriptedSocket,
  protocol: Protocol,
  closeAfter = 100,
  options: Partial<RpcClientOptions> = {},
) => {
  const { addresses, WebSocketCtor } = net;
  const client = new RpcClient(addresses, { protocol, WebSocketCtor, random: () => 0.1, ...options });
  timer(closeAfter).subscribe(() => void client.close());
  return client.boot();
};

const outcome = map((data: unknown) => JSON.stringify(data));
const asError = catchError((error: { error: unknown }) => of(JSON.stringify(error.error)));

describe('ScriptedSocket with a protocol', () => {
  describe('jsonRpc()', () => {
    const protocol = jsonRpc();

    it(
      'R37: replies by the ids that the client sent, refuses, and records each call without its id',
      marbles(m => {
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          {
            protocol,
            replies: {
              slow: (text: string) => timer(5).pipe(map(() => text)),
              named: ({ left, right }: { left: number; right: number }) => left + right,
              wrong: () => throwError(() => ({ code: -32602, message: 'no such block' })),
              broken: () => throwError(() => new Error('out of memory')),
              none: () => undefined,
            },
          },
        );
        const client = clientOf(net, protocol);
        m.expect(client.call$('slow', ['hi']).pipe(outcome)).toBeObservable('-----(r|)', { r: '"hi"' });
        m.expect(client.call$('named', { left: 1, right: 2 }).pipe(outcome)).toBeObservable('(r|)', { r: '3' });
        m.expect(client.call$('none').pipe(outcome)).toBeObservable('(r|)', { r: 'null' });
        m.expect(asFacts(client.call$('wrong'))).toBeObservable('#', undefined, {
          name: 'ReplyError',
          message: 'the server refused "wrong": -32602 "no such block"',
          method: 'wrong',
          id: 4,
          kind: 'refused',
          delivery: 'answered',
          error: { code: -32602, message: 'no such block' },
        });
        m.expect(client.call$('broken').pipe(outcome, asError)).toBeObservable('(r|)', {
          r: '{"code":-32000,"message":"out of memory"}',
        });
        m.expect(client.call$('say', ['hi'], { noReply: true })).toBeObservable('|');
        m.expect(net.written$.pipe(map(({ method, args }) => `${method} ${JSON.stringify(args)}`))).toBeObservable(
          '(snowbx)',
          {
            s: 'slow ["hi"]',
            n: 'named {"left":1,"right":2}',
            o: 'none []',
            w: 'wrong []',
            b: 'broken []',
            x: 'say ["hi"]',
          },
        );
      }),
    );

    it(
      'R37: sends events and raw frames, opens without a welcome, and knows no letter for one',
      marbles(m => {
        const values = { e: event('tick', [7]), x: frame('no JSON') };
        const net = new ScriptedSocket({ [ONE]: ['--o-e-x-e', '-'] }, { protocol, values });
        const client = clientOf(net, protocol, 20);
        m.expect(client.connected$.pipe(map(({ address }) => address))).toBeObservable('--c', { c: ONE });
        m.expect(client.events$('tick')).toBeObservable('----e---e', { e: [7] });
        m.expect(client.errors$.pipe(map(({ name }) => name))).toBeObservable('------x', { x: 'BadMessageError' });
        const withWelcome = () => new ScriptedSocket({ [ONE]: 'ow' }, { protocol });
        expect((thrownBy(withWelcome) as Error).message).to.equal(
          '"w" is not an action of a server: there are o, u, s, d',
        );
      }),
    );

    it(
      'R37: makes calls, and records what a handler answers, fails with, or leaves out',
      marbles(m => {
        const values = { a: request('ask', ['Tea?']), b: request('break'), c: request('other') };
        const net = new ScriptedSocket({ [ONE]: 'u-a-b-c' }, { protocol, values });
        const client = clientOf(net, protocol);
        client.handle<[string]>('ask', ([question]) => timer(3).pipe(map(() => `${question} yes`)));
        client.handle('break', () => throwError(() => new Error('no cup')));
        m.expect(net.answered$).toBeObservable('----bac', {
          a: { address: ONE, method: 'ask', data: 'Tea? yes' },
          b: { address: ONE, method: 'break', error: { code: -32000, message: 'no cup' } },
          c: { address: ONE, method: 'other', error: { code: -32601, message: 'there is no method "other"' } },
        });
      }),
    );

    it(
      'R37: records the answers to calls that the script sends as frames, also in a batch and as bytes',
      marbles(m => {
        const call = (id: unknown, method: string) => ({ jsonrpc: '2.0', id, method, params: [id] });
        const values = {
          a: frame(JSON.stringify(call('s1', 'ask'))),
          b: frame(JSON.stringify([call(7, 'ask'), call('s2', 'other')])),
          c: frame(new TextEncoder().encode(JSON.stringify(call(8, 'ask'))).buffer),
        };
        const net = new ScriptedSocket({ [ONE]: 'au-a-b-----c' }, { protocol, values });
        const client = clientOf(net, protocol);
        client.handle<unknown[]>('ask', ([id]) => id);
        m.expect(net.answered$).toBeObservable('---a-(bo)--c', {
          a: { address: ONE, method: 'ask', data: 's1' },
          b: { address: ONE, method: 'ask', data: 7 },
          c: { address: ONE, method: 'ask', data: 8 },
          o: { address: ONE, method: 'other', error: { code: -32601, message: 'there is no method "other"' } },
        });
      }),
    );

    it(
      'R37: runs the set-up of the protocol, whose calls are answered like any other',
      marbles(m => {
        const withLogin = jsonRpc({ setUp: talk => talk.call$('login', { key: 'k' }) });
        const replies = { login: () => timer(5).pipe(map(() => true)) };
        const net = new ScriptedSocket({ [ONE]: 'u' }, { protocol: withLogin, replies });
        const client = clientOf(net, withLogin);
        m.expect(client.connected$.pipe(map(() => 'c'))).toBeObservable('-----c');
      }),
    );

    it(
      'R37: answers no call that came while it was silent, even if it is up again before the reply',
      marbles(m => {
        const replies = { echo: (text: string) => timer(5).pipe(map(() => text)) };
        const net = new ScriptedSocket({ [ONE]: 'u-s-u' }, { protocol, replies });
        const client = clientOf(net, protocol);
        const call$ = (text: string) =>
          client.call$('echo', [text], { timeout: 20 }).pipe(catchError((error: Error) => of(error.name)));
        m.expect(m.cold('---x').pipe(mergeMap(() => call$('lost')))).toBeObservable('23ms e', { e: 'TimeoutError' });
        m.expect(m.cold('-----x').pipe(mergeMap(() => call$('hi')))).toBeObservable('----------h', { h: 'hi' });
      }),
    );

    it(
      'R37: answers the heartbeat, and no more while it is silent',
      marbles(m => {
        const beating = jsonRpc({ heartbeat: { method: 'web3_clientVersion' } });
        const net = new ScriptedSocket({ [ONE]: 'u 19s s', [TWO]: 'u' }, { protocol: beating });
        const client = clientOf(net, beating, 40_000);
        m.expect(net.written$.pipe(map(({ method }) => method))).toBeObservable('15s b 14999ms b', {
          b: 'web3_clientVersion',
        });
        m.expect(client.connected$.pipe(map(({ address }) => address))).toBeObservable('a 35049ms b', {
          a: ONE,
          b: TWO,
        });
      }),
    );
  });

  describe('a subscription', () => {
    const protocol = jsonRpc(ethereum);
    const heads = ['newHeads'];

    it(
      'R37, R33: receives its items before and after a lost connection, and is requested again',
      marbles(m => {
        const values = { a: item('eth_subscribe', 'a'), b: item('eth_subscribe', 'b') };
        const net = new ScriptedSocket({ [ONE]: ['u--a--#', '--u--b'] }, { protocol, values });
        const client = clientOf(net, protocol, 200);
        m.expect(client.subscribe$('eth_subscribe', heads)).toBeObservable('---a 107ms b');
        m.expect(net.written$.pipe(map(({ method }) => method))).toBeObservable('r 107ms r', { r: 'eth_subscribe' });
      }),
    );

    it(
      'R37: plays the items of the script for each request, and stops when the client cancels it',
      marbles(m => {
        const items = { newHeads: m.cold('--a--b--c'), logs: m.cold('-l---') };
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          { protocol, subscriptions: { eth_subscribe: (kind: 'newHeads' | 'logs') => items[kind] } },
        );
        const client = clientOf(net, protocol);
        m.expect(client.subscribe$('eth_subscribe', heads), '^-----!').toBeObservable('--a--b');
        m.expect(client.subscribe$('eth_subscribe', ['logs']), '^-----!').toBeObservable('-l');
        m.expect(items.newHeads).toHaveSubscriptions('        ^-----!');
        m.expect(items.logs).toHaveSubscriptions('            ^-----!');
        m.expect(net.written$.pipe(map(({ method, args }) => `${method} ${args}`))).toBeObservable('(ab)--(cd)', {
          a: 'eth_subscribe newHeads',
          b: 'eth_subscribe logs',
          c: 'eth_unsubscribe 0x1',
          d: 'eth_unsubscribe 0x2',
        });
        m.expect(client.errors$).toBeObservable('-');
      }),
    );

    it(
      'R37: is refused by a function that throws and by a reply that errors, and ended by items that error',
      marbles(m => {
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          {
            protocol,
            replies: { foo_subscribe: () => timer(3).pipe(mergeMap(() => throwError(() => 'late'))) },
            subscriptions: {
              eth_subscribe: (kind: string) => {
                if (kind === 'newHeads') return m.cold<string>('-a-#', undefined, 'pruned');
                throw { code: -32601, message: kind };
              },
              foo_subscribe: NEVER,
            },
          },
        );
        const client = clientOf(net, protocol);
        const items = (method: string, args: readonly unknown[]) =>
          client.subscribe$<unknown>(method, args).pipe(asError);
        m.expect(items('eth_subscribe', heads)).toBeObservable('-a-(e|)', { a: 'a', e: '"pruned"' });
        m.expect(items('eth_subscribe', ['x'])).toBeObservable('(e|)', { e: '{"code":-32601,"message":"x"}' });
        m.expect(items('foo_subscribe', [])).toBeObservable('---(e|)', { e: '"late"' });
      }),
    );

    it(
      'R37, R33: is ended by a letter, and may have a key and a delay of its own',
      marbles(m => {
        const values = { a: item('eth_subscribe', 1), e: end('eth_subscribe', 'pruned') };
        const replies = { eth_subscribe: () => timer(2).pipe(map(() => '0xabc')) };
        const net = new ScriptedSocket({ [ONE]: 'ua-a-e-a' }, { protocol, values, replies });
        const client = clientOf(net, protocol);
        const items = client.subscribe$('eth_subscribe', heads).pipe(asError);
        m.expect(items).toBeObservable('---a-(e|)', { a: 1, e: '"pruned"' });
        m.expect(client.packets$.pipe(take(1))).toBeObservable('--(r|)', {
          r: { jsonrpc: '2.0', id: 1, result: '0xabc' },
        });
      }),
    );

    it(
      'R37, R33: begins its items anew on each connection, and an end by letter stops them',
      marbles(m => {
        const items = m.cold('-a-b-c-d-e');
        const values = { e: end('eth_subscribe', 'pruned') };
        const net = new ScriptedSocket(
          { [ONE]: ['u--#', 'u---e'] },
          { protocol, values, subscriptions: { eth_subscribe: items } },
        );
        const client = clientOf(net, protocol, 200);
        const seen = client.subscribe$('eth_subscribe', heads).pipe(asError);
        m.expect(seen).toBeObservable('-a 102ms a-b(e|)', { a: 'a', b: 'b', e: '"pruned"' });
        m.expect(items).toHaveSubscriptions(['^--!', '103ms ^---!']);
      }),
    );

    it(
      'R37: whose cancelling call is made by hand ends too, and that call succeeds',
      marbles(m => {
        const items = m.cold('-a-b-c-');
        const net = new ScriptedSocket({ [ONE]: 'u' }, { protocol, subscriptions: { eth_subscribe: items } });
        const client = clientOf(net, protocol);
        m.expect(client.subscribe$('eth_subscribe', heads)).toBeObservable('-a');
        const unsubscribe$ = timer(2).pipe(mergeMap(() => client.call$('eth_unsubscribe', ['0x1'])));
        m.expect(unsubscribe$).toBeObservable('--(t|)', { t: true });
        m.expect(items).toHaveSubscriptions('^-!');
      }),
    );

    it(
      'R37: may be refused within a success, where the protocol says so, and ended by a letter alone',
      marbles(m => {
        const dialect = jsonRpc(rpcWebsockets);
        const subscriptions = { 'rpc.on': m.cold('-a') };
        const replies = { 'rpc.on': (name: string) => ({ [name]: 'provided event is invalid' }) };
        const net = new ScriptedSocket({ [ONE]: 'u' }, { protocol: dialect, subscriptions, replies });
        const seen = clientOf(net, dialect).subscribe$('rpc.on', ['feed']);
        m.expect(seen.pipe(catchError(({ message }: Error) => of(message)))).toBeObservable('(e|)', {
          e: 'the server did not accept "rpc.on": provided event is invalid',
        });
        const values = { e: end('eth_subscribe', 'pruned') };
        const other = new ScriptedSocket({ [ONE]: 'u-e' }, { protocol, values });
        const ended = clientOf(other, protocol).subscribe$('eth_subscribe', heads).pipe(asError);
        m.expect(ended).toBeObservable('--(e|)', { e: '"pruned"' });
      }),
    );

    it(
      'R37: of rpc-websockets needs no help either, and completed items end nothing',
      marbles(m => {
        const dialect = jsonRpc(rpcWebsockets);
        const subscriptions = { 'rpc.on': m.cold('-a-b|', { a: [1], b: [2] }) };
        const net = new ScriptedSocket({ [ONE]: 'u' }, { protocol: dialect, subscriptions });
        const client = clientOf(net, dialect);
        m.expect(client.subscribe$('rpc.on', ['feed']), '^----!').toBeObservable('-a-b', { a: [1], b: [2] });
        m.expect(net.written$.pipe(map(({ method, args }) => `${method} ${args}`))).toBeObservable('r----o', {
          r: 'rpc.on feed',
          o: 'rpc.off feed',
        });
      }),
    );
  });

  it(
    'R37: writes no version where the protocol has none',
    marbles(m => {
      const protocol = jsonRpc(cdp);
      const values = { e: event('Debugger.paused', {}) };
      const net = new ScriptedSocket({ [ONE]: 'ue' }, { protocol, values });
      const client = clientOf(net, protocol);
      m.expect(client.packets$).toBeObservable('-e', { e: { method: 'Debugger.paused', params: {} } });
    }),
  );

  it(
    'R37: speaks any other protocol as its test says',
    marbles(m => {
      const protocol: Protocol = { ...arrayProtocol, subscriptions: {} };
      const values = { e: event('tick', 7) };
      const net = new ScriptedSocket(
        { [ONE]: 'u-e' },
        {
          protocol,
          values,
          replies: { add: (left: number, right: number) => left + right, sub: () => throwError(() => 'no') },
          server: {
            read: text => {
              const [id, method, ...args] = JSON.parse(String(text));
              return { type: 'call', id, method, args };
            },
            reply: ({ id }, data) => JSON.stringify([id, null, data]),
            refusal: ({ id }, error) => JSON.stringify([id, error]),
            event: (name, data) => JSON.stringify([-1, name, data]),
          },
        },
      );
      const client = clientOf(net, protocol);
      m.expect(client.call$('add', [1, 2])).toBeObservable('(r|)', { r: 3 });
      m.expect(client.call$('sub').pipe(asError)).toBeObservable('(r|)', { r: '"no"' });
      m.expect(client.events$('tick')).toBeObservable('--e', { e: 7 });
    }),
  );

  describe('graphql-transport-ws', () => {
    const protocol = graphQlTransportWs({ token: 't' });
    const write = (type: string, more: object = {}) => JSON.stringify({ type, ...more });
    const server: ServerWire = {
      read: text => {
        const { id, type, payload } = JSON.parse(String(text));
        if (type === 'subscribe') return { type: 'call', id, method: payload.query, args: payload.variables };
        return type === 'connection_init' ? { type: 'call', id, method: type, args: payload } : undefined;
      },
      reply: ({ id, method }, payload) =>
        method === 'connection_init' ? write('connection_ack') : write('next', { id, payload }),
      refusal: ({ id }, payload) => write('error', { id, payload }),
      item: (id, payload) => write('next', { id, payload }),
      end: (id, error) => (error === undefined ? write('complete', { id }) : write('error', { id, payload: error })),
    };
    const said = (token: string) => [{ token }];

    it(
      'R37, R32: answers a set-up without ids, and items need no reply, since they come by the id of the request',
      marbles(m => {
        const news = m.cold('--a--b|');
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          {
            protocol,
            server,
            replies: { connection_init: () => timer(3), hello: () => 'hi', wrong: () => throwError(() => said('no')) },
            subscriptions: { news, old: () => m.cold<string>('-#', {}, said('gone')) },
          },
        );
        const client = clientOf(net, protocol);
        m.expect(client.connected$.pipe(map(() => 'c'))).toBeObservable('---c', { c: 'c' });
        m.expect(client.subscribe$('news', {})).toBeObservable('        -----a--b|');
        m.expect(client.subscribe$('old', {}).pipe(asError)).toBeObservable('----(e|)', { e: '[{"token":"gone"}]' });
        m.expect(client.call$('hello', {})).toBeObservable('---(h|)', { h: 'hi' });
        m.expect(client.call$('wrong', {}).pipe(asError)).toBeObservable('---(e|)', { e: '[{"token":"no"}]' });
        m.expect(net.written$.pipe(map(({ method }) => method))).toBeObservable('i--(nohw)', {
          i: 'connection_init',
          n: 'news',
          o: 'old',
          h: 'hello',
          w: 'wrong',
        });
      }),
    );

    it(
      'R37, R35: stops a subscription, and a call, that a frame of the client cancels',
      marbles(m => {
        const items = m.cold('-a-b-c-');
        const reply = m.cold('-----r');
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          {
            protocol,
            server,
            replies: { connection_init: () => true, slow: () => reply },
            subscriptions: { news: () => items },
          },
        );
        const client = clientOf(net, protocol);
        m.expect(client.subscribe$('news', {}), '^---!').toBeObservable('-a-b');
        m.expect(client.call$('slow', {}), '     ^-!').toBeObservable('-');
        m.expect(items).toHaveSubscriptions('   ^---!');
        m.expect(reply).toHaveSubscriptions('   ^-!');
      }),
    );
  });

  it(
    'R37, R30: speaks in bytes, with a wire for each connection',
    marbles(m => {
      const { body, frame: write, read } = jsonRpc();
      let wires = 0;
      const wire = () => {
        wires += 1;
        return {
          binary: true,
          read,
          frame: (...call: Parameters<typeof write>) => new TextEncoder().encode(String(write(...call))),
        };
      };
      const protocol: Protocol = { body, wire };
      const net = new ScriptedSocket({ [ONE]: 'u' }, { protocol, replies: { echo: (text: string) => text } });
      const client = clientOf(net, protocol);
      m.expect(client.call$('echo', ['hi'])).toBeObservable('(r|)', { r: 'hi' });
      m.flush();
      expect(wires).to.be.above(2);
    }),
  );

  it('R37: throws at once for a protocol that is none, or whose servers speak in an unknown way', () => {
    const said = (options: object) =>
      (thrownBy(() => new ScriptedSocket({ [ONE]: 'u' }, options as never)) as Error).message;
    expect(said({ protocol: null })).to.equal('the option protocol must be a protocol, such as jsonRpc(), not null');
    expect(said({ protocol: arrayProtocol, server: { read: () => undefined } })).to.equal(
      'the protocol is not JSON-RPC, so that the option server must say how its servers speak: it has no reply, no refusal',
    );
  });
});
