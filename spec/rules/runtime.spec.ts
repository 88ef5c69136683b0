import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { take } from 'rxjs';
import { BeamChat, type BeamChatOptions, type Join } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { ROOT } from '../kit/consumer.js';
import { next, onStage } from '../kit/live.js';
import { client, connect, frames, greet, kindAndDelivery, rawServer, session, turns, until } from './kit.js';

const run = promisify(execFile);

describe('the rules of what is around a client', () => {
  const stage = onStage();

  it('R16: calls that share a signal share one listener, and Node warns of none', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on('warning', note);
    const raw = await rawServer(stage, greet, () => {});
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    const page = new AbortController();
    const calls = Array.from({ length: 20 }, () => chat.call<unknown>('x', [], { signal: page.signal }));
    const ends = Promise.all(calls.map(each => each.catch(kindAndDelivery)));
    expect(getEventListeners(page.signal, 'abort')).to.have.length(1);
    page.abort();
    expect(new Set(await ends)).to.deep.equal(new Set(['aborted unknown']));
    expect(getEventListeners(page.signal, 'abort')).to.deep.equal([]);
    await turns(2);
    process.off('warning', note);
    expect(warnings).to.deep.equal([]);
  });

  it('R12: an event right behind a reply, in one segment, is there for the code behind the await', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws, tcp }) => {
      tcp.cork();
      ws.send(frames.reply(id, 'begun'));
      ws.send(frames.event('Progress', 1));
      tcp.uncork();
    });
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    // As long a chain of promises as callers have.
    const begin = async () => (async () => await chat.call<unknown>('begin'))();
    expect(await begin()).to.equal('begun');
    expect(await next(chat.events$<number>('Progress'), 'progress', 1_000)).to.equal(1);
  });

  it('R12: an event right behind a reply is not lost when a broken frame behind both ends the connection', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws, tcp }) => {
      tcp.cork();
      ws.send(frames.reply(id, 'begun'));
      ws.send(frames.event('Progress', 1));
      // A text frame of one byte that is no UTF-8.
      tcp.write(Buffer.from([0x81, 0x01, 0xff]));
      tcp.uncork();
    });
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    const story: unknown[] = [];
    chat.events$<number>('Progress').subscribe(data => story.push(data));
    const closed = next(chat.closed$, 'closed$', 1_000).then(() => story.push('closed'));
    expect(await chat.call<unknown>('begin')).to.equal('begun');
    await closed;
    expect(story).to.deep.equal([1, 'closed']);
  });

  it('R12: replies and events of one segment keep their order, however many there are', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws, tcp }) => {
      if (id !== 2) return;
      tcp.cork();
      for (const reply of [0, 1, 2]) {
        ws.send(frames.event('Step', `before ${reply}`));
        ws.send(frames.reply(reply, `reply ${reply}`));
        ws.send(frames.event('Step', `behind ${reply}`));
        ws.send('nonsense');
      }
      tcp.uncork();
    });
    const { chat, errors } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    const story: unknown[] = [];
    const after: unknown[] = [];
    chat.events$<string>('Step').subscribe(step => story.push(step));
    chat.packets$.subscribe(packet => {
      if (packet.type === 'reply') story.push(packet.data);
    });
    const calls = [0, 1, 2].map(async n => {
      const reply = await chat.call<unknown>('x', [n]);
      // What comes behind the reply has not come yet.
      after.push([reply, story.at(-1)]);
    });
    await Promise.all(calls);
    await until(() => errors.length === 3);
    expect(story).to.deep.equal([0, 1, 2].flatMap(n => [`before ${n}`, `reply ${n}`, `behind ${n}`]));
    expect(after).to.deep.equal([0, 1, 2].map(n => [`reply ${n}`, `reply ${n}`]));
  });

  it('R25: a packets$ handler that changes its packets changes nothing of where they go', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws }) => {
      ws.send(frames.event('Step', 1));
      ws.send(frames.reply(id, 'fine'));
    });
    const { chat, errors } = client(stage, [raw.url]);
    chat.packets$.subscribe(packet => {
      for (const name of Object.keys(packet)) delete (packet as unknown as Record<string, unknown>)[name];
      Object.assign(packet, { type: 'reply', id: 7 });
    });
    chat.boot();
    await session(chat, 1);
    const step = next(chat.events$<number>('Step'));
    expect(await chat.call<unknown>('x')).to.equal('fine');
    expect(await step).to.equal(1);
    expect(errors).to.deep.equal([]);
  });

  it('Vue does not wrap a client into a Proxy, which has no access to private members', () => {
    for (const made of [new BeamChat(['ws://127.0.0.1:1']), new BeamSocket(['ws://127.0.0.1:1'])]) {
      // Vue wraps plain objects, lists and collections, by this name.
      const name = Object.prototype.toString.call(made).slice('[object '.length, -1);
      expect(name).to.not.be.oneOf(['Object', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);
      expect(Object.isExtensible(made)).to.equal(true);
    }
  });

  it('R25: what a client gives its handlers is theirs to change, or cannot be changed', async () => {
    const auth: NonNullable<BeamChatOptions['auth']> = (given: Join) => {
      (given.endpoints as string[]).length = 0;
      return [42];
    };
    const raw = await rawServer(stage, greet);
    const { chat } = client(stage, [raw.url], { auth });
    const given: unknown[] = [];
    chat.status$.subscribe(each => given.push(each));
    chat.connected$.subscribe(each => given.push(each));
    chat.closed$.subscribe(each => given.push(each));
    chat.reconnecting$.subscribe(each => given.push(each));
    chat.boot();
    await session(chat, 1);
    raw.connections[0]?.ws.terminate();
    // The function took the addresses away, from its own copy only.
    await session(chat, 2);
    await chat.close();
    expect(given.length).to.be.above(6);
    for (const each of given) expect(each).to.be.frozen;
  });

  it('R9: the list of options.auth is what it was when the client was made', async () => {
    const raw = await rawServer(stage, greet);
    const auth: [number, number, string] = [42, 7, 'k3y'];
    const { chat } = client(stage, [raw.url], { auth });
    auth[2] = 'other';
    chat.boot();
    await session(chat, 1);
    expect(raw.calls.map(({ arguments: args }) => args)).to.deep.equal([[42, 7, 'k3y']]);
  });

  it('R28: a status that a handler writes to is not that of another client', () => {
    const [one, two] = [new BeamChat(['ws://127.0.0.1:1']), new BeamChat(['ws://127.0.0.1:1'])];
    one.status$.pipe(take(1)).subscribe(status => {
      expect(() => Object.assign(status, { state: 'closed' })).to.throw(TypeError);
    });
    expect(two.status.state).to.equal('idle');
  });

  it('R29: what was handed over leaves before close({ drain }) ends, over a link that stands still for a while', async function () {
    this.timeout(15_000);
    const raw = await rawServer(stage, greet);
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    const tcp = raw.connections[0]?.tcp;
    tcp?.pause();
    const text = 'x'.repeat(100_000);
    const handedOver = Array.from({ length: 80 }, (_, n) => chat.call<unknown>('x', [n, text], { noReply: true }));
    await Promise.all(handedOver);
    const story: string[] = [];
    const start = performance.now();
    const closed = chat.close({ drain: 10_000 }).then(() => story.push('closed'));
    // Longer than a closing handshake may take.
    await until(() => performance.now() - start > 1_200);
    expect(story).to.deep.equal([]);
    expect(chat.status.state).to.equal('closing');
    tcp?.resume();
    await closed;
    await until(() => raw.calls.length === 80);
    expect(raw.calls.map(({ arguments: [n] }) => n)).to.deep.equal(Array.from({ length: 80 }, (_, n) => n));
  });

  it('R13: in development and tests, the stack of a CallError shows the line of the call', async function () {
    this.timeout(60_000);
    const script = `
import { BeamChat } from '${join(ROOT, 'lib/index.ts')}';
const chat = new BeamChat(['ws://127.0.0.1:1']);
const greetAll = () => chat.call('msg', ['hello']);
const failed = greetAll().catch(error => console.log(error.stack));
await chat.close();
await failed;`;
    const flags = ['--import', 'tsx/esm', '--conditions=rx-beam-source', '--input-type=module', '-e', script];
    const env = { ...process.env, NODE_ENV: 'test' };
    const { stdout } = await run(process.execPath, flags, { cwd: ROOT, env, timeout: 30_000 });
    expect(stdout).to.match(/^CallError: /);
    expect(stdout.split('--- where the call was made ---')[1]).to.include('greetAll');
  });

  it('R14: a signal of the caller is let go of when its connection is lost', async () => {
    const { chat } = await connect(stage);
    await stage.server.endpoint(0).fault('suppressReplies');
    const { signal } = new AbortController();
    const call = chat.call('ping', [], { signal }).catch(kindAndDelivery);
    await stage.stopEndpointOf(chat);
    expect(await call).to.equal('disconnected unknown');
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });
});
