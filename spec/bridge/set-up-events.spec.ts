import { expect } from 'chai';
import { merge } from 'rxjs';
import type { BeamChatOptions } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { CHANNEL, next, nextEvent, onStage, rejection } from '../kit/live.js';
import { client, session, turns, unhandledDuring } from '../rules/kit.js';

const OWNER = { authenticated: true, roles: ['Owner'] };
const NOBODY = { authenticated: false, roles: [] };

describe('authresult and optOutResult', () => {
  const stage = onStage({ authkeys: 'reusable' });

  /** A client, and what it emits of its set-up, in order. */
  const listening = (options?: BeamChatOptions) => {
    const made = client(stage, stage.server.endpoints, options);
    const log: unknown[] = [];
    for (const name of ['authresult', 'optOutResult'] as const) {
      made.socket.on(name, (...args: unknown[]) => log.push([name, ...args]));
    }
    made.socket.on('connected', () => log.push('connected'));
    return { ...made, log };
  };

  it('authresult has the reply of an auth(), before connected and before the promise resolves', async () => {
    const { socket, log } = listening();
    const { user, authkey } = await stage.join('ada');
    const resolved = socket.auth(CHANNEL, user.id, authkey).then(reply => log.push(['resolved', reply]));
    socket.boot();
    await resolved;
    expect(log).to.deep.equal([['authresult', OWNER], 'connected', ['resolved', OWNER]]);
  });

  it('authresult comes again for each connection', async () => {
    const { socket, chat, log } = listening();
    const { user, authkey } = await stage.join('ada');
    socket.boot();
    await socket.auth(CHANNEL, user.id, authkey);
    for (const number of [2, 3]) {
      const again = session(chat, number);
      for (const n of [0, 1]) await stage.server.endpoint(n).fault('drop');
      await again;
    }
    const one = ['authresult', OWNER];
    expect(log).to.deep.equal([one, 'connected', one, 'connected', one, 'connected']);
  });

  it('authresult comes for options.auth, for call("auth"), and with noReply', async () => {
    const { socket, log } = listening({ auth: [CHANNEL] });
    socket.boot();
    await nextEvent(socket, 'connected');
    expect(log).to.deep.equal([['authresult', NOBODY], 'connected']);
    const { user, authkey } = await stage.join('ada');
    const other = listening();
    other.socket.boot();
    await nextEvent(other.socket, 'connected');
    await other.socket.call('auth', CHANNEL, user.id, authkey);
    expect(other.log).to.deep.equal(['connected', ['authresult', OWNER]]);
    const third = listening();
    const told = nextEvent(third.socket, 'authresult');
    third.socket.call('auth', [CHANNEL], { noReply: true });
    third.socket.boot();
    expect(await told).to.deep.equal(NOBODY);
  });

  it('authresult does not come for an auth that is refused', async () => {
    const { socket, log } = listening();
    socket.boot();
    await rejection(socket.auth(CHANNEL, 7, 'wrong'));
    await socket.auth(CHANNEL);
    expect(log).to.deep.equal(['connected', ['authresult', NOBODY]]);
  });

  it('authresult reaches a listener that was added after the auth was sent', async () => {
    const { socket } = client(stage, stage.server.endpoints);
    socket.boot();
    await nextEvent(socket, 'connected');
    const answered = socket.auth(CHANNEL);
    const told = nextEvent(socket, 'authresult');
    expect(await told).to.deep.equal(await answered);
  });

  it('optOutResult has the reply of each opt-out, now and on later connections, before authresult', async () => {
    const { socket, chat, log } = listening({ auth: [CHANNEL] });
    socket.boot();
    await session(chat, 1);
    log.splice(0);
    expect(await socket.optOutEvents(['UserJoin'])).to.deep.equal({});
    const again = session(chat, 2);
    await stage.server.endpoint(0).fault('drop');
    await again;
    expect(log).to.deep.equal([['optOutResult', {}], ['optOutResult', {}], ['authresult', NOBODY], 'connected']);
  });

  it('R23: a server event of these names is not emitted', async () => {
    const { socket, chat, log } = listening();
    socket.boot();
    await socket.auth(CHANNEL);
    log.splice(0);
    const passed = next(chat.events$<unknown>('optOutResult'));
    for (const name of ['authresult', 'optOutResult']) stage.server.emit(CHANNEL, name, OWNER);
    await passed;
    await turns(2);
    expect(log).to.deep.equal([]);
  });

  it('reconnecting has the delay under its old name, too', async () => {
    const { socket, chat } = client(stage, ['ws://127.0.0.1:1'], { random: () => 0.5, backoff: {} });
    const told: unknown[] = [];
    socket.on('reconnecting', info => told.push(info));
    const waiting = next(chat.reconnecting$);
    socket.boot();
    const info = await waiting;
    expect(info.delay).to.equal(500);
    expect(told).to.deep.equal([{ ...info, interval: 500 }]);
    expect(info).not.to.have.property('interval');
  });

  for (const action of ['close()', 'boot()', 'auth()', 'throws'] as const) {
    it(`R25: a listener for authresult may call any method, and may throw: ${action}`, async () => {
      const { socket, chat } = client(stage, stage.server.endpoints, { auth: [CHANNEL] });
      const ended = next(merge(chat.closed$, chat.connected$));
      let told = 0;
      let done: Promise<unknown> = Promise.resolve();
      socket.on('authresult', () => {
        told += 1;
        if (action === 'close()') done = socket.close();
        if (action === 'boot()') socket.boot();
        if (action === 'auth()') done = rejection(socket.auth(CHANNEL));
        if (action === 'throws') throw new Error('of a listener');
      });
      const thrown = await unhandledDuring(async () => {
        socket.boot();
        await ended;
        await done;
      });
      expect(thrown.map(String)).to.deep.equal(action === 'throws' ? ['Error: of a listener'] : []);
      expect(told).to.equal(1);
      expect(socket.status).to.equal(action === 'close()' ? BeamSocket.CLOSED : BeamSocket.CONNECTED);
    });
  }
});
