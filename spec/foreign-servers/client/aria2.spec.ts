import { inspect } from 'node:util';
import { expect } from 'chai';
import { type CallError, ReplyError, type RpcClient } from '../../../lib/index.js';
import { jsonRpc } from '../../../lib/json-rpc/index.js';
import { next, rejection } from '../../kit/live.js';
import { ARIA2_SECRET, ARIA2_TOKEN, describeWithAria2, startAria2 } from '../aria2.js';
import { START_DEADLINE } from '../child.js';
import type { Running } from '../host.js';
import { clients, errorsOf, gather, lose } from './clients.js';

const WRONG = 'token:abracadabra';
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1/x';

/** The token is the first argument of each call, also of those in a call of several. */
const secrets = (_method: string, args: unknown): string[] =>
  (
    JSON.stringify(args, (_, value: unknown) => (typeof value === 'bigint' ? null : value)).match(/token:[^"]*/g) ?? []
  ).map(token => token.slice('token:'.length));

const protocol = jsonRpc({ secrets, notifications: false });

describeWithAria2('RpcClient with aria2', () => {
  const { connect, make } = clients();
  let server: Running;
  before(async function () {
    this.timeout(2 * START_DEADLINE);
    server = await startAria2();
  });
  after(() => server.stop());

  const list = (client: RpcClient) => client.call<string[]>('system.listNotifications');

  it('answers calls with a token, and without one where it gives no secret away', async () => {
    const client = await connect(server.url, { protocol });
    expect(await list(client)).to.include('aria2.onDownloadStart');
    const version = await client.call<{ version: string }>('aria2.getVersion', [ARIA2_TOKEN]);
    expect(version.version).to.be.a('string');
  });

  it('R36: refused tokens are answered late and out of order, each to its call', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const order: string[] = [];
    const refused = (name: string, args: unknown[]) =>
      rejection(client.call('aria2.getVersion', args).finally(() => order.push(name)));
    const [wrong, none] = [refused('wrong', [WRONG]), refused('none', [])];
    await list(client).finally(() => order.push('list'));
    for (const error of [await wrong, await none] as ReplyError[]) {
      expect(error).to.be.instanceOf(ReplyError);
      expect(error.error).to.deep.equal({ code: 1, message: 'Unauthorized' });
    }
    expect(order).to.deep.equal(['list', 'wrong', 'none']);
    expect(errors).to.deep.equal([]);
  });

  it('R35: a call without a reply has an id, since the server refuses notifications', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const started = next(client.events$('aria2.onDownloadStart'));
    await client.call('aria2.addUri', [ARIA2_TOKEN, [NOWHERE]], { noReply: true });
    await started;
    await list(client);
    expect(errors).to.deep.equal([]);
  });

  it('R36: an error with the id null is one value on errors$, and the connection goes on', async () => {
    const client = await connect(server.url, { protocol: jsonRpc({ secrets }) });
    const errors = errorsOf(client);
    await client.call('aria2.getVersion', [ARIA2_TOKEN], { noReply: true });
    await list(client);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ name: 'BadMessageError' });
    expect((errors[0] as { data: string }).data).to.contain('Invalid Request.');
    expect(client.status).to.include({ state: 'connected', attempt: 0 });
  });

  it('R36: a notification is an event, in the order of the server', async () => {
    const client = await connect(server.url, { protocol });
    const names = gather(client.packets$);
    const started = next(client.events$<[{ gid: string }]>('aria2.onDownloadStart'));
    const failed = next(client.events$<[{ gid: string }]>('aria2.onDownloadError'));
    const gid = await client.call<string>('aria2.addUri', [ARIA2_TOKEN, [NOWHERE]]);
    expect(await started).to.deep.equal([{ gid }]);
    expect(await failed).to.deep.equal([{ gid }]);
    const methods = names.flatMap(packet => (packet as { method?: string }).method ?? []);
    expect(methods).to.deep.equal(['aria2.onDownloadStart', 'aria2.onDownloadError']);
  });

  it('R26: the token is in no message, warning or status, also when the server repeats it', async () => {
    const client = make(server.url, { protocol, callTimeout: 5_000 });
    const told: unknown[] = [];
    const warned = (warning: Error) => told.push(warning);
    process.on('warning', warned);
    client.errors$.subscribe(error => told.push(error));
    client.status$.subscribe(status => told.push(status));
    const failing = async (call: Promise<unknown>, sees: (error: CallError) => unknown = error => error) =>
      told.push(sees((await rejection(call)) as CallError));
    // The error itself is as sent; what is logged of it is its message.
    const logged = ({ message, stack }: CallError) => [message, stack];
    try {
      const early = client.call('aria2.getVersion', [ARIA2_TOKEN]);
      await next(client.boot().connected$);
      await early;
      await failing(client.call('aria2.tellStatus', [ARIA2_TOKEN, ARIA2_SECRET]), logged);
      // The server takes its time with a refusal.
      await failing(client.call('aria2.getVersion', [WRONG], { timeout: 10 }));
      await failing(client.call('aria2.getVersion', [ARIA2_TOKEN, 1n]));
      const pending = failing(client.call('aria2.getVersion', [WRONG]));
      await lose(client, () => server.drop());
      await pending;
      await client.close();
      await failing(client.call('aria2.getVersion', [ARIA2_TOKEN]));
    } finally {
      process.off('warning', warned);
    }
    const text = inspect(told, { depth: 9, showHidden: true });
    for (const said of ['Invalid GID …', 'no answer', 'cannot be serialized', 'connection was lost', 'closed']) {
      expect(text).to.contain(said);
    }
    expect(text).not.to.contain(ARIA2_SECRET).and.not.to.contain('abracadabra');
  });

  it('a restart of the server is survived, and events come again', async function () {
    this.timeout(2 * START_DEADLINE);
    const client = await connect(server.url, { protocol });
    const started$ = client.events$<[{ gid: string }]>('aria2.onDownloadStart');
    const started = next(started$);
    const first = await client.call<string>('aria2.addUri', [ARIA2_TOKEN, [NOWHERE]]);
    // The event comes behind the reply: the server must not stop between them.
    expect(await started).to.deep.equal([{ gid: first }]);
    await lose(client, () => server.stop());
    const again = next(started$, 'event', 20_000);
    const second = client.call<string>('aria2.addUri', [ARIA2_TOKEN, [NOWHERE]]);
    server = await startAria2(server.port);
    expect(await again).to.deep.equal([{ gid: await second }]);
  });
});
