import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Join } from '../../lib/index.js';
import { Child } from './child.js';

const joinOf = (line: string): string => line.split(/\s+/)[1] ?? '';

const ask = async (url: string): Promise<Join> => (await (await fetch(url)).json()) as Join;

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
    expect(child.output.filter(line => line.startsWith('endpoint')).map(joinOf)).to.deep.equal(endpoints);
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
