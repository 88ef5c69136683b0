import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { ROOT } from '../kit/consumer.js';
import { type Host, soon, startHost } from './host.js';

const HEADERS_END = '\r\n\r\n';

/** Takes the messages out of an output, where each has a header with its length. */
const messagesOf = (onMessage: (message: string) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  return chunk => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const headers = rest.indexOf(HEADERS_END);
      const [, length] = /content-length: (\d+)/i.exec(rest.toString('latin1', 0, Math.max(headers, 0))) ?? [];
      if (length === undefined) return;
      const start = headers + HEADERS_END.length;
      const end = start + Number(length);
      if (rest.length < end) return;
      onMessage(rest.toString('utf8', start, end));
      rest = rest.subarray(end);
    }
  };
};

/** A language server of its own for each connection; it ends when its input does. */
const serve = (socket: WebSocket): ChildProcess => {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  child.stdin.on('error', () => {});
  child.stdout.on(
    'data',
    messagesOf(message => socket.send(message)),
  );
  socket.on('message', data => child.stdin.write(`Content-Length: ${Buffer.byteLength(String(data))}\r\n\r\n${data}`));
  socket.on('close', () => child.stdin.end());
  return child;
};

/** The language server of TypeScript, which speaks over its standard input and output, behind a WebSocket. */
export const startLanguageServer = async (): Promise<Host> => {
  const host = await startHost();
  const sockets = new WebSocketServer({ server: host.http });
  const ends: Promise<unknown>[] = [];
  sockets.on('connection', socket => ends.push(once(serve(socket), 'close')));
  return {
    ...host,
    stop: async () => {
      sockets.close();
      await host.stop();
      await soon(Promise.all(ends), 'end of the language servers');
    },
  };
};
