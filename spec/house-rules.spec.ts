import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from './kit/consumer.js';

const sources = async (folder: string): Promise<string[]> => {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries.filter(path => path.endsWith('.ts')).map(path => join(folder, path));
};

/** Files without a spec of their own: types, entry points, or files that other specs cover. */
const SPECIFIED_ELSEWHERE = [
  'lib/angular/index.ts',
  'lib/beam-chat.ts',
  'lib/disposable.ts',
  'lib/index.ts',
  'lib/life.ts',
  'lib/link/link.ts',
  'lib/link/web-socket-like.ts',
  'lib/packet/events.ts',
  'lib/packet/methods.ts',
  'lib/packet/packet.ts',
  'lib/quote.ts',
  'lib/run.ts',
  'lib/socket-events.ts',
  'lib/status.ts',
  'lib/traffic/call.ts',
  'lib/typed-calls.ts',
  'lib/unharmed.ts',
  'lib/ws-entry.ts',
  'lib/ws.ts',
];

describe('the house rules', () => {
  it('each file of the client has a spec that mirrors it, or is listed', async () => {
    const specs = new Set(await sources('spec'));
    const rooms = (await sources('lib')).filter(path => !/^lib\/(server|cli|testing)\//.test(path));
    const without = rooms.filter(path => !specs.has(path.replace('lib/', 'spec/').replace('.ts', '.spec.ts')));
    expect(without.sort()).to.deep.equal(SPECIFIED_ELSEWHERE);
  });

  it('Math.random is used only as the default of an option', async () => {
    const users: string[] = [];
    for (const path of await sources('lib')) {
      if ((await readFile(join(ROOT, path), 'utf8')).match(/^(?!\s*(\*|\/)).*Math\.random/m)) users.push(path);
    }
    expect(users.sort()).to.deep.equal(['lib/options.ts', 'lib/server/options.ts']);
  });
});
