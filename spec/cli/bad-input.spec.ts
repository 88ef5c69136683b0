import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChatServer } from '../../lib/server/index.js';
import { run } from './child.js';

/** An HTTP server that answers everything with one body. */
const answering = async (body: string): Promise<{ server: Server; url: string }> => {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/chats/1` };
};

const stop = (server: Server): void => {
  server.close();
  server.closeAllConnections();
};

/** An HTTP server whose answer never ends, with as many bytes as it could send. */
const endless = async (status: number): Promise<{ server: Server; url: string; sent: () => number }> => {
  let sent = 0;
  const chunk = 'x'.repeat(65_536);
  const server = createServer((_, response) => {
    const write = () => {
      if (response.destroyed) return;
      sent += chunk.length;
      if (response.write(chunk)) setImmediate(write);
      else response.once('drain', write);
    };
    response.writeHead(status, { 'content-type': 'application/json' });
    write();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/chats/1`;
  return { server, url, sent: () => sent };
};

describe('rx-beam with what it cannot use', function () {
  this.timeout(20_000);
  let chats: ChatServer;
  let folder: string;
  let notJson: { server: Server; url: string };
  let noJoin: { server: Server; url: string };
  let closedUrl: string;
  before(async () => {
    chats = await ChatServer.listen();
    folder = await mkdtemp(join(tmpdir(), 'rx-beam-bad-'));
    notJson = await answering('<html>\u001b[31m');
    noJoin = await answering('{"endpoints": ["http://x"]}');
    const gone = await answering('');
    closedUrl = gone.url;
    gone.server.close();
  });
  after(async () => {
    notJson.server.close();
    noJoin.server.close();
    await chats.close();
    await rm(folder, { recursive: true });
  });

  /** One line on stderr that says what is wrong, no stack, and a code that is not 0. */
  const fails = async (args: readonly string[], says: RegExp): Promise<void> => {
    const { code, output, errors } = await run(args);
    expect(errors.join('\n')).to.match(says);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(/^rx-beam: [^\p{Cc}]+$/u);
    expect(output.filter(line => !line.startsWith('--'))).to.deep.equal([]);
    expect(code).to.equal(1);
  };

  it('an unreachable join URL', () =>
    fails(['chat', closedUrl], /cannot reach .*: no server listens there \(ECONNREFUSED\)/));
  it('a join URL on another host name', () =>
    fails(['chat', closedUrl.replace('127.0.0.1', 'localhost')], /cannot reach http:\/\/localhost:\d+.*ECONNREFUSED/));
  it('a join URL that is none', () => fails(['chat', 'nonsense'], /"nonsense" is not a http: or https: URL/));
  it('R26: a join URL with secrets in it, which are not shown', async () => {
    for (const [url, says] of [
      ['ws://ada:SECRET@host/chats/1?token=SECRET', /"ws:\/\/host\/chats\/1\?token=…" is not a http: or https: URL/],
      ['http//ada:SECRET@host/chats/1?token=SECRET', /"host\/chats\/1\?…" is not a http: or https: URL/],
      ['http://ada:SECRET@host/chats/1', /a join URL must not contain a user or password/],
      [`${closedUrl}?token=SECRET`, /cannot reach .*\/chats\/1\?token=…: no server/],
      [`${chats.url}/?token=SECRET`, /\?token=… does not end in \/chats\/:id/],
      [`${chats.url}/chats/1?token=SECRET`, /\?token=… answered 404/],
    ] as const) {
      const { code, errors } = await run(['chat', url]);
      expect(errors.join('\n')).to.match(says).and.not.include('SECRET');
      expect(code).to.equal(1);
    }
  });
  it('a path that is not there', () =>
    fails(['chat', `${chats.url}/nothing/chats/1`], /answered 404: Known here: GET/));
  it('a channel that is not there', () => fails(['chat', `${chats.url}/api/v1/chats/0`], /answered 404/));
  it('a body that is not JSON', () => fails(['chat', notJson.url], /did not answer with JSON/));
  for (const status of [200, 500]) {
    it(`a join reply that never ends, with status ${status}`, async () => {
      const { server, url, sent } = await endless(status);
      await fails(['chat', url], /answered with more than 1 MB/).finally(() => stop(server));
      // Socket buffers hold some megabytes more.
      expect(sent()).to.be.below(50_000_000);
    });
  }
  it('endpoints that cannot be', () => fails(['chat', noJoin.url], /"http:\/\/x" is not a ws: or wss: URL/));
  it('an unknown user', () => fails(['chat', chats.joinUrl(1), '--user', '999'], /404: There is no user "999"/));
  it('an unknown option', () => fails(['chat', '--bogus'], /unknown option '--bogus'/));
  it('an unknown command', () => fails(['bogus'], /unknown command 'bogus'$/));
  it('a mistyped option', () => fails(['serve', '--endpoint', '2'], /'--endpoint': did you mean --endpoints\?$/));
  it('a mistyped command', () => fails(['chart'], /unknown command 'chart': did you mean chat\?$/));
  it('the same as JSON, for scripts', async () => {
    for (const [args, message] of [
      [['--jsn', '--json'], "unknown option '--jsn': did you mean --json?"],
      [['nonsense', '--json'], '"nonsense" is not a http: or https: URL'],
    ] as const) {
      const { code, output, errors } = await run(['chat', ...args]);
      expect(output.map(line => JSON.parse(line))).to.deep.equal([{ type: 'exit', code: 1, message }]);
      expect([code, errors]).to.deep.equal([1, []]);
    }
  });
  it('no destination', () => fails(['chat'], /give a join URL/));
  it('an endpoint without a channel', () => fails(['chat', '--endpoint', 'ws://x'], /--endpoint needs --channel/));
  it('a number that is none', () => fails(['serve', '--port', 'high'], /must be a whole number from 0 to 65535/));
  it('a port in use', () => fails(['serve', '--port', new URL(chats.url).port], /port \d+ of 127\.0\.0\.1 is in use/));
  it('a port with none after it', () =>
    fails(['serve', '--port', '65535'], /port must be from 0 to 65534, to leave ports for the endpoints/));
  it('a users file that is missing', () => fails(['serve', '--users', join(folder, 'none')], /cannot read the users/));
  it('a users file that is not JSON', async () => {
    const file = join(folder, 'broken.json');
    await writeFile(file, '[{');
    await fails(['serve', '--users', file], /broken\.json is not JSON/);
  });
  it('a users file that holds no users', async () => {
    const file = join(folder, 'wrong.json');
    for (const [text, says] of [
      ['{}', /wrong\.json must hold an array/],
      ['[{"name": "kim"}]', /there is no option "users\[0\]\.name": there are id, username/],
      ['[{"username": "kim"}, {"username": "lou", "roles": "Mod"}]', /users\[1\]\.roles must be an array of strings/],
    ] as const) {
      await writeFile(file, text);
      await fails(['serve', '--users', file], says);
    }
  });
  it('a users file that is too large, or never ends', async () => {
    const file = join(folder, 'large.json');
    await writeFile(file, `[${' '.repeat(10_000_000)}]`);
    await fails(['serve', '--users', file], /large\.json is larger than 10 MB/);
    if (process.platform !== 'win32') await fails(['serve', '--users', '/dev/zero'], /zero is larger than 10 MB/);
  });
  it('a time that no timer can hold', () =>
    fails(['chat', closedUrl, '--drain', '2147484'], /must be a whole number from 0 to 86400/));
  it('endpoints where nobody is, after the time to drain', async () => {
    const endpoint = closedUrl.replace('http', 'ws');
    const { code, errors } = await run(['chat', '--endpoint', endpoint, '--channel', '1', '--drain', '1']);
    expect(errors.at(-1)).to.equal('rx-beam: there was no connection');
    expect(errors.join('')).not.to.include(' at ');
    expect(code).to.equal(1);
  });
  it('an authkey that is refused, which is not said', async () => {
    const [endpoint = ''] = chats.endpoints;
    const key = 'TheSecretKey';
    const { code, output, errors } = await run(
      ['chat', '--endpoint', endpoint, '--channel', '1', '--user', '7', '--authkey', key, '--json'],
      ['hello'],
    );
    expect(errors).to.deep.equal([]);
    expect(output.at(-1)).to.match(/^{"type":"exit","code":1,"message":"the server refused to authenticate.*UNOTFOUND/);
    expect([...output, ...errors].join()).not.to.include(key);
    expect(code).to.equal(1);
  });
});
