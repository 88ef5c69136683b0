import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BeamChat, type Join } from '../../lib/index.js';
import { Child } from './child.js';

const joinOf = (line: string): string => line.split(/\s+/)[1] ?? '';

const ask = async (url: string): Promise<Join> => (await (await fetch(url)).json()) as Join;

/** ada joins, says this and leaves. */
const say = async (url: string, text: string): Promise<void> => {
  const chat = new BeamChat(() => ask(`${url}?user=ada`), { auth: ({ authkey }) => [1, 7, authkey] }).boot();
  await chat.call('msg', [text]);
  await chat.close();
};

describe('rx-beam serve', function () {
  this.timeout(20_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rx-beam-serve-'));
  });
  after(() => rm(folder, { recursive: true }));
  afterEach(() => Child.killAll());

  it('prints its join URL and its endpoints, and serves', async () => {
    const child = new Child(['serve', '--endpoints', '3']);
    const url = joinOf(await child.line('join'));
    await child.line('Ctrl-C');
    const { endpoints, authkey } = await ask(`${url}?user=ada`);
    expect(child.output.filter(line => line.startsWith('endpoint')).map(line => line.split(/\s+/)[2])).to.deep.equal(
      endpoints,
    );
    expect(endpoints).to.have.length(3);
    expect(child.output.join()).not.to.include(authkey);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends with 0 at ${signal}`, async () => {
      const child = new Child(['serve']);
      await child.line('Ctrl-C');
      child.signal(signal);
      expect(await child.exit()).to.equal(0);
      expect(child.output.at(-1)).to.equal('closed');
      expect(child.errors).to.deep.equal([]);
    });
  }

  it('logs who joins, speaks and goes', async () => {
    const child = new Child(['serve']);
    const url = joinOf(await child.line('join'));
    await child.line('Ctrl-C');
    await say(url, 'hello');
    expect(await child.line('ada joined')).to.match(/^\d\d:\d\d:\d\d {2}ada joined channel 1 at endpoint 1$/);
    await child.line('ada: hello');
    await child.line('ada left endpoint 1');
  });

  it('with --quiet, logs nothing', async () => {
    const child = new Child(['serve', '--quiet']);
    const url = joinOf(await child.line('join'));
    await child.line('Ctrl-C');
    await say(url, 'hello');
    child.signal('SIGINT');
    await child.exit();
    expect(child.output.slice(-2)).to.deep.equal(['Ctrl-C ends it.', 'closed']);
  });

  it('with --origin, lets pages of that origin in', async () => {
    const origin = 'https://preview.example';
    for (const [args, status] of [
      [[], 403],
      [['--origin', 'https://other.example', '--origin', origin], 200],
    ] as const) {
      const child = new Child(['serve', ...args]);
      const url = joinOf(await child.line('join'));
      expect((await fetch(url, { headers: { origin } })).status).to.equal(status);
    }
  });

  it('proposes only to read where the file has no users', async () => {
    const file = join(folder, 'nobody.json');
    await writeFile(file, '[]');
    expect(await new Child(['serve', '--users', file]).line('try')).to.match(/\/chats\/1$/);
  });

  it('takes its users from a file, and proposes to join as the first', async () => {
    const file = join(folder, 'users.json');
    await writeFile(file, JSON.stringify([{ username: 'kim', id: 3, roles: ['Mod'] }]));
    const child = new Child(['serve', '--users', file]);
    const url = joinOf(await child.line('join'));
    expect(await child.line('try')).to.include('--user kim');
    expect((await ask(`${url}?user=kim`))['user']).to.deep.equal({ id: 3, username: 'kim', roles: ['Mod'] });
    expect((await fetch(`${url}?user=ada`)).status).to.equal(404);
  });
});
