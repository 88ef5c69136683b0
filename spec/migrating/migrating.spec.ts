import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { transform } from 'esbuild';
import { type WebSocket, WebSocketServer } from 'ws';
import { BeamSocket } from '../../lib/ws.js';
import { ROOT } from '../kit/consumer.js';
import { INSTALL_DEADLINE, installFolder } from '../kit/install-folder.js';
import { CHANNEL, nextEvent, onStage, rejection } from '../kit/live.js';
import { installOldClients } from '../old-clients/install.js';

const run = promisify(execFile);
const HERE = new URL('./', import.meta.url);

describe('docs/migrating.md', function () {
  this.timeout(60_000);
  let page: string;
  let folder: string;
  let ours: string;
  const servers: WebSocketServer[] = [];
  const children: ChildProcess[] = [];
  before(async function () {
    this.timeout(3 * INSTALL_DEADLINE);
    await installFolder(HERE);
    await installOldClients();
    page = await readFile(join(ROOT, 'docs/migrating.md'), 'utf8');
    // Here, so that its programs find what is installed here.
    folder = await mkdtemp(join(HERE.pathname, '.programs-'));
    ours = await mkdtemp(join(ROOT, 'spec', '.programs-'));
  });
  after(() => Promise.all([folder, ours].map(each => rm(each, { recursive: true, force: true }))));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of servers.splice(0)) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  });

  const snippets = (language: string): string[] =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code ?? '');

  it('has code before and after for each point, and what was before compiles with the old packages', async () => {
    const before = snippets('typescript');
    expect(before).to.have.length(10);
    await Promise.all(before.map((code, i) => writeFile(join(folder, `before-${i}.ts`), `${code}\nexport {};\n`)));
    const old = '../../old-clients/node_modules';
    const compilerOptions = {
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      paths: {
        '@mixer/chat-client-websocket': [`${old}/@mixer/chat-client-websocket`].map(path => `./${path}`),
        'beam-client-node': [`./${old}/beam-client-node-2`],
      },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error);
    expect(stdout).to.equal('');
  });

  const listen = async (onSocket: (socket: WebSocket) => void): Promise<string> => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', onSocket);
    servers.push(server);
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  /** What a program prints, up to that many lines. These programs go on for ever. */
  const linesOf = async (code: string, count: number): Promise<string[]> => {
    // Programs for today's package stand beside the specs, where it finds itself by its own name.
    const isOld = !code.includes("from 'rx-beam'");
    const path = join(isOld ? folder : ours, `program-${children.length}.mjs`);
    const webSocket = "import { WebSocket as FromWs } from 'ws';\nglobalThis.WebSocket = FromWs;\n";
    await writeFile(path, `${isOld ? webSocket : ''}${(await transform(code, { loader: 'ts' })).code}`);
    const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) if (lines.push(line) === count) break;
    return lines;
  };

  const bothOf = (word: string): readonly (readonly [when: string, code: string])[] => [
    ['before', snippets('typescript').find(code => code.includes(word)) ?? ''],
    ['after', snippets('ts').find(code => code.includes(word)) ?? ''],
  ];

  it('has a program over a webSocket of RxJS that does the same after', async () => {
    const address = await listen(socket =>
      socket.on('message', data => {
        const { id, params } = JSON.parse(String(data));
        socket.send(JSON.stringify({ id, result: params[0] + params[1] }));
        socket.send(JSON.stringify({ event: 'tick', data: 7 }));
      }),
    );
    for (const [when, code] of bothOf("'tick'")) {
      const lines = await linesOf(code.replace('127.0.0.1:8080', address), 2);
      expect(lines.sort(), when).to.deep.equal(['5', '7']);
    }
  });

  it('has a program over STOMP that does the same after', async () => {
    const broker = await listen(stompBroker);
    for (const [when, code] of bothOf("'/topic/prices'")) {
      expect(await linesOf(code.replace('127.0.0.1:15674', broker), 1), when).to.deep.equal(['{ cents: 7 }']);
    }
  });

  describe('says of BeamSocket that', () => {
    const stage = onStage({ endpoints: 1 });
    const boot = async () => {
      const socket = new BeamSocket(stage.server.endpoints, { random: () => 0 });
      const heard: unknown[] = [];
      for (const name of ['connected', 'closed', 'error', 'reconnecting', 'authresult'] as const) {
        socket.on(name, (value: unknown) => heard.push([name, value, socket.getStatus()]));
      }
      stage.with(socket);
      const connected = nextEvent(socket, 'connected');
      socket.boot();
      await connected;
      return { socket, heard };
    };

    it('a first auth that is refused rejects, without an event, and the connection stays', async () => {
      const { socket, heard } = await boot();
      expect(await rejection(socket.auth(CHANNEL, 7, 'k3y'))).to.equal('UNOTFOUND');
      expect(heard.map(each => (each as unknown[])[0])).to.deep.equal(['connected']);
      expect(socket.isConnected()).to.equal(true);
    });

    it('`closed` comes at each loss, with another status than after close()', async () => {
      const { socket } = await boot();
      const statuses: number[] = [];
      socket.on('closed', () => statuses.push(socket.getStatus()));
      const lost = nextEvent(socket, 'reconnecting');
      await stage.server.endpoint(0).fault('drop');
      expect(await lost).to.include.keys('delay', 'interval', 'address');
      await nextEvent(socket, 'connected');
      await socket.close();
      expect(statuses).to.deep.equal([BeamSocket.CONNECTING, BeamSocket.CLOSED]);
    });

    it('`connected` says whether a user is authenticated', async () => {
      const { endpoints, authkey } = await stage.join('ada');
      const socket = stage.with(new BeamSocket(endpoints, { auth: [CHANNEL, 7, authkey] }));
      const connected = nextEvent(socket, 'connected');
      socket.boot();
      expect(await connected).to.include({ authenticated: true });
    });

    it("the system's error code is in the cause", async () => {
      await stage.server.endpoint(0).stop();
      const socket = stage.with(new BeamSocket(stage.server.endpoints));
      const failed = nextEvent(socket, 'error') as Promise<Error>;
      socket.boot();
      const error = await failed;
      expect(error).to.include({ name: 'ConnectionError', code: 1006 });
      expect(error.cause).to.have.property('code', 'ECONNREFUSED');
    });
  });
});

/** As much of a STOMP broker as a program needs that subscribes and sends. */
const stompBroker = (socket: WebSocket): void => {
  const subscriptions = new Map<string, string>();
  const send = (command: string, headers: object, body = ''): void =>
    socket.send(
      `${command}\n${Object.entries(headers)
        .map(([name, value]) => `${name}:${value}\n`)
        .join('')}\n${body}\0`,
    );
  socket.on('message', data => {
    const [head = '', body = ''] = String(data).replace('\0', '').split('\n\n');
    const [command = '', ...lines] = head.split('\n');
    const headers = new Map(lines.map(line => line.split(':') as [string, string]));
    if (command === 'CONNECT') send('CONNECTED', { version: '1.2' });
    if (command === 'SUBSCRIBE') subscriptions.set(headers.get('id') ?? '', headers.get('destination') ?? '');
    if (command !== 'SEND') return;
    for (const [subscription, destination] of subscriptions) {
      if (destination === headers.get('destination'))
        send('MESSAGE', { subscription, destination, 'message-id': 1 }, body);
    }
    if (headers.has('receipt')) send('RECEIPT', { 'receipt-id': headers.get('receipt') });
  });
};
