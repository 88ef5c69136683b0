import { expect } from 'chai';
import type { End } from '../../lib/index.js';
import { CHANNEL, next, nextEvent, onStage } from '../kit/live.js';
import { reportsDuring } from '../kit/reports.js';
import { client, faked, frames, session, turns, unhandledDuring } from '../rules/kit.js';

/** Empties an object, and puts nonsense in. */
const vandalize = (value: unknown): void => {
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object)) object[key] = 'vandalized';
};

describe('BeamSocket and the code of its listeners', () => {
  const stage = onStage({ authkeys: 'reusable' });

  it('R25: a listener may change what it is given', async () => {
    const ends: End[] = [];
    const { socket, chat, errors } = client(stage, stage.server.endpoints, {
      auth: [CHANNEL],
      shouldReconnect: end => ends.push(end) > 0,
    });
    for (const name of ['packet', 'connected', 'closed', 'reconnecting', 'authresult', 'sent', 'spooled', 'Tick']) {
      socket.on(name, vandalize);
    }
    const streamed: unknown[] = [];
    chat.closed$.subscribe(info => streamed.push(info));
    chat.reconnecting$.subscribe(info => streamed.push(info));
    const spooled = socket.call('ping');
    socket.boot();
    await session(chat, 1);
    await spooled;
    stage.server.emit(CHANNEL, 'Tick', { n: 1 });
    await socket.call('ping');
    const address = stage.server.endpoints[0];
    expect(await next(chat.connected$)).to.deep.equal({ address, session: 1, authenticated: false });
    const again = session(chat, 2);
    await stage.server.endpoint(0).fault('close', { code: 4007, reason: 'bye' });
    await again;
    expect(ends[0]).to.include({ address, code: 4007, reason: 'bye', opened: true });
    expect(streamed[0]).to.include({ code: 4007, reason: 'bye' });
    expect(streamed[1]).to.include({ address, attempt: 1, delay: 0 });
    expect(errors).to.deep.equal([]);
  });

  it('R25: a packet that a listener changes is routed as it came', () => {
    const { socket, welcomeNewest } = faked();
    const heard: unknown[] = [];
    socket.on('packet', vandalize);
    socket.on('Tick', data => heard.push(data));
    socket.boot();
    const link = welcomeNewest();
    link.receives(frames.event('Tick', 7));
    expect(socket.isConnected()).to.equal(true);
    expect(heard).to.deep.equal([7]);
    void socket.close();
    link.closes(1000);
  });

  for (const name of ['connected', 'closed', 'reconnecting', 'packet', 'sent', 'spooled', 'authresult', 'Tick']) {
    it(`R25: a listener for ${name} that throws is reported, and changes nothing`, async () => {
      const { socket, chat } = client(stage, stage.server.endpoints, { auth: [CHANNEL] });
      const thrown = await unhandledDuring(async () => {
        let told = 0;
        socket.on(name, () => {
          told += 1;
          throw new Error('of a listener');
        });
        const spooled = chat.call('ping');
        socket.boot();
        await session(chat, 1);
        await spooled;
        stage.server.emit(CHANNEL, 'Tick', 1);
        await chat.call('ping');
        const again = session(chat, 2);
        for (const n of [0, 1]) await stage.server.endpoint(n).fault('drop');
        await again;
        await chat.call('ping');
        expect(told).to.be.greaterThan(0);
        // Or it throws once more when the stage is closed.
        socket.removeAllListeners(name);
      });
      expect(new Set(thrown.map(String))).to.deep.equal(new Set(['Error: of a listener']));
      expect(stage.server.connectionCount()).to.equal(1);
    });
  }

  it('R24: each error without a listener is one warning, and with a listener none', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    const connecting = nextEvent(socket, 'connected');
    socket.boot();
    await connecting;
    const garbage = async () => {
      const told = next(chat.errors$);
      await stage.server.endpoint(0).fault('garbage');
      await told;
      await turns(2);
    };
    expect((await reportsDuring(garbage)).warnings).to.deep.equal([]);
    socket.removeAllListeners('error');
    const { warnings } = await reportsDuring(async () => {
      await garbage();
      await garbage();
    });
    expect(warnings).to.have.length(2);
    for (const warning of warnings) expect(warning).to.match(/^BadMessageError: /);
    expect(socket.isConnected()).to.equal(true);
  });

  it('R25: a listener for error that throws is reported, and changes nothing', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    const connecting = nextEvent(socket, 'connected');
    socket.boot();
    await connecting;
    const thrown = await unhandledDuring(async () => {
      socket.on('error', () => {
        throw new Error('of a listener');
      });
      const told = next(chat.errors$);
      await stage.server.endpoint(0).fault('garbage');
      await told;
      await chat.call('ping');
    });
    expect(thrown.map(String)).to.deep.equal(['Error: of a listener']);
    expect(socket.isConnected()).to.equal(true);
  });
});
