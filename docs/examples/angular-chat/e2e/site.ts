import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const BUILT = new URL('../dist/angular-chat/browser/', import.meta.url).pathname;
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves the output of `npm run build`, and forwards the join request to the chat server. */
export const serveSite = async (chatUrl: string): Promise<{ url: string; close: () => void }> => {
  const site: Server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://site');
    if (pathname.startsWith('/api/')) {
      const answer = await fetch(chatUrl + pathname + search).catch(() => undefined);
      response.writeHead(answer?.status ?? 502, { 'content-type': 'application/json' }).end(await answer?.text());
      return;
    }
    const path = pathname === '/' ? 'index.html' : normalize(pathname);
    const content = await readFile(join(BUILT, path)).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(content);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      site.close();
      site.closeAllConnections();
    },
  };
};
