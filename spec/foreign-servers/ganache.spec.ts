import { expect } from 'chai';
import { type Ganache, startGanache } from './ganache.js';
import { useForeignServers } from './install.js';
import { type Wire, wires } from './wire.js';

const V = { jsonrpc: '2.0' };
const CHAIN = '0x539';

describe('ganache 7.9.2', () => {
  useForeignServers();
  const open = wires();
  let server: Ganache;
  let wire: Wire;
  before(async () => {
    server = await startGanache();
  });
  beforeEach(async () => {
    wire = await open(server.url);
  });
  after(() => server.stop());

  const chainId = (id: unknown, params: unknown = []) => ({ ...V, id, method: 'eth_chainId', params });
  const subscribe = async (): Promise<string> => {
    const reply = await wire.ask({ ...V, id: 'sub', method: 'eth_subscribe', params: ['newHeads'] });
    const { result, ...others } = reply as { result: string };
    expect(others).to.deep.equal({ ...V, id: 'sub' });
    expect(result).to.match(/^0x[0-9a-f]+$/);
    return result;
  };

  it('answers with the same id, also with 0', async () => {
    expect(await wire.ask(chainId(0))).to.deep.equal({ ...V, id: 0, result: CHAIN });
    expect(await wire.ask(chainId('one'))).to.deep.equal({ ...V, id: 'one', result: CHAIN });
    expect(await wire.ask(chainId(1, { a: 1 }))).to.deep.equal({ ...V, id: 1, result: CHAIN });
  });

  it('answers an unknown method with an error that has a stack, and the code of a parse error', async () => {
    const answer = (await wire.ask({ ...V, id: 1, method: 'nope', params: [] })) as { error: object };
    expect(answer).to.have.all.keys('jsonrpc', 'id', 'error');
    expect(answer.error).to.include({ code: -32700, message: 'The method nope does not exist/is not available' });
    expect(answer.error).to.have.property('stack').which.is.a('string');
  });

  it('answers a notification, without an id', async () => {
    expect(await wire.ask({ ...V, method: 'eth_chainId', params: [] })).to.deep.equal({ ...V, result: CHAIN });
  });

  it('answers what is no JSON with the id null', async () => {
    const answer = await wire.ask('{');
    expect(answer).to.have.property('id', null);
    expect(answer).to.have.nested.property('error.code', -32700);
  });

  it('answers a batch with an array, and a binary frame with a binary frame', async () => {
    const answers = await wire.ask([chainId(1), chainId(2)]);
    expect(answers).to.deep.equal([
      { ...V, id: 1, result: CHAIN },
      { ...V, id: 2, result: CHAIN },
    ]);
    expect(await wire.ask([])).to.deep.equal([]);
    const binary = await wire.ask(Buffer.from(JSON.stringify(chainId(3))));
    expect(binary).to.deep.equal({ binary: { ...V, id: 3, result: CHAIN } });
  });

  it('sends the items of a subscription under the key of its reply, until one unsubscribes', async () => {
    const [first, second] = [await subscribe(), await subscribe()];
    expect(first).not.to.equal(second);
    const number = await server.mine();
    for (const subscription of [first, second]) {
      const item = (await wire.next()) as { params: { result: { number: string } } };
      expect(item).to.deep.equal({
        ...V,
        method: 'eth_subscription',
        params: { subscription, result: item.params.result },
      });
      expect(Number(item.params.result.number)).to.equal(number);
    }
    const end = (id: number, key: string) => ({ ...V, id, method: 'eth_unsubscribe', params: [key] });
    expect(await wire.ask(end(1, first))).to.deep.equal({ ...V, id: 1, result: true });
    expect(await wire.ask(end(2, first))).to.deep.equal({ ...V, id: 2, result: false });
    await server.mine();
    expect(await wire.next()).to.have.nested.property('params.subscription', second);
    expect(await wire.ask(chainId(3))).to.have.property('id', 3);
  });

  it('counts its keys for all sockets, and lets each of them end the subscription of another', async () => {
    const key = await subscribe();
    const other = await open(server.url);
    const end = { ...V, id: 1, method: 'eth_unsubscribe', params: [key] };
    expect(await other.ask(end)).to.deep.equal({ ...V, id: 1, result: true });
    await server.mine();
    expect(await subscribe()).not.to.equal(key);
  });

  it('can drop its sockets', async () => {
    server.drop();
    expect((await wire.closed()).code).to.equal(1006);
    wire = await open(server.url);
    expect(await wire.ask(chainId(1))).to.have.property('result', CHAIN);
  });

  it('can come back at the same port, with a new chain and keys from the first', async function () {
    this.timeout(20_000);
    await server.stop();
    expect((await wire.closed()).code).to.equal(1006);
    server = await startGanache(server.port);
    wire = await open(server.url);
    expect(await server.mine()).to.equal(1);
    expect(await subscribe()).to.equal('0x1');
  });
});
