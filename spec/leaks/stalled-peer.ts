/**
 * Prints what a peer that stops reading costs, in MB: `node --expose-gc --import tsx/esm --conditions=rx-beam-source
 * spec/leaks/stalled-peer.ts [calls] [highWater] [spool.limit]`. Without arguments: the figures of docs/reliability.md.
 */

import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { BeamChat } from '../../lib/index.js';

const SIZE = 16_000;
const MB = 1_000_000;

/** A server that answers the upgrade, and then reads nothing. */
const stalledServer = async () => {
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', head => {
      const key = /Sec-WebSocket-Key: (.+)\r\n/i.exec(head.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
      socket.write(`${upgrade}Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
      socket.pause();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

const used = (): { heap: number; outside: number } => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, outside: rss };
};

/** How much the process grows by while so many calls are made and the peer reads nothing; in MB. */
const measure = async (calls: number, highWater: number, limit: number) => {
  const { url, close } = await stalledServer();
  const chat = new BeamChat([url], {
    welcome: false,
    pingInterval: 0,
    callTimeout: 0,
    highWater,
    spool: { limit },
  }).boot();
  await firstValueFrom(chat.connected$);
  const before = used();
  let sent = 0;
  let rejected = 0;
  chat.sent$.subscribe(() => {
    sent += 1;
  });
  for (let n = 0; n < calls; n += 1) {
    chat.call('msg', [`${n} `.padEnd(SIZE, 'x')]).catch(() => {
      rejected += 1;
    });
    if (n % 100 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  await new Promise(resolve => setTimeout(resolve, 500));
  const after = used();
  const row = {
    calls,
    highWater,
    limit,
    sent,
    rejected,
    mb: Math.round((after.heap - before.heap) / MB),
    rss: Math.round((after.outside - before.outside) / MB),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  await chat.close();
  close();
};

const [calls = '100000', highWater = '1000000', limit = '1000'] = process.argv.slice(2);
await measure(Number(calls), Number(highWater), Number(limit));
process.exit();
