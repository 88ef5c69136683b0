import { expect } from 'chai';
import { Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BeamSocket } from '../lib/ws.js';
import { CALM, stageSockets } from './kit/array-client.js';
import { rejection } from './kit/live.js';
import { play } from './kit/session-kit/play.js';

const stage = () => {
  const sockets = stageSockets();
  const { WebSocketCtor } = sockets;
  const socket = new BeamSocket(['wss://a.test'], { ...CALM, WebSocketCtor, welcome: false });
  const log: unknown[] = [];
  const logs = (name: string) => socket.on(name, (value: unknown) => log.push([name, value]));
  return { socket, sockets, log, logs };
};

describe('BeamSocket', () => {
  it('has the status numbers of the official clients, and no other', () => {
    const { IDLE, CONNECTED, CLOSING, CLOSED, CONNECTING } = BeamSocket;
    expect([IDLE, CONNECTED, CLOSING, CLOSED, CONNECTING]).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it(
    'goes through them: idle, connecting, connected, connecting again, closed',
    marbles(m => {
      const { socket, sockets } = stage();
      const seen: unknown[] = [];
      const note = () => seen.push([socket.status, socket.getStatus(), socket.isConnected()]);
      const steps = { n: note, b: () => socket.boot(), o: sockets.opens, x: sockets.drops, c: () => socket.close() };
      play(m, 'nbnonxncxn', steps);
      m.flush();
      expect(seen).to.deep.equal([
        [0, 0, false],
        [4, 4, false],
        [1, 1, true],
        [4, 4, false],
        [3, 3, false],
      ]);
    }),
  );

  it(
    'emits the life of the client and its traffic, each as a copy',
    marbles(m => {
      const { socket, sockets, log, logs } = stage();
      for (const name of ['connected', 'closed', 'reconnecting', 'sent', 'spooled', 'packet', 'ChatMessage'])
        logs(name);
      const event = { type: 'event', event: 'ChatMessage', data: { id: 'x' } };
      play(m, 'cboexz', {
        c: () => void socket.call('msg', ['hi'], { noReply: true }),
        b: () => socket.boot(),
        o: sockets.opens,
        e: () => sockets.hears(event),
        x: sockets.drops,
        z: () => socket.close(),
      });
      m.flush();
      const call = { type: 'method', method: 'msg', arguments: ['hi'], id: 0 };
      const address = 'wss://a.test';
      expect(log.slice(0, 5)).to.deep.equal([
        ['spooled', call],
        ['sent', call],
        ['connected', { address, session: 1, authenticated: false }],
        ['packet', event],
        ['ChatMessage', { id: 'x' }],
      ]);
      expect(log[5]).to.deep.equal(['closed', { address, code: 1006, reason: '', wasClean: false }]);
      const [, waiting] = log[6] as [string, Record<string, unknown>];
      expect(waiting).to.include({ address, attempt: 1, delay: 0, interval: 0 });
    }),
  );

  it('subscribes to a stream only while somebody listens', () => {
    const { socket } = stage();
    let subscriptions = 0;
    const events$ = new Observable<never>(() => {
      subscriptions += 1;
      return () => {
        subscriptions -= 1;
      };
    });
    Object.assign(socket.chat, { events$: () => events$ });
    const listener = () => {};
    socket.on('ChatMessage', listener).once('ChatMessage', listener);
    expect(subscriptions, 'one for any number').to.equal(1);
    socket.removeAllListeners('ChatMessage');
    expect(subscriptions).to.equal(0);
  });

  it('R13: rejects with the server’s error as sent; getSpoolLength() counts what waits', async () => {
    const { socket, sockets } = stage();
    const refused = socket.call<unknown>('msg', 'one by one', { timeout: 0 });
    expect(socket.getSpoolLength()).to.equal(1);
    socket.boot();
    sockets.opens();
    expect(socket.getSpoolLength()).to.equal(0);
    sockets.hears({ type: 'reply', id: 0, error: 'UACCESS' });
    expect(await rejection(refused)).to.equal('UACCESS');
    expect(JSON.parse(sockets.newest().log[0]?.slice(5) ?? '').arguments).to.deep.equal(['one by one']);
    sockets.drops();
    await socket.close();
  });
});
