import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ROOT } from '../kit/consumer.js';

const FOLDER = join(ROOT, 'site/.vitepress/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The pages that were built, by path, such as `guide.html`. */
export const builtPages = async (): Promise<ReadonlyMap<string, string>> => {
  const files = await readdir(FOLDER, { recursive: true }).catch((cause: unknown) => {
    throw new Error('there is no built site: npm run site', { cause });
  });
  const paths = files.filter(path => path.endsWith('.html')).sort();
  return new Map(
    await Promise.all(paths.map(async path => [path, await readFile(join(FOLDER, path), 'utf8')] as const)),
  );
};

/** Serves the built site as a server of static files does, and nothing else. */
export const serveSite = async () => {
  const files = new Set(await readdir(FOLDER, { recursive: true }));
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1);
    const name = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const isThere = files.has(name) && extname(name) !== '';
    response.writeHead(isThere ? 200 : 404, { 'content-type': TYPES[extname(name)] ?? 'text/plain' });
    response.end(isThere ? await readFile(join(FOLDER, name)) : 'there is no such file');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
