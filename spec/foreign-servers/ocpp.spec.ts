import { expect } from 'chai';
import { next } from '../kit/live.js';
import { useForeignServers } from './install.js';
import { OCPP_PROTOCOL, type OcppServer, startOcpp } from './ocpp.js';
import { type Wire, wires } from './wire.js';

describe('ocpp-rpc 2.2.1', () => {
  useForeignServers();
  const open = wires();
  let server: OcppServer;
  let wire: Wire;
  let greeting: [number, string, string, unknown];
  beforeEach(async () => {
    server = await startOcpp();
    wire = await open(server.url, OCPP_PROTOCOL);
    greeting = (await wire.next()) as typeof greeting;
  });
  afterEach(() => server.stop());

  it('calls the client at once, and takes its answer', async () => {
    expect(greeting).to.deep.equal([2, greeting[1], 'GetConfiguration', { key: ['HeartbeatInterval'] }]);
    expect(greeting[1]).to.match(/^[0-9a-f-]{36}$/);
    wire.send([3, greeting[1], { configurationKey: [] }]);
    expect(await next(server.answers$)).to.deep.equal({ result: { configurationKey: [] } });
  });

  it('takes an error of the client', async () => {
    wire.send([4, greeting[1], 'NotSupported', 'not here', { why: 'no idea' }]);
    const answer = (await next(server.answers$)) as { error: Error };
    expect(answer.error).to.include({ message: 'not here', rpcErrorCode: 'NotSupported' });
  });

  it('answers calls, with the id as it came', async () => {
    const boot = { chargePointVendor: 'v', chargePointModel: 'm' };
    const accepted = { status: 'Accepted', interval: 300, currentTime: '2020-01-01T00:00:00Z' };
    expect(await wire.ask([2, 'a', 'BootNotification', boot])).to.deep.equal([3, 'a', accepted]);
    const time = { currentTime: '2020-01-01T00:00:00Z' };
    expect(await wire.ask([2, '0', 'Heartbeat', {}])).to.deep.equal([3, '0', time]);
    expect(await wire.ask([2, '', 'DataTransfer', [1]])).to.deep.equal([3, '', [1]]);
  });

  it('answers with the error of a method, and for an unknown one', async () => {
    const failed = await wire.ask([2, 'a', 'Authorize', { idTag: 'x' }]);
    expect(failed).to.deep.equal([4, 'a', 'SecurityError', 'it failed', { reason: 'mood' }]);
    const unknown = await wire.ask([2, 'b', 'Nope', {}]);
    expect(unknown).to.deep.equal([4, 'b', 'NotImplemented', "Unable to handle 'Nope' calls", {}]);
  });

  it('answers what it cannot read with an error whose id is "-1"', async () => {
    const error = (text: string) => [4, '-1', 'RpcFrameworkError', text, {}];
    expect(await wire.ask('{')).to.deep.equal(error('Message must be a JSON structure'));
    expect(await wire.ask({})).to.deep.equal(error('Message must be an array'));
    expect(await wire.ask([2, 0, 'Heartbeat', {}])).to.deep.equal(error('Message ID must be a string'));
    const unknown = await wire.ask([9, 'a']);
    expect(unknown).to.deep.equal([4, '-1', 'MessageTypeNotSupported', 'Unrecognised message type', {}]);
  });

  it('says nothing to a reply that it did not ask for', async () => {
    wire.send([3, 'nobody', {}]);
    expect(await wire.ask([2, 'a', 'DataTransfer', 1])).to.deep.equal([3, 'a', 1]);
  });

  it('answers a binary frame with a text frame', async () => {
    const call = Buffer.from(JSON.stringify([2, 'a', 'DataTransfer', 1]));
    expect(await wire.ask(call)).to.deep.equal([3, 'a', 1]);
  });

  it('can call later, close its sockets, and come back at the same port', async () => {
    wire.send([3, greeting[1], {}]);
    await next(server.answers$);
    const answers = server.call('Reset', { type: 'Soft' });
    const [, id] = (await wire.next()) as [number, string];
    wire.send([3, id, { status: 'Accepted' }]);
    expect(await answers).to.deep.equal([{ result: { status: 'Accepted' } }]);
    server.closeClients(1012, 'restart');
    expect(await wire.closed()).to.deep.equal({ code: 1012, reason: 'restart' });
    await server.stop();
    server = await startOcpp(server.port);
    wire = await open(server.url, OCPP_PROTOCOL);
    expect(await wire.next()).to.have.property('2', 'GetConfiguration');
  });
});
