import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ChatServer } from 'rx-beam/server';

const { outputFiles } = await build({ entryPoints: ['worker.js'], bundle: true, format: 'esm', write: false });
const server = await ChatServer.listen();
const web = createServer(({ url }, response) => {
  response.setHeader('content-type', url === '/worker.js' ? 'text/javascript' : 'text/html');
  response.end(url === '/worker.js' ? outputFiles[0].text : '<!doctype html>');
}).listen(0, '127.0.0.1');
await once(web, 'listening');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage();
  await page.exposeFunction('drop', () => server.endpoint(0).fault('drop'));
  await page.goto(`http://127.0.0.1:${web.address().port}/`);
  const said = await page.evaluate(
    joinUrl =>
      new Promise(resolve => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onerror = ({ message }) => resolve(message);
        worker.onmessage = ({ data }) => (data === 'drop' ? window.drop() : resolve(data));
        worker.postMessage(joinUrl);
      }),
    server.joinUrl(42, 'ada'),
  );
  assert.equal(said, 'passed');
} finally {
  await browser.close();
  await server.close();
  web.close();
}
