// The chat server and the app, in one command; both end with it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ChatServer } from 'rx-beam/server';

const server = await ChatServer.listen({ endpoints: 2 });
const ng = fileURLToPath(import.meta.resolve('@angular/cli/bin/ng.js'));
const app = spawn(process.execPath, [ng, 'serve', ...process.argv.slice(2)], {
  env: { ...process.env, CHAT_URL: server.url, NG_CLI_ANALYTICS: 'false' },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill(signal));
app.on('exit', async code => {
  await server.close();
  process.exitCode = code ?? 0;
});
