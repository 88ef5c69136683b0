import { expect } from 'chai';
import type { ConnectionError } from '../../lib/index.js';
import { next, onStage, rejection } from '../kit/live.js';
import { client, connect, faked, frames, greet, outcome, rawServer, sentBy, session, until } from './kit.js';

/** Known pitfalls of RxJS's webSocket, and what this client does instead. */
describe('the pitfalls of webSocket', () => {
  const stage = onStage();

  it('R3: a clean close completes webSocket; this client reconnects', async () => {
    const { chat } = await connect(stage);
    const observed = next(chat.reconnecting$);
    await stage.server.endpoint(0).fault('close', 1000);
    expect((await observed).cause)
      .to.be.instanceOf(Error)
      .and.include({ code: 1000 });
    await session(chat, 2);
  });

  it('R21: a deserializer that throws ends webSocket; in this client a bad frame is one error', async () => {
    const { chat, errors } = await connect(stage);
    await stage.server.endpoint(0).fault('garbage', 5);
    await chat.ping();
    expect(errors.map(({ name }) => name)).to.deep.equal(Array(5).fill('BadMessageError'));
    expect(stage.server.connectionCount()).to.equal(1);
  });

  it('R19: webSocket masks the error of a serializer that throws; in this client the call rejects with it, and nothing else is affected', async () => {
    const { chat } = await connect(stage);
    const why = new Error('the very one');
    const error = await rejection(
      chat.call<unknown>('x', [
        {
          toJSON: () => {
            throw why;
          },
        },
      ]),
    );
    expect(error).to.have.property('cause', why);
    await chat.ping();
    expect(stage.server.connectionCount()).to.equal(1);
  });

  it('R18: webSocket loses next() on a closing socket and queues it without bound on a connecting one; this client spools or rejects', async () => {
    const { chat, welcomeNewest, newest, made } = faked({ spool: { limit: 2 } });
    chat.boot();
    const calls = [1, 2, 3].map(n => outcome(chat.call<unknown>('x', [n])));
    expect(sentBy(newest())).to.deep.equal([]);
    const first = welcomeNewest();
    expect(sentBy(first).map(({ arguments: [n] }) => n)).to.deep.equal([1, 2]);
    first.readyState = 2;
    const closing = outcome(chat.call<unknown>('x', [4], { resend: true }));
    expect(sentBy(first)).to.have.length(2);
    first.closes(1000);
    await until(() => made.length === 2);
    const second = welcomeNewest();
    expect(sentBy(second).map(({ arguments: [n] }) => n)).to.deep.equal([4]);
    second.receives(frames.reply(3, 'ok'));
    expect(await Promise.all([...calls, closing])).to.deep.equal([
      'disconnected unknown',
      'disconnected unknown',
      'overflow never',
      'value "ok"',
    ]);
    second.closes(1000);
    await chat.close();
  });

  it('R3: a failed connection of webSocket is an ErrorEvent; in this client an Error with address, code, status and cause', async () => {
    const { chat, errors } = client(stage, [
      'ws://127.0.0.1:1',
      stage.server.endpoints[0] as string,
      stage.server.endpoints[1] as string,
    ]);
    await stage.server.endpoint(0).fault('httpError', 520);
    chat.boot();
    await session(chat, 1);
    const [refused, http] = errors as unknown as ConnectionError[];
    expect(refused)
      .to.be.instanceOf(Error)
      .and.include({ name: 'ConnectionError', address: 'ws://127.0.0.1:1', code: 1006 });
    expect(refused?.cause).to.be.instanceOf(Error);
    expect(http).to.include({ httpStatus: 520, address: stage.server.endpoints[0] });
  });

  it('R3: error and close both fire for one failure; this client announces one end', async () => {
    const { chat, errors, made, welcomeNewest } = faked();
    const observed: string[] = [];
    chat.reconnecting$.subscribe(() => observed.push('reconnecting'));
    chat.closed$.subscribe(() => observed.push('closed'));
    chat.boot();
    const first = made[0];
    first?.fails(new Error('x'));
    first?.closes(1006);
    await until(() => made.length === 2);
    const second = welcomeNewest();
    second.fails(new Error('y'));
    second.closes(1006);
    second.closes(1006);
    await until(() => made.length === 3);
    expect(observed).to.deep.equal(['reconnecting', 'closed', 'reconnecting']);
    expect(errors).to.have.length(2);
    await chat.close();
  });

  it('R27: the teardown of webSocket closes without a code; the server of this client sees 1000', async () => {
    const codes: number[] = [];
    const raw = await rawServer(stage, connection => {
      connection.ws.on('close', code => codes.push(code));
      greet(connection);
    });
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    await chat.close();
    await until(() => codes.length === 1);
    expect(codes).to.deep.equal([1000]);
  });

  it('R6: a reused webSocket does not notify openObserver again; in this client each attempt has its own socket', async () => {
    const { chat, made, welcomeNewest } = faked();
    const sessions: number[] = [];
    chat.connected$.subscribe(each => sessions.push(each.session));
    chat.boot();
    for (let n = 1; n <= 3; n += 1) {
      welcomeNewest().closes(1000);
      await until(() => made.length === n + 1);
    }
    expect(sessions).to.deep.equal([1, 2, 3]);
    expect(new Set(made).size).to.equal(4);
    await chat.close();
  });
});
