import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { ChatServer } from '../../lib/server/index.js';
import { RawClient, stage } from './raw-client.js';

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** A request as a browser sends it: with `fetch`, the headers Host and Origin could not be set. */
const request = async (url: string, headers: Record<string, string>, method = 'GET'): Promise<Answer> => {
  const [response] = (await once(get(url, { headers, method }), 'response')) as [IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode, headers: response.headers, body: body === '' ? {} : JSON.parse(body) };
};

describe('the web origins', () => {
  const { listen } = stage();

  const clients: RawClient[] = [];
  afterEach(() => {
    for (const { socket } of clients.splice(0)) socket.terminate();
  });
  /** The first event on the socket, or why the server refused the handshake. */
  const connect = async (server: ChatServer, headers: Record<string, string>): Promise<string> => {
    const client = new RawClient(server.endpoints[0] ?? '', [], headers);
    clients.push(client);
    const refused = once(client.socket, 'unexpected-response').then(async ([, response]) => {
      const { message } = JSON.parse(await text(response));
      return `${response.statusCode} ${message}`;
    });
    return Promise.race([client.event('WelcomeEvent').then(() => 'welcome'), refused]);
  };

  it('of this machine may join and connect', async () => {
    const server = await listen();
    for (const origin of ['http://localhost:4200', 'http://127.0.0.1:9876']) {
      const { status, headers, body } = await request(server.joinUrl(1, 'ada'), { origin });
      expect(status).to.equal(200);
      expect(headers['access-control-allow-origin']).to.equal(origin);
      expect(headers['vary']).to.match(/origin/i);
      expect(body).to.have.property('authkey');
      expect(await connect(server, { origin })).to.equal('welcome');
    }
  });

  it('elsewhere may neither join nor connect', async () => {
    const server = await listen();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { host: 'evil.example' },
      { host: 'evil.example', origin: 'http://evil.example' },
    ];
    for (const headers of foreign) {
      const named = JSON.stringify(headers['host'] ?? headers['origin']);
      for (const path of ['/api/v1/chats/1?user=ada', '/api/v1/users/current', '/nowhere']) {
        const { status, headers: answered, body } = await request(server.url + path, headers);
        expect(status, named).to.equal(403);
        expect(answered).not.to.have.property('access-control-allow-origin');
        expect(body).to.have.keys('statusCode', 'message', 'endpoints');
        expect(body['message']).to.include(named);
      }
      expect((await request(server.joinUrl(1), headers, 'OPTIONS')).headers).not.to.have.property(
        'access-control-allow-origin',
      );
      expect(await connect(server, headers))
        .to.match(/^403 /)
        .and.include(named);
    }
    expect(server.connectionCount()).to.equal(0);
  });

  it('elsewhere may join and connect if they are listed', async () => {
    const server = await listen({ origins: ['https://app.example'] });
    const origin = 'https://app.example';
    const { status, headers } = await request(server.joinUrl(1, 'ada'), { origin });
    expect(status).to.equal(200);
    expect(headers['access-control-allow-origin']).to.equal(origin);
    expect(await connect(server, { origin })).to.equal('welcome');
    expect(await connect(server, { origin: 'https://other.example' })).to.match(/^403 /);
  });

  it('are refused after the faults that concern the handshake', async () => {
    const server = await listen();
    await server.endpoint(0).fault('httpError', 502);
    const [, response] = await once(
      new RawClient(server.endpoints[0] ?? '', [], { origin: 'https://evil.example' }).socket,
      'unexpected-response',
    );
    expect(response.statusCode).to.equal(502);
  });

  it('may send any header, Authorization included', async () => {
    const server = await listen();
    const asked = {
      origin: 'http://localhost:4200',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,client-id,x-csrf-token',
    };
    for (const path of ['/api/v1/chats/42', '/api/v1/users/current']) {
      const { status, headers } = await request(server.url + path, asked, 'OPTIONS');
      expect(status).to.equal(204);
      expect(headers['access-control-allow-origin']).to.equal('http://localhost:4200');
      expect(headers['access-control-allow-methods']).to.include('GET');
      expect(headers['access-control-allow-headers']).to.equal('authorization,client-id,x-csrf-token');
    }
    const { headers } = await request(server.joinUrl(42), { origin: 'http://localhost:4200' }, 'OPTIONS');
    expect(headers['access-control-allow-headers']).to.match(/authorization/i);
  });
});
