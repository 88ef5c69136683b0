import { expect } from 'chai';
import { type WebSocket, WebSocketServer } from 'ws';
import { type NatsMessage, nats } from '../../docs/examples/nats/nats.js';
import { AuthenticationFailedError, type ReplyError } from '../../lib/index.js';
import { clients, errorsOf, gather, reconnect } from '../foreign-servers/client/clients.js';
import { type Host, startHost } from '../foreign-servers/host.js';
import { next, rejection } from '../kit/live.js';

const USER = { user: 'ada', pass: 'open sesame' };

/** What `spec/nats` proves with a cluster; here, what only a script can send. */
describe('the example for NATS, with a scripted server', () => {
  const { connect, make } = clients();
  let host: Host;
  let sockets: WebSocketServer;
  /** How each connection answers to what comes first. */
  let greeting: string[];
  /** What came, without what each connection begins with. */
  let received: string[];
  beforeEach(async () => {
    host = await startHost();
    sockets = new WebSocketServer({ server: host.http });
    greeting = ['PONG\r\n'];
    received = [];
    sockets.on('connection', socket => {
      socket.send(Buffer.from('INFO {"max_payload":1048576}\r\n'));
      socket.once('message', () => {
        socket.send(Buffer.from(greeting.length > 1 ? (greeting.shift() ?? '') : (greeting[0] ?? '')));
        socket.on('message', data => answer(socket, String(data)));
      });
    });
  });
  afterEach(async () => {
    sockets.close();
    await host.stop();
  });

  /** A request is answered by what its payload says, with `INBOX` for its own reply subject, byte by byte if it says so. */
  const answer = (socket: WebSocket, operation: string): void => {
    received.push(operation);
    const [line = '', payload = ''] = operation.split('\r\n');
    const [name, , inbox] = line.split(' ');
    if (name !== 'PUB' || payload === '') return;
    const { script, isSlow } = JSON.parse(payload);
    const bytes = Buffer.from(script.replaceAll('INBOX', inbox));
    if (!isSlow) return socket.send(bytes);
    for (const byte of bytes) socket.send(Buffer.from([byte]));
  };

  it('reads operations that come byte by byte, and several of one frame', async () => {
    const client = await connect(host.url, { protocol: nats(USER) });
    const errors = errorsOf(client);
    const heard = gather(client.subscribe$<NatsMessage>('SUB a.*'));
    const script = 'MSG a.b 1 there 4\r\n"é"\r\nPING\r\nHMSG INBOX 0 12 14\r\nNATS/1.0\r\n\r\n42\r\n';
    for (const isSlow of [true, false]) expect(await client.call('x', { script, isSlow })).to.equal(42);
    expect(heard).to.deep.equal(Array(2).fill({ subject: 'a.b', reply: 'there', data: 'é' }));
    // What was answered at once has come before this.
    await client.call('x', { script: 'MSG INBOX 0 1\r\n1\r\n' });
    expect(received.filter(operation => operation === 'PONG\r\n')).to.have.length(2);
    expect(errors).to.deep.equal([]);
  });

  it('reports what it cannot read, and goes on', async () => {
    const client = await connect(host.url, { protocol: nats(USER) });
    const errors = errorsOf(client);
    const heard = gather(client.subscribe$<NatsMessage>('SUB a'));
    const notJson = (await rejection(client.call('x', { script: 'MSG INBOX 0 1\r\n{\r\n' }))) as ReplyError;
    expect(notJson.error).to.include({ code: 'unreadable' });
    const bad = ['MSG a 1 1\r\n{\r\n', "-ERR 'Permissions Violation for Publish'\r\n", 'MSG a 1 99999999999\r\n'];
    for (const script of bad) {
      const reported = next(client.errors$);
      await client.call('x', { script }, { noReply: true });
      expect(await reported).to.have.property('name', 'BadMessageError');
    }
    const strange = 'MSG a __proto__ 1\r\n1\r\nMSG toString 0 1\r\n1\r\nMSG INBOX 0 1\r\n7\r\nMSG INBOX 0 1\r\n8\r\n';
    expect(await client.call('x', { script: strange })).to.equal(7);
    expect(heard).to.deep.equal([]);
    expect(errors).to.have.length(bad.length);
  });

  it('has another inbox on each connection', async () => {
    const client = await connect(host.url, { protocol: nats() });
    const inboxes = new Set<string>();
    for (let i = 0; i < 3; i++) {
      await client.call('x', { script: 'MSG INBOX 0 1\r\n1\r\n' });
      inboxes.add(/_INBOX\.[^.]+/.exec(received.at(-1) ?? '')?.[0] ?? '');
      await reconnect(client, () => host.drop());
    }
    expect(inboxes).to.have.length(3);
  });

  it('closes the client when it is not let in, and tries again after any other refusal of a connection', async () => {
    greeting = ["-ERR 'Authentication Timeout'\r\n", 'PONG\r\n'];
    const client = await connect(host.url, { protocol: nats(USER) });
    expect(client.status).to.include({ state: 'connected' });
    greeting = ["-ERR 'Authorization Violation'\r\n"];
    const other = make(host.url, { protocol: nats(USER) });
    const error = next(other.errors$);
    other.boot();
    expect(await error).to.be.instanceOf(AuthenticationFailedError);
    expect(String(await error)).not.to.contain(USER.pass);
  });
});
