import { once } from 'node:events';
import { expect } from 'chai';
import type { BadMessageError, NoMethodHandlerError } from '../../lib/index.js';
import { CHANNEL, next, nextEvent, onStage } from '../kit/live.js';
import { client, connect, faked, frames, greet, rawServer, session, turns, unhandledDuring, until } from './kit.js';

const RESERVED = [
  'error',
  'connected',
  'closed',
  'packet',
  'sent',
  'spooled',
  'reconnecting',
  'newListener',
  'removeListener',
  '__proto__',
];

describe('the rules of incoming frames', () => {
  const stage = onStage();

  const bad: [string, string | Uint8Array][] = [
    ['not JSON', '{"type":"event",'],
    ['empty', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"event"'],
    ['an array', '[{"type":"reply","id":0}]'],
    ['binary', Uint8Array.of(1, 2, 3)],
    ['binary, and JSON within', Buffer.from('{"type":"event","event":"ChatMessage"}')],
    ['without a type', '{}'],
    ['of an unknown type', '{"type":"method","method":"x","arguments":[],"id":0}'],
    ['of a type of Object', '{"type":"toString"}'],
    ['of a type that is no string', '{"type":["event"],"event":"x"}'],
    ['an event without a name', '{"type":"event"}'],
    ['an event of an empty name', '{"type":"event","event":""}'],
    ['an event whose name is no string', '{"type":"event","event":{"toString":1}}'],
    ['long', `nonsense ${'x'.repeat(1000)}`],
  ];
  for (const [name, frame] of bad) {
    it(`R21: a frame that is ${name} is one BadMessageError, and the connection continues`, async () => {
      const raw = await rawServer(stage, greet, ({ id, method }, { ws }) => {
        if (method === 'bad') ws.send(frame);
        ws.send(frames.reply(id, 'still here'));
      });
      const { chat, errors } = client(stage, [raw.url]);
      const packets: unknown[] = [];
      chat.boot();
      await session(chat, 1);
      chat.packets$.subscribe(packet => packets.push(packet));
      expect(await chat.call<unknown>('bad')).to.equal('still here');
      expect(await chat.call<unknown>('good')).to.equal('still here');
      expect(errors.map(each => each.name)).to.deep.equal(['BadMessageError']);
      const { data } = errors[0] as BadMessageError;
      if (typeof frame === 'string') expect(data).to.equal(frame.slice(0, 256));
      expect(packets).to.have.length(2);
      expect(chat.status).to.include({ state: 'connected', lastError: errors[0] });
    });
  }

  it('R21: the same holds before the welcome', async () => {
    const raw = await rawServer(stage, connection => {
      connection.ws.send('nonsense');
      connection.ws.send(Uint8Array.of(1));
      greet(connection);
    });
    const { chat, errors } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    expect(errors.map(each => each.name)).to.deep.equal(['BadMessageError', 'BadMessageError']);
    expect(raw.connections).to.have.length(1);
  });

  it('R21: a frame over maxPayload is an error, and the client tries the next address', async () => {
    const { chat, errors } = await connect(stage, { ws: { maxPayload: 2_000 } });
    await stage.server.endpoint(0).fault('oversize', 3_000);
    expect((await session(chat, 2)).address).to.equal(stage.server.endpoints[1]);
    expect(errors.map(each => each.name)).to.deep.equal(['ConnectionError']);
    expect(errors[0]?.cause).to.be.instanceOf(Error);
  });

  it('R21: a frame one byte below the default limit is accepted, one byte above is not', async () => {
    const { chat, errors } = await connect(stage);
    const big = next(chat.events$<unknown>('Oversize'));
    await stage.server.endpoint(0).fault('oversize', 1_048_576);
    await big;
    expect(errors).to.deep.equal([]);
    await stage.server.endpoint(0).fault('oversize');
    await session(chat, 2);
    expect(errors).to.have.length(1);
  });

  it('R22: a reply for which no call is pending is a NoMethodHandlerError with its id', async () => {
    const { chat, errors, welcomeNewest } = faked();
    chat.boot();
    const fake = welcomeNewest();
    fake.receives(frames.reply(99, 'x'));
    fake.receives('{"type":"reply"}');
    expect(errors.map(error => [error.name, (error as NoMethodHandlerError).id])).to.deep.equal([
      ['NoMethodHandlerError', 99],
      ['NoMethodHandlerError', undefined],
    ]);
    fake.closes(1000);
    await chat.close();
  });

  it('R22: a duplicate reply is an error, and reordered replies reach their calls', async () => {
    const { chat, errors } = await connect(stage);
    await stage.server.endpoint(0).fault('duplicateReplies');
    await chat.call('ping');
    await until(() => errors.length === 1);
    expect(errors[0]?.name).to.equal('NoMethodHandlerError');
    await stage.server.endpoint(0).heal();
    await stage.server.endpoint(0).fault('reorderReplies');
    const replies = await Promise.all([chat.call('history', [0]), chat.call('ping')]);
    expect(replies).to.deep.equal([[], undefined]);
    expect(errors).to.have.length(1);
  });

  for (const name of RESERVED) {
    it(`R23: a server event called ${name} is emitted on the streams, and not by the bridge`, async () => {
      const { chat, socket } = await connect(stage);
      const received: unknown[] = [];
      const emitted: unknown[] = [];
      const seen: unknown[] = [];
      chat.events$<unknown>(name).subscribe(data => received.push(data));
      chat.packets$.subscribe(packet => seen.push(packet));
      socket.on(name, value => emitted.push(value));
      emitted.length = 0;
      const last = next(chat.events$<unknown>('Last'));
      stage.server.emit(CHANNEL, name, 'from the server');
      stage.server.emit(CHANNEL, 'Last');
      await last;
      expect(received).to.deep.equal(['from the server']);
      expect(seen[0]).to.deep.equal({ type: 'event', event: name, data: 'from the server' });
      expect(emitted.filter(value => value === 'from the server')).to.deep.equal([]);
      expect(chat.status.state).to.equal('connected');
    });
  }

  it('R23: events called like members of Object are emitted like any other', async () => {
    const { chat, socket } = await connect(stage);
    for (const name of ['toString', 'constructor', 'hasOwnProperty', 'valueOf']) {
      const [received, emitted] = [next(chat.events$<unknown>(name)), nextEvent(socket, name)];
      stage.server.emit(CHANNEL, name, name);
      expect(await Promise.all([received, emitted])).to.deep.equal([name, name]);
    }
  });

  it('R24: an error event without a listener is one warning each, and throws nothing', async () => {
    const { socket, chat, welcomeNewest } = faked();
    socket.removeAllListeners('error');
    socket.boot();
    const fake = welcomeNewest();
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    try {
      for (const frame of ['bad 1', 'bad 2', 'bad 3']) fake.receives(frame);
      await until(() => warnings.length >= 3);
      socket.once('error', () => {});
      fake.receives('heard');
      await turns(3);
    } finally {
      process.off('warning', note);
    }
    expect(warnings).to.have.length(3);
    expect(new Set(warnings.map(({ name }) => name))).to.deep.equal(new Set(['BeamWarning']));
    fake.closes(1000);
    await chat.close();
  });

  it('R25: a listener of the bridge that throws is reported once, and changes nothing', async () => {
    const { socket, chat } = await connect(stage);
    let calls = 0;
    socket.on('Boom', () => {
      calls += 1;
      throw new Error('of the user');
    });
    const unhandled = await unhandledDuring(async () => {
      const last = once(socket, 'Last', { signal: AbortSignal.timeout(2_000) });
      stage.server.emit(CHANNEL, 'Boom');
      stage.server.emit(CHANNEL, 'Boom');
      stage.server.emit(CHANNEL, 'Last');
      await last;
    });
    expect(unhandled.map(String)).to.deep.equal(['Error: of the user', 'Error: of the user']);
    expect(calls).to.equal(2);
    await chat.ping();
  });
});
