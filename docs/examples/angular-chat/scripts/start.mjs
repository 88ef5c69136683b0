// The chat server and the app, in one command; both end with it. A number and Enter stops an endpoint, or starts it again.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChatServer } from 'rx-beam/server';
import { onLine } from './endpoints.mjs';

const server = await ChatServer.listen({ endpoints: 2 });
const ng = fileURLToPath(import.meta.resolve('@angular/cli/bin/ng.js'));
const app = spawn(process.execPath, [ng, 'serve', ...process.argv.slice(2)], {
  env: { ...process.env, CHAT_URL: server.url, NG_CLI_ANALYTICS: 'false' },
  // What is typed is for the endpoints.
  stdio: ['ignore', 'inherit', 'inherit'],
});
const print = text => process.stdout.write(`${text}\n`);
const stopped = new Set();
let turn = onLine(server, stopped, '').then(print);
print('To stop an endpoint or to start it again, type its number and press Enter.');
const lines = createInterface({ input: process.stdin }).on('line', typed => {
  turn = turn.then(() => onLine(server, stopped, typed)).then(print, print);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill(signal));
app.on('exit', async code => {
  lines.close();
  await turn;
  await server.close();
  process.exitCode = code ?? 0;
});
