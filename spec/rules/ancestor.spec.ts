import { expect } from 'chai';
import { CallError } from '../../lib/index.js';
import { CHANNEL, next, onStage, rejection } from '../kit/live.js';
import { client, connect, faked, frames, greet, outcome, rawServer, session, state, turns, until } from './kit.js';

/** The defects of the previous chat client, @mixer/chat-client-websocket 1.2.0: one spec each. */
describe('the defects of the previous client', () => {
  const stage = onStage({ authkeys: 'reusable' });

  const joined = async () => {
    const ada = await stage.join('ada');
    const made = client(stage, ada.endpoints);
    made.chat.boot();
    await made.chat.auth(CHANNEL, ada.user.id, ada.authkey);
    await session(made.chat, 1);
    return made;
  };

  it('1 (R11): a re-authentication that is answered 4006 is retried at the next address', async () => {
    const { chat } = await joined();
    await stage.server.endpoint(1).fault('authServerError');
    const closes: unknown[] = [];
    chat.closed$.subscribe(({ address }) => closes.push(address));
    await stage.server.endpoint(0).fault('drop');
    expect(await session(chat, 2)).to.include({ authenticated: true, address: stage.server.endpoints[0] });
    expect(closes).to.deep.equal([stage.server.endpoints[0], stage.server.endpoints[1]]);
  });

  it('2 (R14): calls in flight at a drop settle at once', async () => {
    const { chat } = await joined();
    await stage.server.endpoint(0).fault('suppressReplies');
    const call = outcome(chat.call('ping', [], { timeout: 0 }));
    const settled = next(chat.reconnecting$).then(() => Promise.race([call, turns(1).then(() => 'pending')]));
    await stage.server.endpoint(0).fault('drop');
    expect(await settled).to.equal('disconnected unknown');
  });

  it('3 (R17, R27): a noReply call leaves no entry behind: its late reply causes no error, and a drain does not wait for it', async () => {
    const { chat, errors } = await joined();
    for (let n = 0; n < 100; n += 1) await chat.call('ping', [], { noReply: true });
    await chat.ping();
    expect(errors).to.deep.equal([]);
    await chat.close({ drain: 60_000 });
    expect(chat.status.state).to.equal('closed');
  });

  it('4 (R13): a spooled call settles when the client closes', async () => {
    const { chat } = client(stage, ['ws://127.0.0.1:1'], { random: () => 0.9 });
    const spooled = outcome(chat.call('msg', ['x']));
    chat.boot();
    await next(chat.reconnecting$);
    await chat.close();
    expect(await spooled).to.equal('closed never');
  });

  it('5 (R23): server events named error and connected neither crash nor fake the lifecycle', async () => {
    const { socket, chat } = await joined();
    socket.removeAllListeners('error');
    const emitted: unknown[] = [];
    socket.on('connected', info => emitted.push(info));
    for (const name of ['error', 'connected']) stage.server.emit(CHANNEL, name, new Error('fake'));
    await chat.ping();
    await chat.ping();
    expect(emitted).to.deep.equal([]);
    expect(socket.isConnected()).to.equal(true);
  });

  it('6 (R10): auth() before connecting with a bad key settles', async () => {
    const { chat, socket } = client(stage, stage.server.endpoints);
    const refused = rejection(chat.auth(CHANNEL, 7, 'bad'));
    const bridgeError = rejection(socket.auth(CHANNEL, 7, 'bad'));
    chat.boot();
    expect(await refused)
      .to.be.instanceOf(CallError)
      .and.include({ kind: 'refused' });
    expect(await bridgeError).to.equal('UNOTFOUND');
  });

  it('7 (R6): boot() twice opens one socket', async () => {
    const { chat } = client(stage, stage.server.endpoints);
    let opened = 0;
    stage.server.connections$.subscribe(({ at }) => {
      if (at === 'opened') opened += 1;
    });
    chat.boot();
    chat.boot();
    await session(chat, 1);
    await chat.ping();
    await chat.close();
    await until(() => stage.server.connectionCount() === 0);
    expect(opened).to.equal(1);
  });

  it('8 (R27): a finished call leaves no timer alive', async () => {
    const { chat } = await joined();
    const timers = () => process.getActiveResourcesInfo().filter(each => each === 'Timeout').length;
    await chat.call('ping', [], { timeout: 60_001 });
    const before = timers();
    for (let n = 0; n < 50; n += 1) await chat.call('ping', [], { timeout: 60_001 + n });
    expect(timers()).to.be.at.most(before);
  });

  it('9 (R4): the backoff never starts again from the beginning during an outage', async () => {
    const { chat } = client(stage, ['ws://127.0.0.1:1'], { random: () => 0.999, backoff: { initial: 0.1, max: 3 } });
    const delays: number[] = [];
    chat.reconnecting$.subscribe(({ delay }) => delays.push(delay));
    chat.boot();
    await until(() => delays.length === 25);
    expect(delays).to.deep.equal([...delays].sort((a, b) => a - b));
    expect(delays.at(-1)).to.equal(2);
  });

  it('10 (R6): a drop during auth does not close the next connection', async () => {
    const ada = await stage.join('ada');
    await stage.server.endpoint(0).fault('silentAuth');
    const { chat } = client(stage, ada.endpoints, {
      auth: [CHANNEL, ada.user.id, ada.authkey],
      callTimeout: 60,
      connectTimeout: 80,
    });
    chat.boot();
    await next(stage.server.received$);
    await stage.server.endpoint(0).fault('drop');
    await session(chat, 1);
    const states: string[] = [];
    chat.status$.subscribe(({ state: at }) => states.push(at));
    // The call's timeout is longer than any timeout of the dropped attempt.
    await stage.server.endpoint(1).fault('suppressReplies');
    expect(await outcome(chat.call('ping', [], { timeout: 150 }))).to.equal('timeout unknown');
    await stage.server.endpoint(1).heal();
    await chat.ping();
    expect(states).to.deep.equal(['connected']);
  });

  it('11 (R2): a frame before the welcome does not stop the timeout of the welcome', async () => {
    const raw = await rawServer(stage, connection => {
      if (connection.number > 1) return greet(connection);
      connection.ws.send(frames.event('Early'));
      connection.ws.send('nonsense');
      connection.ws.send(frames.reply(9));
    });
    const { chat, errors } = client(stage, [raw.url], { connectTimeout: 100 });
    chat.boot();
    await session(chat, 1);
    expect(raw.connections).to.have.length(2);
    expect(errors.map(({ name }) => name)).to.deep.equal([
      'BadMessageError',
      'NoMethodHandlerError',
      'ConnectionError',
    ]);
  });

  it('12 (R17, R21, R22): a failed noReply call causes no unhandled rejection; a reply with the id toString and a null frame throw nothing', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    try {
      const { chat, socket, errors, welcomeNewest } = faked();
      chat.boot();
      const fake = welcomeNewest();
      fake.receives('{"type":"reply","id":"toString","error":null}');
      fake.receives('null');
      fake.closes(1000);
      void chat.call<unknown>('x', [], { noReply: true });
      void socket.call<unknown>('x', [], { noReply: true });
      await chat.close();
      await turns(3);
      expect(errors.map(({ name }) => name)).to.deep.equal(['NoMethodHandlerError', 'BadMessageError']);
    } finally {
      process.off('unhandledRejection', note);
      process.off('uncaughtException', note);
    }
    expect(unhandled).to.deep.equal([]);
  });
  void [connect, state];
});
