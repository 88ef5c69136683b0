import { expect } from 'chai';
import type { ConnectionError } from '../../lib/index.js';
import { next, onStage, rejection } from '../kit/live.js';
import { client, connect, faked, frames, greet, outcome, rawServer, sentBy, session, until } from './kit.js';

/** What RxJS's webSocket does to those who trust it, and that this client is not caught. */
describe('the traps of webSocket', () => {
  const stage = onStage();

  it('R3: a clean close completes the subject; the client goes on all the same', async () => {
    const { chat } = await connect(stage);
    const told = next(chat.reconnecting$);
    await stage.server.endpoint(0).fault('close', 1000);
    expect((await told).cause)
      .to.be.instanceOf(Error)
      .and.include({ code: 1000 });
    await session(chat, 2);
  });

  it('R21: a deserializer that throws ends the stream; here a bad frame is one error', async () => {
    const { chat, errors } = await connect(stage);
    await stage.server.endpoint(0).fault('garbage', 5);
    await chat.ping();
    expect(errors.map(({ name }) => name)).to.deep.equal(Array(5).fill('BadMessageError'));
    expect(stage.server.connectionCount()).to.equal(1);
  });

  it('R19: a serializer that throws masks its error; here it is the call’s, and nothing else is touched', async () => {
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

  it('R18: next() on a closing socket is lost, on a connecting one queued without bound; here it is spooled or refused', async () => {
    const { chat, lets, newest, made } = faked({ spool: { limit: 2 } });
    chat.boot();
    const calls = [1, 2, 3].map(n => outcome(chat.call<unknown>('x', [n])));
    expect(sentBy(newest())).to.deep.equal([]);
    const first = lets();
    expect(sentBy(first).map(({ arguments: [n] }) => n)).to.deep.equal([1, 2]);
    first.readyState = 2;
    const closing = outcome(chat.call<unknown>('x', [4], { resend: true }));
    expect(sentBy(first)).to.have.length(2);
    first.closes(1000);
    await until(() => made.length === 2);
    const second = lets();
    expect(sentBy(second).map(({ arguments: [n] }) => n)).to.deep.equal([4]);
    second.hears(frames.reply(3, 'ok'));
    expect(await Promise.all([...calls, closing])).to.deep.equal([
      'disconnected unknown',
      'disconnected unknown',
      'overflow never',
      'value "ok"',
    ]);
    second.closes(1000);
    await chat.close();
  });

  it('R3: a failed connection is an ErrorEvent there; here an Error with address, code, status and cause', async () => {
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

  it('R3: error and close both fire for one failure; here one end is told', async () => {
    const { chat, errors, made, lets } = faked();
    const told: string[] = [];
    chat.reconnecting$.subscribe(() => told.push('reconnecting'));
    chat.closed$.subscribe(() => told.push('closed'));
    chat.boot();
    const first = made[0];
    first?.fails(new Error('x'));
    first?.closes(1006);
    await until(() => made.length === 2);
    const second = lets();
    second.fails(new Error('y'));
    second.closes(1006);
    second.closes(1006);
    await until(() => made.length === 3);
    expect(told).to.deep.equal(['reconnecting', 'closed', 'reconnecting']);
    expect(errors).to.have.length(2);
    await chat.close();
  });

  it('R27: its teardown closes without a code; here the server sees 1000', async () => {
    const codes: number[] = [];
    const raw = await rawServer(stage, visit => {
      visit.ws.on('close', code => codes.push(code));
      greet(visit);
    });
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    await chat.close();
    await until(() => codes.length === 1);
    expect(codes).to.deep.equal([1000]);
  });

  it('R6: openObserver is not told again by a subject that is reused; here each attempt has its own', async () => {
    const { chat, made, lets } = faked();
    const sessions: number[] = [];
    chat.connected$.subscribe(each => sessions.push(each.session));
    chat.boot();
    for (let n = 1; n <= 3; n += 1) {
      lets().closes(1000);
      await until(() => made.length === n + 1);
    }
    expect(sessions).to.deep.equal([1, 2, 3]);
    expect(new Set(made).size).to.equal(4);
    await chat.close();
  });
});
