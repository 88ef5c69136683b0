import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { filter, map, Subject, scan, toArray } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { type BeamChatOptions, ReplyError } from '../../lib/index.js';
import { ArrayClient } from '../kit/array-client.js';
import { FIRST_ADDRESS, next, rejection } from '../kit/live.js';

type Message = readonly [id: number, method: string, ...args: unknown[]];

/** A server of the second protocol: it adds, refuses what it does not know, and drops whoever says `drop`. */
class ArrayServer {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  /** Every frame that came, on whichever connection. */
  readonly heard: string[] = [];
  readonly heard$ = new Subject<string>();
  connections = 0;

  constructor() {
    this.#server.on('connection', socket => {
      this.connections += 1;
      socket.on('message', data => this.#hear(socket, String(data)));
    });
  }

  /** Resolves with the address. */
  async listening(): Promise<string> {
    await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/any?path=1`;
  }

  send(message: unknown): void {
    for (const socket of this.#server.clients) socket.send(JSON.stringify(message));
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #hear(socket: WebSocket, frame: string): void {
    this.heard.push(frame);
    if (frame.startsWith('hello ')) socket.send('hello');
    else this.#answer(socket, JSON.parse(frame) as Message);
    this.heard$.next(frame);
  }

  #answer(socket: WebSocket, [id, method, left, right]: Message): void {
    if (method === 'drop') return socket.terminate();
    // Only on a second connection, as if the first had been lost before the answer.
    if (method === 'slow' && this.connections === 1) return;
    const known = { add: Number(left) + Number(right), echo: left, slow: 'at last', knock: undefined };
    if (method in known) socket.send(JSON.stringify([id, null, known[method as keyof typeof known]]));
    else socket.send(JSON.stringify([id, { code: 404, message: method }]));
  }
}

describe('a second protocol', () => {
  let server: ArrayServer;
  let client: ArrayClient;
  let errors: Error[];

  const make = async (options: BeamChatOptions = {}): Promise<void> => {
    client = new ArrayClient([await server.listening()], { ...FIRST_ADDRESS, ...options });
    client.errors$.subscribe(error => errors.push(error));
  };
  const boot = (): Promise<unknown> => {
    const connected = next(client.connected$, 'session');
    client.boot();
    return connected;
  };

  beforeEach(() => {
    server = new ArrayServer();
    errors = [];
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('R30: dials the address as given, and says hello before any call', async () => {
    await make();
    const sum = client.call('add', [1, 2]);
    expect(client.status.state).to.equal('idle');
    const { address } = (await boot()) as { address: string };
    expect(address).to.match(/^ws:..127\.0\.0\.1:\d+\/any\?path=/);
    expect(await sum).to.equal(3);
    expect(server.heard).to.deep.equal(['hello ada', '[1,"add",1,2]']);
  });

  it('R30: calls, of which ids count from 1, and refusals as the server sends them', async () => {
    await make();
    await boot();
    expect(await Promise.all([client.call('add', [2, 3]), client.call('echo', [{ a: [null] }])])).to.deep.equal([
      5,
      { a: [null] },
    ]);
    const error = await rejection(client.call<unknown>('unheard-of'));
    expect(error).to.be.instanceOf(ReplyError);
    expect({ ...(error as ReplyError) }).to.deep.include({
      method: 'unheard-of',
      id: 3,
      kind: 'refused',
      delivery: 'answered',
      error: { code: 404, message: 'unheard-of' },
    });
    expect(errors).to.deep.equal([]);
  });

  it('R30: sent$, packets$ and ping() speak it too', async () => {
    await make();
    await boot();
    const sent = next(client.sent$, 'call');
    const packet = next(client.packets$, 'packet');
    expect(await client.ping()).to.be.at.least(0);
    expect(await sent).to.deep.equal([1, 'knock']);
    expect(await packet).to.deep.equal([1, null, null]);
  });

  it('events by name, over all connections', async () => {
    await make();
    const third = next(
      client.events$('tick').pipe(
        scan((all, tick) => [...all, tick], [] as number[]),
        filter(all => all.length === 3),
      ),
    );
    await boot();
    server.send([-1, 'tick', 1]);
    server.send([-1, 'other', 0]);
    server.send([-1, 'tick', 2]);
    await client.call('echo', [0]);
    const again = next(client.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    client.call<unknown>('drop', [], { noReply: true });
    await again;
    server.send([-1, 'tick', 3]);
    expect(await third).to.deep.equal([1, 2, 3]);
  });

  it('R3, R12, R14: after a drop it says hello, sends again what may be, and then what was spooled', async () => {
    await make({ resend: ['slow'] });
    const states$ = client.status$.pipe(map(({ state }) => state));
    const states: string[] = [];
    states$.subscribe(state => states.push(state));
    await boot();
    const slow = client.call<string>('slow', []);
    const lost = client.call<unknown>('drop', []);
    const error = await rejection(lost);
    expect(error).to.deep.include({ kind: 'disconnected', delivery: 'unknown', method: 'drop', id: 2 });
    const spooled = client.call('add', [20, 22]);
    expect(await slow).to.equal('at last');
    expect(await spooled).to.equal(42);
    expect(server.heard).to.deep.equal([
      'hello ada',
      '[1,"slow"]',
      '[2,"drop"]',
      'hello ada',
      '[1,"slow"]',
      '[3,"add",20,22]',
    ]);
    expect(states.filter((state, index) => state !== states[index - 1])).to.deep.equal([
      'idle',
      'connecting',
      'connected',
      'reconnecting',
      'connected',
    ]);
  });

  it('R21, R22: a frame that it cannot read, and a stray reply, are errors; the connection goes on', async () => {
    await make();
    await boot();
    server.send({ not: 'an array' });
    server.send([99, null, 'stray']);
    expect(await client.call('add', [1, 1])).to.equal(2);
    expect(errors.map(({ name }) => name)).to.deep.equal(['BadMessageError', 'NoMethodHandlerError']);
  });

  it('R29: drains, and completes its streams when it is disposed of', async () => {
    await make();
    await boot();
    const ticks = next(client.events$('tick').pipe(toArray()), 'end of the events');
    const sum = client.call('add', [1, 2]);
    await client.close({ drain: 5_000 });
    expect(await sum).to.equal(3);
    await client[Symbol.asyncDispose]();
    expect(await ticks).to.deep.equal([]);
  });
});
