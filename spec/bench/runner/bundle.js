/** The size of a browser bundle with one client, minified and gzipped, without and with rxjs. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('..', import.meta.url));

const ENTRIES = {
  'beam-chat': `export { BeamChat } from './dist/lib/index.js'`,
  'beam-socket': `export { BeamSocket } from './dist/lib/emitter/ws-entry.js'`,
  'rpc-client': `export { RpcClient } from './dist/lib/index.js'; export { jsonRpc } from './dist/lib/json-rpc/index.js'`,
  mixer: `export { Socket } from '@mixer/chat-client-websocket'`,
  'rxjs-websocket': `export { webSocket } from 'rxjs/webSocket'; export { filter, firstValueFrom, map, share, take, timeout } from 'rxjs'`,
  'rpc-websockets': `export { Client } from 'rpc-websockets'`,
  'socket.io-client': `export { io } from 'socket.io-client'`,
};

const size = async (contents, external) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // That of this project leads to the sources.
    tsconfigRaw: {},
    external,
    absWorkingDir: HERE,
    // The old client imports Node's `events`, which browsers do not have.
    alias: { events: 'eventemitter3' },
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

export const bundleOf = async client => ({
  outside: await size(ENTRIES[client], ['rxjs', 'rxjs/*']),
  inside: await size(ENTRIES[client], []),
});
