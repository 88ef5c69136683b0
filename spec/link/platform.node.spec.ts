import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { nextTick } from 'node:process';
import { expect } from 'chai';
import { defer, EMPTY, lastValueFrom, map, merge, switchMap, take, throwError, timeout, toArray } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { runtimeWebSocket, wake$ } from '../../lib/link/platform.node.js';
import { openSocket } from '../../lib/link/socket.js';
import type { NodeSocketOptions } from '../../lib/link/web-socket-like.js';
import { type Facts, factsOf } from '../kit/facts.js';

/** The longest that any one event may take, in ms. */
const DEADLINE = 2_000;
const soon = (emitter: NodeJS.EventEmitter, event: string) =>
  once(emitter, event, { signal: AbortSignal.timeout(DEADLINE) });

describe('wake$ of Node', () => {
  it(
    'R8, R45: never emits in virtual time, and sets no timer there',
    marbles(m => {
      m.expect(wake$, '^---!').toBeObservable('-----');
    }),
  );
});

describe('runtimeWebSocket of Node', () => {
  const left: (() => void)[] = [];
  afterEach(() => {
    for (const leave of left.splice(0)) leave();
  });

  /** An HTTP server on a free port, and its ws: URL. */
  const listen = async (): Promise<{ http: Server; url: string }> => {
    const http = createServer();
    const sockets = new Set<Socket>();
    http.on('connection', socket => sockets.add(socket));
    http.listen(0, '127.0.0.1');
    await soon(http, 'listening');
    left.push(() => {
      for (const socket of sockets) socket.destroy();
      http.close();
    });
    return { http, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/` };
  };

  /** A socket of the class under test, whose instances are those of `ws`. */
  const dial = (url: string, options: NodeSocketOptions = {}, protocols?: string[]): WebSocket & Leaving => {
    const Ctor = runtimeWebSocket(options);
    const client = new Ctor(url, protocols) as unknown as WebSocket & Leaving;
    left.push(() => client.terminate());
    return client;
  };
  interface Leaving {
    leave(code: number, reason: string): void;
    readonly httpStatus?: number;
  }

  /** Both ends of a connection. */
  const connect = async (options?: NodeSocketOptions, protocols?: string[]) => {
    const { http, url } = await listen();
    const accepted = soon(new WebSocketServer({ server: http }), 'connection') as Promise<[WebSocket, IncomingMessage]>;
    const client = dial(url, options, protocols);
    let tcp: Socket | undefined;
    client.once('upgrade', response => {
      tcp = response.socket;
    });
    await soon(client, 'open');
    const [server, request] = await accepted;
    if (tcp === undefined) throw new Error('no upgrade');
    return { client, server, request, tcp };
  };

  it('R28: opens nothing until it is constructed', () => {
    expect(runtimeWebSocket({})).to.be.a('function');
  });

  it('passes the options and the sub-protocols on to ws', async () => {
    const { client, request } = await connect({ headers: { 'X-Me': 'ada' } }, ['chat', 'beam']);
    expect(request.headers).to.include({ 'x-me': 'ada', 'sec-websocket-protocol': 'chat,beam' });
    expect(client.protocol).to.equal('chat');
  });

  it('receives what comes together with the upgrade, and tells the reads of the connection apart', async () => {
    const { http, url } = await listen();
    const sockets = new WebSocketServer({ noServer: true });
    const upgraded = new Promise<[WebSocket, Socket]>(resolve => {
      http.on('upgrade', (request: IncomingMessage, tcp: Socket, head: Buffer) => {
        // All in one write.
        tcp.cork();
        sockets.handleUpgrade(request, tcp, head, server => {
          for (const text of ['one', 'two']) server.send(text);
          tcp.uncork();
          resolve([server, tcp]);
        });
      });
    });
    const client = dial(url);
    const received: [string, unknown][] = [];
    client.on('message', data => received.push([String(data), (client as { segment?: unknown }).segment]));
    const [server] = await upgraded;
    while (received.length < 2) await soon(client, 'message');
    const later = soon(client, 'message');
    server.send('three');
    await later;
    expect(received.map(([text]) => text)).to.deep.equal(['one', 'two', 'three']);
    const [[, first], [, second], [, third]] = received as [[string, number], [string, number], [string, number]];
    expect([second, third > second]).to.deep.equal([first, true]);
  });

  it('sends the frames of one tick in one write, in order', async () => {
    const { client, server, tcp } = await connect();
    const received: string[] = [];
    server.on('message', data => received.push(String(data)));
    for (const text of ['a', 'b', 'c']) client.send(text);
    expect(tcp.writableCorked).to.equal(1);
    await new Promise<void>(nextTick);
    expect(tcp.writableCorked).to.equal(0);
    client.send('d');
    client.send('end');
    while (received.at(-1) !== 'end') await soon(server, 'message');
    expect(received).to.deep.equal(['a', 'b', 'c', 'd', 'end']);
  });

  for (const [what, args] of Object.entries({
    'no response': [],
    'a response without a socket': [{}],
    'a socket that cannot be corked': [{ socket: {} }],
    null: [null],
  })) {
    it(`sends and closes where the ws of another runtime emits upgrade with ${what}`, async () => {
      const { http, url } = await listen();
      const accepted = soon(new WebSocketServer({ server: http }), 'connection') as Promise<[WebSocket]>;
      const client = dial(url);
      // Replaces the arguments of the real event.
      const { emit } = client;
      client.emit = ((name: string, ...rest: unknown[]) =>
        emit.call(client, name, ...((name === 'upgrade' ? args : rest) as []))) as WebSocket['emit'];
      await soon(client, 'open');
      const [server] = await accepted;
      const received: string[] = [];
      server.on('message', data => received.push(String(data)));
      for (const text of ['a', 'b']) client.send(text);
      client.close(4000, 'bye');
      const [code] = await soon(server, 'close');
      expect([...received, code]).to.deep.equal(['a', 'b', 4000]);
    });
  }

  it('sends the frames of the same tick before the close frame', async () => {
    const { client, server } = await connect();
    const received: string[] = [];
    server.on('message', data => received.push(String(data)));
    client.send('last');
    client.leave(4000, 'bye');
    const [code, reason] = await soon(server, 'close');
    expect([...received, code, String(reason)]).to.deep.equal(['last', 4000, 'bye']);
  });

  it('R3: does not wait for the server to end the TCP connection after its close frame', async () => {
    const { http, url } = await listen();
    const handshakes = new WebSocketServer({ noServer: true });
    const client = dial(url);
    // A server that keeps the TCP connection open after the closing handshake.
    http.once('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      handshakes.handleUpgrade(request, socket, head, () => {
        socket.removeAllListeners();
        socket.on('data', () => {});
        socket.write(Buffer.from([0x88, 0x02, 0x03, 0xe9]));
      });
    });
    const [code] = await soon(client, 'close');
    expect(code).to.equal(1001);
  });

  it('leave: receives what the server sends before it answers the close', async () => {
    const { http, url } = await listen();
    const handshakes = new WebSocketServer({ noServer: true });
    const client = dial(url);
    const texts: string[] = [];
    http.once('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      handshakes.handleUpgrade(request, socket, head, () => {
        socket.removeAllListeners();
        // The client's close frame has arrived. The server sends a text first, and answers the close when the text was read.
        socket.once('data', () => socket.write(Buffer.from([0x81, 0x02, 0x68, 0x69])));
        client.once('message', data => {
          texts.push(String(data));
          setImmediate(() => socket.end(Buffer.from([0x88, 0x02, 0x0f, 0xa0])));
        });
      });
    });
    await soon(client, 'open');
    client.leave(4000, 'bye');
    const [code] = await soon(client, 'close');
    expect([...texts, code]).to.deep.equal(['hi', 4000]);
  });

  it('sends text and bytes, as frames of their kind, in order', async () => {
    const { client, server } = await connect();
    const received: [string, boolean][] = [];
    server.on('message', (data, isBinary) => received.push([String(data), isBinary]));
    client.send('text');
    client.send(new TextEncoder().encode('bytes'));
    client.send('end');
    while (received.length < 3) await soon(server, 'message');
    expect(received).to.deep.equal([
      ['text', false],
      ['bytes', true],
      ['end', false],
    ]);
  });

  for (const binary of [true, false]) {
    it(`R30: a dial ${binary ? 'that reads binary frames' : 'of text'} gets ${binary ? 'bytes' : 'a Buffer'}`, async () => {
      const { http, url } = await listen();
      new WebSocketServer({ server: http }).once('connection', server => {
        server.send(new Uint8Array([1, 2, 3]));
        server.send('text');
      });
      const dial = {
        ...{ address: 'ws://a', url, binary, WebSocketCtor: runtimeWebSocket({}) },
        ...{ closeObserver: { next: () => {} }, farewell: () => undefined },
      };
      const frames$ = openSocket(dial).pipe(switchMap(link => link.frames$));
      const [bytes, text] = await lastValueFrom(frames$.pipe(take(2), toArray(), timeout(DEADLINE)));
      expect(text).to.equal('text');
      expect(Buffer.isBuffer(bytes)).to.equal(!binary);
      expect([...(bytes as Uint8Array)]).to.deep.equal([1, 2, 3]);
    });
  }

  it('emits pong$ when the server answers a ping', async () => {
    const { http, url } = await listen();
    new WebSocketServer({ server: http });
    const dial = {
      ...{ address: 'ws://a', url, WebSocketCtor: runtimeWebSocket({}) },
      ...{ closeObserver: { next: () => {} }, farewell: () => undefined },
    };
    const pong$ = openSocket(dial).pipe(
      switchMap(link => {
        const heard$ = link.pong$.pipe(map(() => link.heard()));
        return merge(
          heard$,
          defer(() => (link.ping() ? EMPTY : throwError(() => new Error('it cannot ping')))),
        );
      }),
    );
    expect(await lastValueFrom(pong$.pipe(take(1), timeout(DEADLINE)))).to.equal(2);
  });

  /** How openSocket over this class ends. */
  const endOf = async (url: string, options: NodeSocketOptions = {}): Promise<Facts> => {
    const WebSocketCtor = runtimeWebSocket(options);
    const dial = {
      address: 'ws://a',
      url,
      WebSocketCtor,
      closeObserver: { next: () => {} },
      farewell: () => undefined,
    };
    const socket$ = openSocket(dial);
    return factsOf(await lastValueFrom(socket$.pipe(timeout(DEADLINE))).catch((error: unknown) => error));
  };

  it('R3: an HTTP answer is an error with its status', async () => {
    const { http, url } = await listen();
    http.on('upgrade', (_, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
    const facts = await endOf(url);
    expect(facts).to.deep.include({ name: 'ConnectionError', code: 1006, httpStatus: 401 });
    expect(facts.message).to.equal(
      'the connection to ws://a failed: the server answered with HTTP 401 instead of an upgrade',
    );
  });

  it('R3: a refused connection is an error with its cause', async () => {
    const { http, url } = await listen();
    http.close();
    await soon(http, 'close');
    const facts = await endOf(url);
    expect(facts).to.deep.include({ name: 'ConnectionError', code: 1006 });
    expect(facts.cause).to.include({ code: 'ECONNREFUSED' });
  });

  for (const [bytes, ends] of [
    [16, false],
    [17, true],
  ] as const) {
    it(`R21: a frame of ${bytes} bytes with a maxPayload of 16 ${ends ? 'ends the connection' : 'is fine'}`, async () => {
      const { http, url } = await listen();
      new WebSocketServer({ server: http }).once('connection', server => {
        server.send('x'.repeat(bytes));
        server.close(1001);
      });
      const facts = await endOf(url, { maxPayload: 16 });
      expect(facts.code).to.equal(ends ? 1006 : 1001);
      expect('cause' in facts).to.equal(ends);
    });
  }
});
