import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { filter, from, lastValueFrom, map, Subject, take, takeUntil, toArray } from 'rxjs';
import { WebSocketServer } from 'ws';
import { BeamChat, ConnectionError } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { FIRST_ADDRESS, next, onStage } from '../kit/live.js';

/** The other specs of this folder run in a browser too. A browser cannot ping, show HTTP statuses or limit frames. */
describe('features of Node only, over real sockets', () => {
  const stage = onStage();

  it('BeamSocket is an EventEmitter of Node', () => {
    expect(new BeamSocket(['ws://127.0.0.1:1'])).to.be.instanceOf(EventEmitter);
  });

  it('R3: reports an HTTP answer that is no upgrade, with its status', async () => {
    await stage.server.endpoint(0).fault('httpError', 503);
    const chat = stage.with(new BeamChat(stage.server.endpoints, FIRST_ADDRESS));
    const failed = next(chat.errors$, 'error');
    chat.boot();
    expect(await failed).to.include({ httpStatus: 503, address: stage.server.endpoints[0] });
  });

  it('R21: a frame over maxPayload is reported, and the client tries the next address', async () => {
    const chat = await stage.connect();
    const error = next(chat.errors$, 'error');
    const again = next(chat.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    await stage.server.endpoint(0).fault('oversize', 2_000_000);
    expect(await error).to.be.instanceOf(ConnectionError);
    await again;
  });

  it('R7: the connection to a silent server that answers pings is kept', async () => {
    const quiet = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(quiet, 'listening');
    const pings = new Subject<void>();
    quiet.on('connection', socket => socket.on('ping', () => pings.next()));
    const pinged = next(pings.pipe(take(3), toArray()), 'three pings');
    const { port } = quiet.address() as AddressInfo;
    const chat = stage.with(
      new BeamChat([`ws://127.0.0.1:${port}`], { welcome: false, pingInterval: 10, pingTimeout: 300 }),
    );
    stage.with({ close: async () => void quiet.close() });
    const states = lastValueFrom(
      chat.status$.pipe(
        map(({ state }) => state),
        takeUntil(from(pinged)),
        toArray(),
      ),
    );
    chat.boot();
    expect(new Set(await states)).to.deep.equal(new Set(['idle', 'connecting', 'connected']));
  });
});
