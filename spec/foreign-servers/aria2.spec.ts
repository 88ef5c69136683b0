import { expect } from 'chai';
import { ARIA2_TOKEN, describeWithAria2, startAria2 } from './aria2.js';
import type { Running } from './host.js';
import { type Wire, wires } from './wire.js';

const V = { jsonrpc: '2.0' };
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1/x';

describeWithAria2('aria2', () => {
  const open = wires();
  let server: Running;
  let wire: Wire;
  before(async () => {
    server = await startAria2();
  });
  beforeEach(async () => {
    wire = await open(server.url);
  });
  after(() => server.stop());

  const list = (id: unknown) => ({ ...V, id, method: 'system.listNotifications' });
  const call = (id: unknown, method: string, ...params: unknown[]) => ({
    ...V,
    id,
    method,
    params: [ARIA2_TOKEN, ...params],
  });
  const result = [
    ...['aria2.onDownloadStart', 'aria2.onDownloadPause', 'aria2.onDownloadStop'],
    ...['aria2.onDownloadComplete', 'aria2.onDownloadError', 'aria2.onBtDownloadComplete'],
  ];

  it('answers with the same id, also with 0, and without a token where it gives no secret away', async () => {
    expect(await wire.ask(list(0))).to.deep.equal({ ...V, id: 0, result });
    const version = await wire.ask(call('one', 'aria2.getVersion'));
    expect(version).to.have.property('id', 'one');
    expect(version).to.have.nested.property('result.version').which.is.a('string');
  });

  it('answers a wrong or missing token late, after calls that came later', async () => {
    wire.send({ ...V, id: 1, method: 'aria2.getVersion', params: ['token:wrong'] });
    wire.send({ ...V, id: 2, method: 'aria2.getVersion' });
    expect(await wire.ask(list(3))).to.have.property('id', 3);
    const error = { code: 1, message: 'Unauthorized' };
    expect(await wire.next()).to.deep.equal({ ...V, id: 1, error });
    expect(await wire.next()).to.deep.equal({ ...V, id: 2, error });
  });

  it('answers an unknown method, wrong params and its own errors', async () => {
    const nope = { code: 1, message: 'No such method: aria2.nope' };
    expect(await wire.ask(call(1, 'aria2.nope'))).to.deep.equal({ ...V, id: 1, error: nope });
    const named = await wire.ask({ ...V, id: 2, method: 'aria2.getVersion', params: { token: ARIA2_TOKEN } });
    expect(named).to.deep.equal({ ...V, id: 2, error: { code: -32602, message: 'Invalid params.' } });
    const status = { code: 1, message: 'Invalid GID zzz' };
    expect(await wire.ask(call(3, 'aria2.tellStatus', 'zzz'))).to.deep.equal({ ...V, id: 3, error: status });
  });

  it('answers a notification and what is no JSON with the id null', async () => {
    const { id: _, ...notification } = list(1);
    const invalid = { code: -32600, message: 'Invalid Request.' };
    expect(await wire.ask(notification)).to.deep.equal({ ...V, id: null, error: invalid });
    expect(await wire.ask('{')).to.deep.equal({ ...V, id: null, error: { code: -32700, message: 'Parse error.' } });
  });

  it('answers a batch with an array, and a binary frame with a text frame', async () => {
    expect(await wire.ask([list(1), list(2)])).to.deep.equal([
      { ...V, id: 1, result },
      { ...V, id: 2, result },
    ]);
    expect(await wire.ask([])).to.deep.equal([]);
    expect(await wire.ask(Buffer.from(JSON.stringify(list(3))))).to.deep.equal({ ...V, id: 3, result });
  });

  it('holds back the answers of a batch until the last refusal', async () => {
    wire.send([list(1), { ...V, id: 2, method: 'aria2.getVersion' }]);
    expect(await wire.ask(list(3))).to.have.property('id', 3);
    expect(await wire.next()).to.deep.equal([
      { ...V, id: 1, result },
      { ...V, id: 2, error: { code: 1, message: 'Unauthorized' } },
    ]);
  });

  it('sends its events to every socket, without a subscription', async () => {
    const other = await open(server.url);
    const { result: gid } = (await wire.ask(call(1, 'aria2.addUri', [NOWHERE]))) as { result: string };
    expect(gid).to.match(/^[0-9a-f]{16}$/);
    for (const name of ['aria2.onDownloadStart', 'aria2.onDownloadError']) {
      const event = { ...V, method: name, params: [{ gid }] };
      expect(await wire.next()).to.deep.equal(event);
      expect(await other.next()).to.deep.equal(event);
    }
  });

  it('answers a close frame with the same code', async () => {
    wire.socket.close(4000, 'bye');
    expect(await wire.closed()).to.deep.equal({ code: 4000, reason: 'bye' });
  });

  it('can drop its sockets, and come back at the same port', async () => {
    server.drop();
    expect((await wire.closed()).code).to.equal(1006);
    wire = await open(server.url);
    await server.stop();
    expect((await wire.closed()).code).to.equal(1006);
    server = await startAria2(server.port);
    wire = await open(server.url);
    expect(await wire.ask(list(1))).to.deep.equal({ ...V, id: 1, result });
  });
});
