import { expect } from 'chai';
import { map, type Observable } from 'rxjs';
import { ConnectionError, type Protocol, type ReplyError, type RpcClient, type Wire } from '../../../lib/index.js';
import { ethereum, jsonRpc } from '../../../lib/json-rpc/index.js';
import { next, rejection } from '../../kit/live.js';
import { START_DEADLINE } from '../child.js';
import { type Ganache, startGanache } from '../ganache.js';
import { useForeignServers } from '../install.js';
import { clients, errorsOf, gather, lose, reconnect, sentBy } from './clients.js';

const protocol = jsonRpc(ethereum);
const CHAIN = '0x539';

const numbersOf = (client: RpcClient): Observable<number> =>
  client.subscribe$<{ number: string }>('eth_subscribe', ['newHeads']).pipe(map(({ number }) => Number(number)));

describe('RpcClient with ganache 7.9.2', () => {
  useForeignServers();
  const { connect } = clients();
  let server: Ganache;
  before(async function () {
    this.timeout(2 * START_DEADLINE);
    server = await startGanache();
  });
  after(() => server.stop());

  /** A transaction, which makes a block; its hash. */
  const transact = async (client: RpcClient): Promise<string> => {
    const [from] = await client.call<string[]>('eth_accounts');
    return client.call<string>('eth_sendTransaction', [{ from, to: from, value: '0x1' }]);
  };
  /** Calls until the server has answered what came before. */
  const settled = (client: RpcClient) => client.call('eth_chainId');

  // The first spec, since the keys of a new chain are known.
  it('R33: after a restart a key may be that of another subscription', async function () {
    this.timeout(2 * START_DEADLINE);
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const keys = gather(client.packets$.pipe(map(packet => (packet as { result: unknown }).result)));
    const first = client.subscribe$('eth_subscribe', ['newHeads']).subscribe();
    const hashes$ = client.subscribe$('eth_subscribe', ['newPendingTransactions']);
    const hashes = gather(hashes$);
    await settled(client);
    expect(keys).to.deep.equal(['0x1', '0x2', CHAIN]);
    first.unsubscribe();
    await settled(client);
    keys.length = 0;
    await lose(client, () => server.stop());
    const spooled = client.call('eth_blockNumber');
    server = await startGanache(server.port);
    expect(await spooled).to.equal('0x0');
    const numbers = gather(numbersOf(client));
    await settled(client);
    expect(keys, 'what was the key of the hashes is that of the heads').to.deep.equal(['0x1', '0x0', '0x2', CHAIN]);
    const both = [next(numbersOf(client)), next(hashes$)];
    const hash = await transact(client);
    await Promise.all(both);
    expect(hashes).to.deep.equal([hash]);
    expect(numbers).to.deep.equal([1]);
    expect(errors.filter(each => !(each instanceof ConnectionError))).to.deep.equal([]);
  });

  it('R36: a call without arguments has empty params, and an error comes as sent', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    expect(await client.call('eth_chainId')).to.equal(CHAIN);
    expect(await client.call('eth_getBlockByNumber', ['0xffff', false])).to.equal(null);
    const refusal = (await rejection(client.call('nope'))) as ReplyError;
    expect(refusal.error).to.include({ code: -32700, message: 'The method nope does not exist/is not available' });
    expect(errors).to.deep.equal([]);
  });

  it('R35: the answer to a call without a reply is no error', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const packet = next(client.packets$);
    await client.call('eth_chainId', [], { noReply: true });
    expect(await packet).to.deep.equal({ jsonrpc: '2.0', result: CHAIN });
    expect(errors).to.deep.equal([]);
  });

  it('R33: items come over a cut connection, each once', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const numbers = gather(numbersOf(client));
    await settled(client);
    const mined: number[] = [];
    const mine = async () => {
      const number = next(numbersOf(client));
      mined.push(await server.mine());
      await number;
    };
    await mine();
    await reconnect(client, () => server.drop());
    await settled(client);
    await mine();
    await mine();
    expect(numbers).to.deep.equal(mined);
    expect(errors).to.deep.equal([]);
  });

  it('R33: what two subscriptions of one connection ask for goes to each of them', async () => {
    const client = await connect(server.url, { protocol });
    const numbers = gather(numbersOf(client));
    const hashes$ = client.subscribe$('eth_subscribe', ['newPendingTransactions']);
    const hashes = gather(hashes$);
    await settled(client);
    const both = [next(numbersOf(client)), next(hashes$)];
    const hash = await transact(client);
    await Promise.all(both);
    expect(hashes).to.deep.equal([hash]);
    expect(numbers).to.have.length(1);
  });

  it('R33: the last subscriber that leaves unsubscribes on the wire, also before the key is known', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const sent = sentBy(client);
    for (const isEarly of [false, true]) {
      const key = next(client.packets$).then(packet => (packet as { result: string }).result);
      const subscription = client.subscribe$('eth_subscribe', ['newHeads']).subscribe();
      if (isEarly) subscription.unsubscribe();
      const name = await key;
      const answer = next(client.packets$);
      subscription.unsubscribe();
      expect(await answer).to.include({ result: true });
      expect(sent.at(-1)).to.deep.equal(['eth_unsubscribe', [name]]);
      expect(await client.call('eth_unsubscribe', [name]), 'it is gone').to.equal(false);
    }
    await server.mine();
    await settled(client);
    expect(errors).to.deep.equal([]);
  });

  it('R33: a subscription that the server refuses errors with its error', async () => {
    const client = await connect(server.url, { protocol });
    const refusal = (await rejection(next(client.subscribe$('eth_subscribe', ['nope'])))) as ReplyError;
    expect(refusal).to.include({ name: 'ReplyError', method: 'eth_subscribe' });
    expect(refusal.error).to.have.property('message').which.is.a('string');
  });

  it('R36: frames may be binary, both ways', async () => {
    const text = protocol as Protocol & Wire;
    const frame: Wire['frame'] = (...call) => new TextEncoder().encode(text.frame(...call) as string);
    const client = await connect(server.url, { protocol: { ...text, frame } });
    const errors = errorsOf(client);
    expect(await client.call('eth_chainId')).to.equal(CHAIN);
    const number = next(numbersOf(client));
    await settled(client);
    expect(await server.mine()).to.equal(await number);
    expect(errors).to.deep.equal([]);
  });
});
