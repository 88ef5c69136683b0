import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { type RawClient, stage } from './raw-client.js';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', ''];
const frames = [
  'null',
  'true',
  '7',
  '"x"',
  '[]',
  '{}',
  '{"type":"method"}',
  '{"type":"reply","id":1}',
  '{"type":"method","method":7}',
  '{"type":"method","method":"msg","arguments":{}}',
  '{"type":"method","method":"msg","arguments":"x"}',
  '{"type":"method","method":"msg","arguments":null}',
  ...names.map(name => JSON.stringify({ type: 'method', method: name, arguments: [] })),
  ...names.map(name => JSON.stringify({ type: name })),
  '{"type":"method","method":"ping","arguments":[],"id":{"a":1}}',
  '{"__proto__":{"type":"method","method":"ping"}}',
  `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
  `{"type":"method","method":"auth","arguments":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
  `{"type":"method","method":"history","arguments":[${'['.repeat(400_000)}${']'.repeat(400_000)}]}`,
  `{"type":"method","method":"ping","arguments":[],"id":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
];
const values = [null, true, -1, 1e308, '', '__proto__', 'x'.repeat(20_000), [], {}, [[]], '\u0000', '\ud800'];
const methods = [
  'auth',
  'msg',
  'whisper',
  'history',
  'vote:start',
  'vote:choose',
  'vote',
  'timeout',
  'purge',
  'deleteMessage',
  'clearMessages',
  'optOutEvents',
  'cancelSkill',
];

describe('a hostile client', () => {
  const { listen, connect, enter } = stage();

  const settle = async (client: RawClient): Promise<void> => {
    client.send('{"type":"method","method":"ping","arguments":[],"id":"settled"}');
    await client.reply('settled');
  };

  it('gets one answer per frame, whatever is in it', async () => {
    const client = await enter(await listen(), 42, 'ada');
    for (const frame of frames) {
      client.send(frame);
      const reply = await client.take(({ type }) => type === 'reply', `an answer to ${frame.slice(0, 60)}`);
      expect(reply).to.have.property('error');
    }
    await settle(client);
    expect(client.packets).to.deep.equal([]);
  });

  it('gets one answer per call, whatever the arguments, and changes nothing for others', async () => {
    const server = await listen();
    const bob = await enter(server, 42, 'bob');
    const ada = await enter(server, 42, 'ada');
    for (const method of methods) {
      for (const one of values) for (const two of values) await ada.call(method, one, two, values);
      await ada.call(method);
    }
    expect((await bob.call('msg', 'hello')).error).to.equal(null);
    expect(Object.keys({})).to.deep.equal([]);
  });

  it('may vote for the prototype', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    await ada.call('vote:start', 'Which?', ['__proto__', 'constructor', 'constructor'], 5);
    await ada.call('vote:choose', 2);
    await ada.event('PollStart');
    const { responses, responsesByIndex } = await ada.event('PollStart');
    expect(Object.entries(responses)).to.deep.equal([
      ['__proto__', 0],
      ['constructor', 1],
    ]);
    expect(responsesByIndex).to.deep.equal([0, 0, 1]);
  });

  it('breaks off in the middle of anything', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const { hostname, port } = new URL(server.endpoint(0).url);
    const head = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    const unmasked = Buffer.from([0x81, 0x02, 0x68, 0x69]);
    const half = Buffer.from([0x81, 0xfe, 0x10, 0x00, 0x01]);
    for (const bytes of ['', 'GET', head, `${head}\r\n`, 'x\r\n\r\n', [head + key, half], [head + key, unmasked]]) {
      const tcp = connectTcp(Number(port), hostname);
      await once(tcp, 'connect');
      for (const part of [bytes].flat()) tcp.write(part);
      tcp.end();
      tcp.resume();
      await once(tcp, 'close');
    }
    expect((await ada.call('ping')).error).to.equal(null);
    expect(server.connectionCount()).to.equal(1);
  });

  it('is held to its number of calls, each of which is answered', async () => {
    const server = await listen({ callsPerSecond: 3 });
    const [client, other] = [await connect(server), await connect(server)];
    const ids = [0, 1, 2, 3].map(() => client.cast('ping'));
    const errors = [];
    for (const id of ids) errors.push((await client.reply(id)).error);
    expect(errors.slice(0, 3)).to.deep.equal([null, null, null]);
    expect(errors[3]).to.have.property('code', 4005);
    expect((await other.call('ping')).error).to.equal(null);
  });
});
