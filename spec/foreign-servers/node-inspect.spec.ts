import { expect } from 'chai';
import type { Running } from './host.js';
import { startNodeInspect } from './node-inspect.js';
import { type Wire, wires } from './wire.js';

/**
 * The answer that follows each message which the server could not read, besides the one about that message. Its id is often that
 * of the call before, and may be any number.
 */
const isEcho = (answer: unknown): void => {
  expect(answer).to.deep.include({ error: { code: -32601, message: "'' wasn't found" } });
  expect(answer).to.have.property('id').that.is.a('number');
};

describe('the inspector of Node', () => {
  const open = wires();
  let server: Running;
  let wire: Wire;
  before(async () => {
    server = await startNodeInspect();
  });
  beforeEach(async () => {
    wire = await open(server.url);
  });
  after(() => server.stop());

  const evaluate = (id: unknown, expression: string, options = {}) => ({
    id,
    method: 'Runtime.evaluate',
    params: { expression, ...options },
  });
  const value = (number: number) => ({ result: { type: 'number', value: number, description: String(number) } });

  it('answers without `jsonrpc`, also a call with the id 0 or one below', async () => {
    expect(await wire.ask(evaluate(1, '1 + 1'))).to.deep.equal({ id: 1, result: value(2) });
    expect(await wire.ask(evaluate(0, '1 + 1'))).to.deep.equal({ id: 0, result: value(2) });
    expect(await wire.ask(evaluate(-3, '1 + 1'))).to.deep.equal({ id: -3, result: value(2) });
  });

  it('answers an unknown method and wrong params with an error', async () => {
    const error = { code: -32601, message: "'Nope.nope' wasn't found" };
    expect(await wire.ask({ id: 1, method: 'Nope.nope' })).to.deep.equal({ id: 1, error });
    const wrong = await wire.ask({ id: 2, method: 'Runtime.evaluate', params: [1] });
    expect(wrong).to.deep.include({ id: 2 });
    expect(wrong).to.have.property('error').which.includes({ code: -32602, message: 'Invalid parameters' });
    expect(wrong).to.have.nested.property('error.data').which.is.a('string');
  });

  it('answers code that throws with a result', async () => {
    const thrown = await wire.ask(evaluate(1, 'throw new Error("x")'));
    expect(thrown).to.have.nested.property('result.exceptionDetails.text', 'Uncaught');
    expect(thrown).not.to.have.property('error');
  });

  it('sends events only to the socket that enabled them, the first of them before the reply', async () => {
    const other = await open(server.url);
    const created = await wire.ask({ id: 1, method: 'Runtime.enable' });
    expect(created).to.have.all.keys('method', 'params');
    expect(created).to.have.property('method', 'Runtime.executionContextCreated');
    expect(await wire.next()).to.deep.equal({ id: 1, result: {} });
    other.send(evaluate(1, 'console.debug(7)'));
    expect(await other.next()).to.have.nested.property('result.result.type', 'undefined');
    const logged = await wire.next();
    expect(logged).to.have.property('method', 'Runtime.consoleAPICalled');
    expect(logged)
      .to.have.nested.property('params.args')
      .which.deep.equals([value(7).result]);
    expect(await wire.ask({ id: 2, method: 'Runtime.disable' })).to.deep.equal({ id: 2, result: {} });
    await other.ask(evaluate(2, 'console.debug(8)'));
    expect(await wire.ask(evaluate(3, '3'))).to.have.property('id', 3);
  });

  it('answers other calls while one waits', async () => {
    wire.send(evaluate(1, 'new Promise(resolve => { globalThis.go = resolve })', { awaitPromise: true }));
    expect(await wire.ask(evaluate(2, '2'))).to.have.property('id', 2);
    wire.send(evaluate(3, 'go(1)'));
    const ids = [await wire.next(), await wire.next()].map(answer => (answer as { id: number }).id);
    expect(ids).to.have.members([1, 3]);
  });

  it('answers what it cannot read twice: without an id, and with one that nobody gave it', async () => {
    await wire.ask(evaluate(6, '1'));
    const noId = { error: { code: -32600, message: "Message must have integer 'id' property" } };
    const noJson = { error: { code: -32700, message: 'Message must be a valid JSON' } };
    for (const unreadable of [
      evaluate(undefined, '1'),
      evaluate('6', '1'),
      evaluate(1.5, '1'),
      evaluate(2 ** 32, '1'),
    ]) {
      expect(await wire.ask(unreadable)).to.deep.equal(noId);
      isEcho(await wire.next());
    }
    for (const unreadable of ['{', [evaluate(7, '1')]]) {
      expect(await wire.ask(unreadable)).to.deep.equal(noJson);
      isEcho(await wire.next());
    }
    const noMethod = { error: { code: -32600, message: "Message must have string 'method' property" }, id: 7 };
    expect(await wire.ask({ id: 7 })).to.deep.equal(noMethod);
    isEcho(await wire.next());
  });

  it('ends the socket at a binary frame, without a close frame', async () => {
    wire.send(Buffer.from(JSON.stringify(evaluate(1, '1'))));
    expect((await wire.closed()).code).to.equal(1006);
  });

  it('answers a close frame with an empty one', async () => {
    wire.socket.close(4000, 'bye');
    expect(await wire.closed()).to.deep.equal({ code: 1005, reason: '' });
  });

  it('can come back at the same port, with another path', async () => {
    const { url, port } = server;
    await server.stop();
    expect((await wire.closed()).code).to.equal(1006);
    server = await startNodeInspect(port);
    expect(server.url).not.to.equal(url);
    const again = await open(server.url);
    expect(await again.ask(evaluate(1, '1'))).to.deep.equal({ id: 1, result: value(1) });
  });
});
