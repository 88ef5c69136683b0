import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { exhaustMap, interval } from 'rxjs';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { START_DEADLINE, startChild } from '../foreign-servers/child.js';
import { clients } from '../foreign-servers/client/clients.js';
import { startGanache } from '../foreign-servers/ganache.js';
import type { Running } from '../foreign-servers/host.js';
import { useForeignServers } from '../foreign-servers/install.js';
import { startLanguageServer } from '../foreign-servers/language-server.js';
import { startNodeInspect } from '../foreign-servers/node-inspect.js';
import { ROOT } from '../kit/consumer.js';

/** The program below a heading of docs/json-rpc.md. */
const programOf = async (heading: string): Promise<string> => {
  const page = await readFile(join(ROOT, 'docs/json-rpc.md'), 'utf8');
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return /^```ts\n(.*?)^```/ms.exec(section)?.[1] ?? '';
};

describe('the programs of docs/json-rpc.md', function () {
  this.timeout(3 * START_DEADLINE);
  useForeignServers();
  const { connect } = clients();
  let server: Running;
  afterEach(() => server.stop());

  /** Runs a program with other addresses until it has printed this. */
  const run = async (heading: string, replaced: Readonly<Record<string, string>>, printed: RegExp): Promise<void> => {
    const program = await programOf(heading);
    const lines = program.split('\n').filter(line => line !== '');
    expect(lines.length, heading).to.be.within(5, 20);
    let text = program;
    for (const [from, to] of Object.entries(replaced)) {
      expect(text).to.contain(from);
      text = text.replaceAll(from, to);
    }
    // Inside the project, so that it finds the package by its own name.
    const folder = await mkdtemp(join(ROOT, 'spec', '.program-'));
    try {
      const file = join(folder, 'program.ts');
      await writeFile(file, text);
      const args = ['--import=tsx/esm', '--conditions=rx-beam-source', file];
      const child = await startChild(process.execPath, args, printed, ROOT);
      await child.stop();
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('follow the blocks of an Ethereum node', async () => {
    server = await startGanache();
    const miner = await connect(server.url, { protocol: jsonRpc(ethereum) });
    const mining = interval(100)
      .pipe(exhaustMap(() => miner.call('evm_mine')))
      .subscribe();
    try {
      const replaced = { 'ws://127.0.0.1:8545': server.url, 'ws://127.0.0.1:8546': server.url };
      await run('An Ethereum node', replaced, /now at \d+.*block \d+|block \d+.*now at \d+/s);
    } finally {
      mining.unsubscribe();
    }
  });

  it('hear and evaluate in a Node with its inspector', async () => {
    server = await startNodeInspect();
    const { host } = new URL(server.url);
    await run('Chrome DevTools', { '127.0.0.1:9229': host }, /log hello\n42\n/);
  });

  it('ask the language server of TypeScript', async () => {
    server = await startLanguageServer();
    const replaced = { 'ws://127.0.0.1:3000/typescript': server.url };
    await run('A language server', replaced, /const a: number/);
  });
});
