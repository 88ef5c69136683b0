import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { type WebSocket, WebSocketServer } from 'ws';
import { ROOT } from '../kit/consumer.js';

/** What a page has and Node 20 has not. */
const GLOBALS = "(globalThis as { WebSocket?: unknown }).WebSocket ??= (await import('ws')).WebSocket;";

const snippets = async (): Promise<string[]> => {
  const page = await readFile(join(ROOT, 'docs/operators.md'), 'utf8');
  return [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
};

describe('the snippets of docs/operators.md', function () {
  this.timeout(30_000);
  let folder: string;
  let child: ChildProcess | undefined;
  const servers: WebSocketServer[] = [];

  beforeEach(async () => {
    // Inside the project, so that the package finds itself by its own name.
    folder = await mkdtemp(join(ROOT, 'spec', '.snippets-'));
  });
  afterEach(async () => {
    child?.kill();
    for (const server of servers.splice(0)) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** A server's address. */
  const listen = async (serve: (socket: WebSocket) => void): Promise<string> => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    servers.push(server);
    server.on('connection', serve);
    await once(server, 'listening');
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  /** Runs a snippet until each of the lines was printed. */
  const printed = async (code: string, lines: readonly string[]): Promise<void> => {
    const [, imports = '', body = ''] = /^((?:import .*\n)+)(.*)$/s.exec(code) ?? [];
    await writeFile(join(folder, 'snippet.ts'), `${imports}${GLOBALS}\n${body}`);
    child = spawn(execPath, ['--import', 'tsx/esm', join(folder, 'snippet.ts')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const missing = new Set(lines);
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      missing.delete(line);
      if (missing.size === 0) break;
    }
    expect([...missing], 'not printed').to.deep.equal([]);
  };

  it('the first one goes on to the next server when one closes', async () => {
    const one = await listen(socket => socket.send('"from one"', () => socket.close()));
    const two = await listen(socket => socket.send('"from two"', () => socket.close()));
    const [first = ''] = await snippets();
    const code = first.replace('wss://one.example', one).replace('wss://two.example', two);
    await printed(code, ['from one', 'from two']);
  });

  it('that of keepAlive pings a silent server, and leaves one that does not answer', async () => {
    let connections = 0;
    const answering = await listen(socket => {
      connections += 1;
      const answer = `answer on connection ${connections}`;
      socket.on('message', () => socket.send(answer, () => socket.close()));
    });
    const heard: string[] = [];
    const mute = await listen(socket => socket.on('message', text => heard.push(`${text}`)));
    const snippet = (await snippets()).find(each => each.includes('implements HeartbeatTarget')) ?? '';
    const code = snippet
      .replace('wss://one.example', mute)
      .replace('wss://two.example', answering)
      .replace('15_000', '50')
      .replace('5_000', '50');
    // Between these two it was at the mute server, and left it.
    await printed(code, ['answer on connection 1', 'answer on connection 2']);
    expect(heard).to.include('ping');
  });
});
