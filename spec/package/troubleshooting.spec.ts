import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { filter, map, type Observable, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { BeamChat, type Join, RpcClient, type RpcClientOptions } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { ScriptedSocket } from '../../lib/testing/index.js';
import { ROOT } from '../kit/consumer.js';
import { INSTALL_DEADLINE, installFolder } from '../kit/install-folder.js';
import { CHANNEL, FIRST_ADDRESS, next, onStage, rejection } from '../kit/live.js';
import { reportsDuring } from '../kit/reports.js';

/** An RxJS of its own, which this project does not use. */
const OTHER_RXJS = new URL('../migrating/', import.meta.url);

interface Reporting {
  readonly errors$: Observable<{ readonly name: string; readonly message: string }>;
}

describe('docs/troubleshooting.md is true where it says that', () => {
  const stage = onStage({ endpoints: 1 });
  const servers: WebSocketServer[] = [];
  let page: string;
  before(async () => {
    page = await readFile(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  });

  const listen = async (options: ServerOptions, onSocket: (socket: WebSocket) => void = () => {}): Promise<string> => {
    const server = new WebSocketServer({ ...options, port: 0, host: '127.0.0.1' }).on('connection', onSocket);
    servers.push(server);
    await once(server, 'listening');
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const chatAt = (addresses: ConstructorParameters<typeof BeamChat>[0], options = {}) =>
    stage.with(new BeamChat(addresses, { ...FIRST_ADDRESS, ...options }));
  const rpcAt = (url: string, options: Partial<RpcClientOptions> = {}) =>
    stage.with(new RpcClient([url], { protocol: jsonRpc(), ...FIRST_ADDRESS, ...options }));
  const firstError = async ({ errors$ }: Reporting): Promise<string> => (await next(errors$, 'error')).message;

  /** What a client says, and that the page quotes it. */
  const expectQuoted = (message: string, quoted: string): void => {
    expect(message).to.include(quoted);
    expect(page).to.include(quoted);
  };

  it('a call of a client that is not booted waits, with a warning', async () => {
    const chat = chatAt(['ws://127.0.0.1:1']);
    const { warnings } = await reportsDuring(async () => {
      chat.call('msg', ['hi']).catch(() => {});
      await next(timer(5_100), 'end of the patience', 8_000);
    });
    expectQuoted(warnings.join(), 'calls of a client wait for boot(), which was never called: 1');
  });

  it('a server without a welcome needs the option `welcome: false`', async () => {
    const url = await listen({});
    expectQuoted(await firstError(chatAt([url], { connectTimeout: 100 }).boot()), 'it waited for the welcome');
    await next(chatAt([url], { welcome: false }).boot().connected$);
  });

  it('a server that needs a sub-protocol refuses clients without it, or that offer another one', async () => {
    const url = await listen({
      verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.headers['sec-websocket-protocol'] !== undefined,
      handleProtocols: offered => (offered.has('ocpp1.6') ? 'ocpp1.6' : false),
    });
    expect(await firstError(rpcAt(url).boot())).to.match(/the server answered with HTTP 4\d\d instead of an upgrade/);
    expectQuoted(await firstError(rpcAt(url, { protocols: 'other' }).boot()), 'Server sent no subprotocol');
    await next(rpcAt(url, { protocols: 'ocpp1.6' }).boot().connected$);
  });

  it('a server that closes at once is seen in `closed$`, with its code and reason', async () => {
    const url = await listen({}, socket => socket.close(1002, 'no sub-protocol'));
    const { code, reason } = await next(rpcAt(url).boot().closed$);
    expect({ code, reason }).to.deep.equal({ code: 1002, reason: 'no sub-protocol' });
  });

  it('a function of the addresses that throws is reported', async () => {
    const failing = chatAt(() => Promise.reject(new TypeError('Failed to fetch'))).boot();
    expectQuoted(await firstError(failing), 'the function that gives addresses failed: Failed to fetch');
  });

  it('the local server refuses a page of another machine with 403', async () => {
    const headers = { Origin: 'https://my.example' };
    expect((await fetch(stage.server.joinUrl(CHANNEL, 'ada'), { headers })).status).to.equal(403);
    expect(await firstError(chatAt(stage.server.endpoints, { ws: { headers } }).boot())).to.include('HTTP 403');
  });

  it('an authkey that is given as a value is refused at the first reconnect, and one by a function is not', async () => {
    const closes = async (chat: BeamChat): Promise<string> => {
      await next(chat.connected$);
      const ends = next(chat.status$.pipe(filter(({ state, address }) => state === 'closed' && address !== undefined)));
      const returns = next(chat.connected$.pipe(filter(({ session }) => session === 2)));
      await stage.server.endpoint(0).fault('drop');
      return Promise.race([
        ends.then(({ lastError }) => lastError?.message ?? ''),
        returns.then(() => 'connected again'),
      ]);
    };
    const { endpoints, authkey } = await stage.join('ada');
    const asValue = chatAt(endpoints, { auth: [CHANNEL, 7, authkey] }).boot();
    expectQuoted(
      await closes(asValue),
      'refused to authenticate, and the client closes: the server refused "auth": "UNOTFOUND"',
    );
    const asFunction = chatAt(() => stage.join('ada'), { auth: (join: Join) => [CHANNEL, 7, join.authkey] }).boot();
    expect(await closes(asFunction)).to.equal('connected again');
  });

  it('a login in `connected$` comes after the spooled calls, and one in `setUp` before them', async () => {
    const url = await listen({}, socket => {
      let isKnown = false;
      socket.on('message', data => {
        const { id, method } = JSON.parse(String(data));
        isKnown ||= method === 'login';
        const answer = isKnown ? { result: 7 } : { error: { code: -32001, message: 'log in first' } };
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
      });
    });
    const late = rpcAt(url);
    late.connected$.subscribe(() => void late.call('login', ['k3y']));
    const refused = rejection(late.call('balance'));
    late.boot();
    expect(await refused)
      .to.have.property('message')
      .which.includes('log in first');
    const early = rpcAt(url, { protocol: jsonRpc({ setUp: talk => talk.call('login', ['k3y']) }) });
    const balance = early.call('balance');
    early.boot();
    expect(await balance).to.equal(7);
  });

  it('a server that answers no pings loses the connection', async () => {
    const silent = await listen({ autoPong: false });
    const dropped = rpcAt(silent, { pingInterval: 50, pingTimeout: 50 }).boot();
    expect(await firstError(dropped)).to.equal('no answer to "ping" in 50 ms');
    expect(page).to.include('`no answer to "ping" in 5000 ms`');
  });

  it('a frame of more than 1 MiB loses the connection, unless maxPayload allows it', async () => {
    const event = JSON.stringify({ jsonrpc: '2.0', method: 'large', params: 'x'.repeat(1_048_576) });
    const url = await listen({}, socket => socket.send(event));
    expectQuoted(await firstError(rpcAt(url).boot()), 'was lost: Max payload size exceeded');
    const roomy = rpcAt(url, { ws: { maxPayload: 10_000_000 } });
    const came = next(roomy.events$<string>('large'));
    roomy.boot();
    expect(await came).to.have.length(1_048_576);
  });

  it('a chat gets no events before `auth`; a channel alone is enough to read', async () => {
    const reader = chatAt(stage.server.endpoints, { auth: [CHANNEL] });
    const mute = chatAt(stage.server.endpoints);
    const heard: string[] = [];
    mute.events$('ChatMessage').subscribe(({ user_name }) => heard.push(user_name));
    const seen = next(reader.events$('ChatMessage'));
    await Promise.all([next(reader.boot().connected$), next(mute.boot().connected$)]);
    stage.server.emit(CHANNEL, 'ChatMessage', { user_name: 'ada' });
    expect(await seen).to.include({ user_name: 'ada' });
    await mute.ping(); // behind whatever the server sent it
    expect(heard).to.deep.equal([]);
  });

  it('the TestScheduler of another RxJS does not move the client', async function () {
    this.timeout(INSTALL_DEADLINE);
    await installFolder(OTHER_RXJS);
    const other = createRequire(OTHER_RXJS)('rxjs/testing') as typeof import('rxjs/testing');
    const emitted = (scheduler: typeof TestScheduler): number => {
      let count = -1;
      new scheduler(actual => {
        count = (actual as unknown[]).length;
      }).run(({ expectObservable }) => {
        const net = new ScriptedSocket({ 'ws://one.test': 'u' });
        const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.1 }).boot();
        timer(50).subscribe(() => void chat.close());
        expectObservable(chat.connected$.pipe(map(() => 'c')) as never, '^ 20ms !').toBe('c');
      });
      return count;
    };
    expect(emitted(TestScheduler)).to.equal(1);
    expect(emitted(other.TestScheduler)).to.equal(0);
  });

  it('a client with fake timers stays reconnecting', async () => {
    // In a process of its own, since all timers of RxJS share their bookkeeping. The wait is longer than that of the client.
    const source = `
      import { mock } from 'node:test';
      import { filter, firstValueFrom } from 'rxjs';
      import { BeamChat } from './lib/index.ts';
      const { setTimeout: realTimeout } = globalThis;
      mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
      const chat = new BeamChat(${JSON.stringify(stage.server.endpoints)}, { auth: [${CHANNEL}], random: () => 0.5 });
      const waits = firstValueFrom(chat.status$.pipe(filter(({ retryAt }) => retryAt !== undefined)));
      chat.boot().call('drop me').catch(() => {});
      const { retryAt } = await waits;
      await new Promise(resolve => realTimeout(resolve, retryAt - Date.now() + 100));
      console.log(chat.status.state);
      process.exit();
    `;
    stage.server.received$.subscribe(({ packet }) => {
      if (packet.method === 'drop me') void stage.server.endpoint(0).fault('drop');
    });
    const args = ['--import', 'tsx/esm', '--conditions', 'rx-beam-source', '--input-type', 'module', '--eval', source];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: 9_000 });
    expect(stdout).to.equal('reconnecting\n');
  });

  it('an unknown option is named, with those that there are', () => {
    const unknown = { timeout: 5_000 } as object;
    expect(() => new BeamChat(['ws://127.0.0.1:1'], unknown)).to.throw(
      TypeError,
      'there is no option "timeout": there are',
    );
    expect(page).to.include('there is no option "timeout": there are');
  });
});
