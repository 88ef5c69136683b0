import { expect } from 'chai';
import { filter } from 'rxjs';
import { WebSocket } from 'ws';
import BeamSocketDefault, { BeamSocket, type BeamSocketOptions } from '../../lib/ws.js';
import { thrownBy } from '../kit/facts.js';
import { CHANNEL, next, nextEvent, onStage } from '../kit/live.js';
import { client, outcome, session } from '../rules/kit.js';

describe('BeamSocket’s members', () => {
  const stage = onStage({ authkeys: 'reusable' });

  it('status is the number of getStatus(), through a life', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    const seen: [number, number][] = [];
    const note = () => seen.push([socket.status, socket.getStatus()]);
    note();
    socket.boot();
    note();
    await nextEvent(socket, 'connected');
    note();
    await stage.stopEndpointOf(chat);
    note();
    await session(chat, 2);
    const closed = socket.close();
    note();
    await closed;
    note();
    const { IDLE, CONNECTING, CONNECTED, CLOSING, CLOSED } = BeamSocketDefault;
    expect(seen).to.deep.equal([IDLE, CONNECTING, CONNECTED, CONNECTING, CLOSING, CLOSED].map(each => [each, each]));
  });

  it('status cannot be written to', () => {
    const socket = new BeamSocket(['ws://a']);
    expect(() => {
      (socket as { status: number }).status = BeamSocket.CONNECTED;
    }).to.throw(TypeError);
    expect(socket.status).to.equal(BeamSocket.IDLE);
  });

  it('getSpoolLength() counts the calls that wait for a connection', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    expect(socket.getSpoolLength()).to.equal(0);
    const calls = ['ping', 'ping'].map(method => outcome(socket.call<unknown>(method)));
    const controller = new AbortController();
    const cancelled = outcome(socket.call('ping', [], { signal: controller.signal }));
    expect(socket.getSpoolLength()).to.equal(3);
    controller.abort();
    expect(socket.getSpoolLength()).to.equal(2);
    socket.boot();
    await session(chat, 1);
    expect(socket.getSpoolLength()).to.equal(0);
    await Promise.all([...calls, cancelled]);
    await stage.stopEndpointOf(chat);
    const late = outcome(socket.call('ping'));
    expect(socket.getSpoolLength()).to.equal(1);
    await socket.close();
    expect(await late).to.equal('closed never');
    expect(socket.getSpoolLength()).to.equal(0);
  });

  for (const given of [[WebSocket, ['ws://a']], [WebSocket], [['ws://a'], { automaticallyReconnect: false }]]) {
    it(`the constructor says what to write instead of a form of the official clients (${given.length}, ${typeof given[0]})`, () => {
      const error = thrownBy(() => new BeamSocket(...(given as unknown as [string[], BeamSocketOptions])));
      expect(error).to.be.instanceOf(TypeError);
      expect((error as Error).message).to.match(/WebSocketCtor|shouldReconnect: \(\) => false/);
    });
  }

  it('clientId: null is none at all', async () => {
    const opened = next(stage.server.connections$);
    const { socket } = client(stage, stage.server.endpoints);
    void socket;
    stage.with(new BeamSocket(stage.server.endpoints, { clientId: null })).boot();
    expect(await opened).to.have.property('url', '/?version=1.0');
  });

  it('auth() is call("auth")', async () => {
    const { socket } = client(stage, stage.server.endpoints);
    const sent = next(socket.chat.sent$.pipe(filter(({ method }) => method === 'auth')));
    socket.boot();
    expect(await socket.auth(CHANNEL)).to.deep.equal({ authenticated: false, roles: [] });
    expect((await sent).arguments).to.deep.equal([CHANNEL]);
  });
});
