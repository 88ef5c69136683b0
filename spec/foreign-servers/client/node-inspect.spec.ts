import { expect } from 'chai';
import { filter, map } from 'rxjs';
import { BadMessageError, NoMethodHandlerError, type ReplyError, RpcClient, type Talk } from '../../../lib/index.js';
import { cdp, jsonRpc } from '../../../lib/json-rpc/index.js';
import { next, rejection } from '../../kit/live.js';
import { START_DEADLINE } from '../child.js';
import type { Running } from '../host.js';
import { startNodeInspect } from '../node-inspect.js';
import { clients, errorsOf, lose, reconnect, session } from './clients.js';

const protocol = jsonRpc(cdp);

interface Evaluated {
  readonly result: { readonly type: string; readonly value?: unknown };
  readonly exceptionDetails?: object;
}
interface Logged {
  readonly type: string;
  readonly args: readonly { readonly value: unknown }[];
}

describe('RpcClient with the inspector of Node', () => {
  const { connect, make } = clients();
  let server: Running;
  before(async function () {
    this.timeout(2 * START_DEADLINE);
    server = await startNodeInspect();
  });
  after(() => server.stop());

  const evaluate = async (client: RpcClient, expression: string, options = {}): Promise<unknown> =>
    (await client.call<Evaluated>('Runtime.evaluate', { expression, ...options })).result.value;

  it('R36: messages have no version, and arguments go by name', async () => {
    const client = await connect(server.url, { protocol });
    expect(await evaluate(client, '6 * 7')).to.equal(42);
    const thrown = await client.call<Evaluated>('Runtime.evaluate', { expression: 'throw 1' });
    expect(thrown.exceptionDetails).to.include({ text: 'Uncaught' });
    const error = (await rejection(client.call('Nope.nope'))) as ReplyError;
    expect(error.error).to.deep.equal({ code: -32601, message: "'Nope.nope' wasn't found" });
    const wrong = (await rejection(client.call('Runtime.evaluate', [1]))) as ReplyError;
    expect(wrong.error).to.include({ code: -32602, message: 'Invalid parameters' });
  });

  it('answers come in the order of the server, each to its call', async () => {
    const client = await connect(server.url, { protocol });
    const order: number[] = [];
    const wait = 'new Promise(resolve => { globalThis.go = resolve })';
    const calls = [
      evaluate(client, wait, { awaitPromise: true }).then(() => order.push(1)),
      evaluate(client, '2').then(() => order.push(2)),
    ];
    await calls[1];
    await Promise.all([evaluate(client, 'go(1)'), ...calls]);
    expect(order).to.deep.equal([2, 1]);
  });

  it('R36: a notification is an event, also one that comes before the reply', async () => {
    const client = await connect(server.url, { protocol });
    const created = next(client.events$<{ context: { id: number } }>('Runtime.executionContextCreated'));
    await client.call('Runtime.enable');
    expect((await created).context.id).to.equal(1);
    const logged = next(client.events$<Logged>('Runtime.consoleAPICalled'));
    await evaluate(client, 'console.debug(7)');
    expect(await logged).to.deep.include({ type: 'debug' });
    expect((await logged).args.map(({ value }) => value)).to.deep.equal([7]);
  });

  it('R32: the set-up enables the events again on each connection', async () => {
    const setUp = (talk: Talk) => talk.call('Runtime.enable');
    const client = await connect(server.url, { protocol: jsonRpc({ ...cdp, setUp }) });
    const logged$ = client.events$<Logged>('Runtime.consoleAPICalled');
    await reconnect(client, () => server.drop());
    const logged = next(
      logged$.pipe(
        map(({ args }) => args[0]?.value),
        filter(value => value === 'again'),
      ),
    );
    await evaluate(client, 'console.debug("again")');
    expect(await logged).to.equal('again');
  });

  it('R36: an error without an id is one value on errors$, and the connection goes on', async () => {
    const setUp = async (talk: Talk) => talk.send('{');
    const client = make(server.url, { protocol: jsonRpc({ ...cdp, setUp }) });
    const errors = errorsOf(client);
    await session(client.boot());
    expect(await evaluate(client, '1')).to.equal(1);
    // Besides, this server answers each such message with an id that nobody gave it.
    expect(errors.map(each => (each as Error).constructor)).to.deep.equal([BadMessageError, NoMethodHandlerError]);
    expect(errors[0]).to.include({ data: '{"error":{"code":-32700,"message":"Message must be a valid JSON"}}' });
    expect(errors[1]).to.have.property('id').that.is.a('number');
    expect(client.status).to.include({ state: 'connected', attempt: 0 });
  });

  it('R35: a call without a reply is a call like any other, since the protocol has no notifications', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    await client.call('Runtime.evaluate', { expression: 'globalThis.ran = 1' }, { noReply: true });
    expect(await evaluate(client, 'globalThis.ran')).to.equal(1);
    expect(errors).to.deep.equal([]);
  });

  it('an address that a function gives follows a server that comes back under another path', async function () {
    this.timeout(2 * START_DEADLINE);
    const client = new RpcClient(() => [server.url], { protocol, backoff: { initial: 10, max: 20 } });
    try {
      await next(client.boot().connected$);
      await lose(client, () => server.stop());
      const answer = evaluate(client, '40 + 2');
      server = await startNodeInspect(server.port);
      expect(await answer).to.equal(42);
    } finally {
      await client.close();
    }
  });
});
