import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { ChatServer } from 'rx-beam/server';

const { outputFiles } = await build({
  entryPoints: ['worker.js'],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['module', 'main'],
  write: false,
});
const server = await ChatServer.listen();
const dropper = createServer(async (_request, response) => {
  await server.endpoint(0).fault('drop');
  response.end();
}).listen(0, '127.0.0.1');
await once(dropper, 'listening');
const workerd = new Miniflare({ modules: true, script: outputFiles[0].text, compatibilityDate: '2026-01-01' });
try {
  const urls = { joinUrl: server.joinUrl(42, 'ada'), dropUrl: `http://127.0.0.1:${dropper.address().port}/` };
  const response = await workerd.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(urls) });
  assert.equal(await response.text(), 'passed');
} finally {
  await workerd.dispose();
  await server.close();
  dropper.close();
}
