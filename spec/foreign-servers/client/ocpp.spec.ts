import { expect } from 'chai';
import { NEVER, of, Subject, skip } from 'rxjs';
import { ocpp } from '../../../docs/examples/protocols/ocpp.js';
import { CallError, ReplyError, type RpcClient, type Talk } from '../../../lib/index.js';
import { next, rejection } from '../../kit/live.js';
import { useForeignServers } from '../install.js';
import { type OcppServer, startOcpp } from '../ocpp.js';
import { clients, errorsOf, gather, lose, reconnect, sentBy, session } from './clients.js';

const protocol = ocpp();
const BOOT = { chargePointVendor: 'v', chargePointModel: 'm' };

/** Waits until the server accepts the charge point. */
const boot = async (talk: Talk) => {
  const { status } = (await talk.call('BootNotification', BOOT)) as { status: string };
  if (status !== 'Accepted') throw new Error(`the charge point is ${status}`);
};

describe('RpcClient with ocpp-rpc 2.2.1, by docs/examples/protocols', () => {
  useForeignServers();
  const { connect, make } = clients();
  let server: OcppServer;
  beforeEach(async () => {
    server = await startOcpp();
  });
  afterEach(() => server.stop());
  const configure = (client: RpcClient) =>
    client.handle<{ key: string[] }>('GetConfiguration', ({ key }) => ({ configurationKey: key }));
  const configured = { result: { configurationKey: ['HeartbeatInterval'] } };

  it('R30: calls are answered by ids that are strings on the wire', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const packets = gather(client.packets$);
    const answers = await Promise.all([
      client.call('Heartbeat'),
      client.call('DataTransfer', { vendorId: 'é' }),
      client.call('BootNotification', BOOT),
    ]);
    expect(answers[0]).to.deep.equal({ currentTime: '2020-01-01T00:00:00Z' });
    expect(answers[1]).to.deep.equal({ vendorId: 'é' });
    expect(answers[2]).to.include({ status: 'Accepted', interval: 300 });
    const ids = packets.filter(packet => (packet as unknown[])[0] === 3).map(packet => (packet as unknown[])[1]);
    expect(ids).to.have.members(['1', '2', '3']);
    expect(errors).to.deep.equal([]);
  });

  it('R36: an error of the server rejects its call', async () => {
    const client = await connect(server.url, { protocol });
    const failed = (await rejection(client.call('Authorize', { idTag: 'x' }))) as ReplyError;
    expect(failed).to.be.instanceOf(ReplyError);
    expect(failed.error).to.deep.equal({ code: 'SecurityError', message: 'it failed', details: { reason: 'mood' } });
    expect(failed.message).to.contain('SecurityError').and.to.contain('it failed');
    const unknown = (await rejection(client.call('Nope'))) as ReplyError;
    expect(unknown.error).to.include({ code: 'NotImplemented' });
    expect(await rejection(client.call('Heartbeat', [1]))).to.include({ kind: 'encoding', delivery: 'never' });
  });

  it('R34: the call that the server makes at once is handled, also before the set-up is done', async () => {
    const client = make(server.url, { protocol: ocpp(() => NEVER) });
    configure(client);
    const answer = next(server.answers$);
    client.boot();
    expect(await answer).to.deep.equal(configured);
    expect(client.status.state).to.equal('connecting');
  });

  it('R34: a method without a handler, and one whose handler throws, are answered with an error', async () => {
    const client = await connect(server.url, { protocol });
    const { error } = (await next(server.answers$)) as { error: Error };
    expect(error).to.include({ rpcErrorCode: 'NotImplemented', message: 'there is no method "GetConfiguration"' });
    client.handle('Reset', () => {
      throw Object.assign(new Error('not now'), { password: 'open sesame' });
    });
    client.handle('Late', () => Promise.reject(new Error('not later')));
    for (const [method, message] of [
      ['Reset', 'not now'],
      ['Late', 'not later'],
    ] as const) {
      const [answer] = (await server.call(method, {})) as [{ error: Error }];
      expect(answer.error)
        .to.include({ rpcErrorCode: 'InternalError', message })
        .and.to.have.deep.property('details', {});
    }
  });

  it('R34: a handler answers with a value, a promise, or the last value of an Observable', async () => {
    const client = await connect(server.url, { protocol });
    client.handle('Value', args => ({ args }));
    client.handle('Promise', async () => ({ n: 2 }));
    client.handle('Observable', () => of({ n: 1 }, { n: 3 }));
    client.handle('Nothing', () => {});
    expect(await server.call('Value', { a: [1] })).to.deep.equal([{ result: { args: { a: [1] } } }]);
    expect(await server.call('Promise', {})).to.deep.equal([{ result: { n: 2 } }]);
    expect(await server.call('Nothing', {})).to.deep.equal([{ result: {} }]);
    expect(await server.call('Observable', {})).to.deep.equal([{ result: { n: 3 } }]);
  });

  it('R34: both sides may call inside of a call', async () => {
    const client = await connect(server.url, { protocol });
    client.handle('Reset', () => client.call('DataTransfer', { vendorId: 'inside' }));
    expect(await server.call('Reset', {})).to.deep.equal([{ result: { vendorId: 'inside' } }]);
  });

  it('R34: the signal of a handler aborts at a drop, and its answer goes nowhere', async () => {
    const client = await connect(server.url, { protocol });
    configure(client);
    const errors = errorsOf(client);
    const called = new Subject<AbortSignal>();
    const answer = new Subject<object>();
    client.handle('Slow', (_, { signal }) => {
      called.next(signal);
      return answer;
    });
    const signal = next(called);
    const lost = server.call('Slow', {});
    expect((await signal).aborted).to.equal(false);
    await reconnect(client, () => server.drop());
    expect((await signal).aborted).to.equal(true);
    expect(answer.observed).to.equal(false);
    answer.next({});
    answer.complete();
    expect((await lost)[0]).to.have.property('error');
    expect(await client.call('Heartbeat')).to.have.property('currentTime');
    expect(errors).to.deep.equal([]);
  });

  it('R32, R34: after a drop and a restart the set-up runs and the handlers answer again', async () => {
    const client = make(server.url, { protocol: ocpp(boot), callTimeout: 5_000 });
    configure(client);
    const sent = sentBy(client);
    await session(client.boot());
    expect(await next(server.answers$)).to.deep.equal(configured);
    const second = next(server.answers$.pipe(skip(1)));
    const pending = rejection(client.call('StopTransaction', { transactionId: 1 }));
    await client.call('Heartbeat');
    await reconnect(client, () => server.drop());
    expect(await pending)
      .to.be.instanceOf(CallError)
      .and.to.include({ kind: 'disconnected', delivery: 'unknown' });
    expect(await second).to.deep.equal(configured);
    await lose(client, () => server.stop());
    const spooled = ['a', 'b'].map(vendorId => client.call('DataTransfer', { vendorId }));
    sent.length = 0;
    server = await startOcpp(server.port);
    expect(await Promise.all(spooled)).to.deep.equal([{ vendorId: 'a' }, { vendorId: 'b' }]);
    expect(sent).to.deep.equal([
      ['BootNotification', BOOT],
      ['DataTransfer', { vendorId: 'a' }],
      ['DataTransfer', { vendorId: 'b' }],
    ]);
    expect(await next(server.answers$)).to.deep.equal(configured);
  });

  it('what the server cannot read is one value on errors$, and the connection goes on', async () => {
    const client = await connect(server.url, { protocol: ocpp(async talk => talk.send('{')) });
    const errors = errorsOf(client);
    const reported = next(client.errors$);
    await client.call('Heartbeat');
    expect(await reported).to.include({ name: 'BadMessageError' });
    expect(errors).to.have.length(1);
  });
});
