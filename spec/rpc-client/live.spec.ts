import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { filter, firstValueFrom, Subject, take, toArray } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { AuthenticationFailedError, type Join, RpcClient, type RpcClientOptions } from '../../lib/index.js';
import { type JsonRpcOptions, jsonRpc } from '../../lib/json-rpc/index.js';
import { fieldsOf } from '../kit/facts.js';
import { next, rejection } from '../kit/live.js';

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
/** A connection of a client to the server. */
interface Connection {
  readonly number: number;
  readonly socket: WebSocket;
  say(message: object): void;
}

/** A server of JSON-RPC on 127.0.0.1: the spec decides what it does on each connection and each message. */
class Server {
  readonly #server: WebSocketServer;
  readonly messages: (Message & { readonly on: number })[] = [];
  readonly messages$ = new Subject<Message & { readonly on: number }>();
  readonly urls: string[] = [];

  constructor(
    greet: (connection: Connection) => void,
    answer: (message: Message, connection: Connection) => void,
    protocol?: string,
  ) {
    const handleProtocols = () => protocol ?? false;
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols });
    this.#server.on('connection', (socket, request) => {
      this.urls.push(request.url ?? '');
      const say = (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
      const connection = { number: this.urls.length, socket, say };
      socket.on('message', data => {
        const message = { ...(JSON.parse(String(data)) as Message), on: connection.number };
        this.messages.push(message);
        answer(message, connection);
        this.messages$.next(message);
      });
      greet(connection);
    });
  }

  async listening(): Promise<string> {
    await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The methods that came, by connection. */
  get methods(): string[] {
    return this.messages.map(({ on, method }) => `${on} ${method ?? 'answer'}`);
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** Echoes its params, drops whoever asks for it, and refuses the rest. */
const echo = ({ id, method, params }: Message, { say, socket }: Connection): void => {
  if (method === 'drop') return socket.terminate();
  if (id === undefined || method === undefined) return;
  if (method === 'echo') say({ id, result: params ?? null });
  else say({ id, error: { code: -32_601, message: `no ${method}` } });
};

describe('RpcClient: over real sockets', () => {
  const closables: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of closables.splice(0).reverse()) await each.close();
  });

  const serve = async (greet = (_: Connection) => {}, answer = echo, protocol?: string) => {
    const server = new Server(greet, answer, protocol);
    closables.push(server);
    return { server, url: await server.listening() };
  };
  const make = (
    addresses: ConstructorParameters<typeof RpcClient>[0],
    rules: JsonRpcOptions = {},
    options: Partial<RpcClientOptions> = {},
  ) => {
    const calm = { random: () => 0, backoff: { initial: 0, max: 0 } };
    const client = new RpcClient(addresses, { ...calm, protocol: jsonRpc(rules), ...options });
    closables.push(client);
    const errors: Error[] = [];
    client.errors$.subscribe(error => errors.push(error));
    return { client, errors };
  };
  const session = (client: RpcClient, number = 1) =>
    next(client.connected$.pipe(filter(each => each.session === number)), `session ${number}`);

  it('R30, R36: calls, refusals and events, at the address as given', async () => {
    const { server, url } = await serve(({ say }) => say({ method: 'hello', params: ['you'] }));
    const { client, errors } = make([`${url}/rpc?key=1`]);
    const hello = next(client.events$('hello'), 'event');
    client.boot();
    expect(await client.call('echo', [1, 'two'])).to.deep.equal([1, 'two']);
    expect(await client.call('echo', { a: null })).to.deep.equal({ a: null });
    expect(await client.call('echo')).to.equal(null);
    expect(fieldsOf(await rejection(client.call('other')))).to.deep.include({
      name: 'ReplyError',
      error: { code: -32_601, message: 'no other' },
    });
    expect(await hello).to.deep.equal(['you']);
    expect([server.urls, errors]).to.deep.equal([['/rpc?key=1'], []]);
  });

  it('R30: offers the sub-protocols of the protocol', async () => {
    const { url } = await serve(undefined, undefined, 'rpc.v2');
    const { client } = make([url], { protocols: ['rpc.v1', 'rpc.v2'] });
    const connected = session(client);
    client.boot();
    expect(await connected).to.deep.include({ session: 1 });
  });

  it('R32: the set-up hears what comes with the upgrade, and calls before any other', async () => {
    const { server, url } = await serve(({ say }) => say({ id: null, result: 'nonce' }));
    const { client } = make([url], {
      setUp: async talk => {
        // Only once the message must have come, with the upgrade.
        await new Promise(setImmediate);
        const nonce = await firstValueFrom(talk.control$.pipe(take(1)));
        await talk.call('echo', { login: (nonce as Message).result });
        talk.authenticated();
      },
    });
    const spooled = client.call('echo', [2]);
    const connected = session(client);
    client.boot();
    expect(await connected).to.deep.include({ authenticated: true });
    expect(await spooled).to.deep.equal([2]);
    expect(server.messages.map(({ params }) => params)).to.deep.equal([{ login: 'nonce' }, [2]]);
  });

  it('R32, R3: after a loss in the set-up, and after one of the session, it is done again', async () => {
    const { server, url } = await serve(undefined, (message, connection) => {
      if (connection.number === 1 && message.method === 'hello') return connection.socket.terminate();
      if (message.method === 'hello') return connection.say({ id: message.id, result: 'welcome' });
      echo(message, connection);
    });
    const { client, errors } = make([url], { setUp: talk => talk.call('hello') });
    client.boot();
    await session(client, 1);
    const again = session(client, 2);
    client.call('drop', [], { noReply: true });
    const spooled = client.call('echo', [1]).catch(() => client.call('echo', [1]));
    await again;
    expect(await spooled).to.deep.equal([1]);
    expect(server.methods.filter(each => each.endsWith('hello'))).to.deep.equal(['1 hello', '2 hello', '3 hello']);
    expect(errors.map(({ name }) => name)).to.deep.equal(['ConnectionError']);
  });

  it('R32, R11: a refused login closes the client, and calls reject with that cause', async () => {
    const { url } = await serve();
    const { client, errors } = make([url], {
      setUp: talk => talk.call('login', ['k3y-long-enough']),
      secrets: (_method, args) => args as readonly string[],
      refusal: () => 'not-authenticated',
    });
    const spooled = rejection(client.call('echo'));
    const closed = next(client.status$.pipe(filter(({ state }) => state === 'closed')), 'end');
    client.boot();
    await closed;
    expect(errors).to.have.length(1);
    expect(errors[0]).to.be.instanceOf(AuthenticationFailedError);
    expect((await spooled) as Error).to.deep.include({ kind: 'closed', delivery: 'never', cause: errors[0] });
  });

  it('R11: so does a fatal close code', async () => {
    const { server, url } = await serve(({ socket }) => socket.close(4003, 'banned'));
    const { client, errors } = make([url], { fatalCloseCodes: [4003] });
    const closed = next(client.status$.pipe(filter(({ state }) => state === 'closed')), 'end');
    client.boot();
    await closed;
    expect(errors.map(fieldsOf)).to.deep.equal([{ name: 'AuthenticationFailedError', address: url, code: 4003 }]);
    expect(server.urls).to.have.length(1);
  });

  it('R32, R1: a set-up that reads the join has a new one for each connection', async () => {
    const { server, url } = await serve();
    let asked = 0;
    const addresses = async (): Promise<Join> => {
      asked += 1;
      return { endpoints: [url], authkey: `key ${asked}` };
    };
    const { client } = make(addresses, { setUp: talk => talk.call('echo', [talk.join.authkey]) });
    client.boot();
    await session(client, 1);
    const again = session(client, 2);
    client.call('drop', [], { noReply: true });
    await again;
    expect(server.messages.filter(({ method }) => method === 'echo').map(({ params }) => params)).to.deep.equal([
      ['key 1'],
      ['key 2'],
    ]);
  });

  it('R34: calls that the server makes are answered on their connection', async () => {
    const { server, url } = await serve(({ say }) => {
      say({ id: 'a', method: 'ask', params: [20, 22] });
      say({ id: 'b', method: 'other' });
    });
    const { client } = make([url]);
    client.handle<readonly number[]>('ask', async args => args.reduce((sum, each) => sum + each));
    const answers = next(server.messages$.pipe(take(2), toArray()), 'answers');
    client.boot();
    const byId = new Map((await answers).map(({ id, result, error }) => [id, result ?? error]));
    expect(byId.get('a')).to.equal(42);
    expect(byId.get('b')).to.deep.include({ code: -32_601 });
  });

  it('R33: subscriptions are requested again on each session', async () => {
    const { server, url } = await serve(undefined, (message, connection) => {
      const { id, method } = message;
      if (method !== 'watch') return echo(message, connection);
      connection.say({ id, result: `of ${connection.number}` });
    });
    const key = (data: unknown) => data;
    const { client } = make([url], {
      subscriptions: { key, cancel: of => ['unwatch', [of]] },
      read: ({ notification, params }, to) => {
        if (notification === undefined) return false;
        to.item(notification, params, params);
        return true;
      },
    });
    const watching = client.subscribe$('watch', ['x']).subscribe();
    client.boot();
    await session(client, 1);
    const again = next(server.messages$.pipe(filter(({ on, method }) => on === 2 && method === 'watch')), 'request');
    client.call('drop', [], { noReply: true });
    await again;
    await session(client, 2);
    await client.call('echo');
    const cancelled = next(server.messages$.pipe(filter(({ method }) => method === 'unwatch')), 'cancellation');
    watching.unsubscribe();
    expect(await cancelled).to.deep.include({ on: 2, params: ['of 2'] });
  });

  it('R36: binary frames that hold JSON are read', async () => {
    const { url } = await serve(undefined, ({ id }, { socket }) =>
      socket.send(Buffer.from(JSON.stringify({ id, result: 'grüß' }))),
    );
    const { client, errors } = make([url]);
    client.boot();
    expect(await client.call('echo')).to.equal('grüß');
    expect(errors).to.deep.equal([]);
  });

  it('R35: notifications and cancellations reach the server', async () => {
    const { server, url } = await serve(undefined, () => {});
    const { client } = make([url], { cancelMethod: '$/cancel' });
    client.boot();
    await session(client);
    const three = next(server.messages$.pipe(take(3), toArray()), 'messages');
    await client.call('tick', [1], { noReply: true });
    client.call$('slow').subscribe().unsubscribe();
    expect(await three).to.deep.equal([
      { jsonrpc: '2.0', method: 'tick', params: [1], on: 1 },
      { jsonrpc: '2.0', method: 'slow', id: 1, on: 1 },
      { jsonrpc: '2.0', method: '$/cancel', params: { id: 1 }, on: 1 },
    ]);
  });

  it('ping() is a ping of the WebSocket without a heartbeat, and its method with one', async () => {
    const { server, url } = await serve();
    const { client } = make([url]);
    expect(fieldsOf(await rejection(client.ping()))).to.deep.include({ kind: 'not-connected' });
    client.boot();
    await session(client);
    expect(await client.ping()).to.be.at.least(0);
    expect(server.messages).to.deep.equal([]);
    const other = make([url], { heartbeat: { method: 'echo' } }).client;
    other.boot();
    await session(other);
    expect(await other.ping()).to.be.at.least(0);
    expect(server.methods).to.deep.equal(['2 echo']);
  });

  it('R29: drains, and completes its streams when it is disposed of', async () => {
    const { url } = await serve();
    const { client } = make([url]);
    const events = next(client.events$('never').pipe(toArray()), 'end of the events');
    client.boot();
    await session(client);
    const reply = client.call('echo', [1]);
    await client.close({ drain: 5_000 });
    expect(await reply).to.deep.equal([1]);
    await client[Symbol.asyncDispose]();
    expect(await events).to.deep.equal([]);
  });
});
