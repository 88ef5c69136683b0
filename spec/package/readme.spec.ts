import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { transform } from 'esbuild';
import { startGanache } from '../foreign-servers/ganache.js';
import { useForeignServers } from '../foreign-servers/install.js';
import { ROOT } from '../kit/consumer.js';
import { onStage } from '../kit/live.js';

/** A program of README, and what README says that it prints. */
interface Program {
  readonly code: string;
  readonly output: string;
}

/** Longer than all waits of a program: Node starts slowly on a busy machine. */
const TIMEOUT_MS = 40_000;

/** The programs by their headings. The output is the next block without a language. */
const programsOf = (page: string): Map<string, Program> =>
  new Map(
    page
      .split(/^## /m)
      .slice(1)
      .flatMap(section => {
        const [heading = ''] = section.split('\n', 1);
        const [, code, output = ''] = /^```ts\n(.*?)^```\n(?:(?!```).)*^```\n(.*?)^```\n/ms.exec(section) ?? [];
        return code === undefined ? [] : [[heading, { code, output }] as const];
      }),
  );

describe('README', function () {
  this.timeout(TIMEOUT_MS + 5_000);
  useForeignServers();
  const stage = onStage({ endpoints: 1 });
  const children: ChildProcessWithoutNullStreams[] = [];
  let folder: string;
  let page: string;
  let programs: Map<string, Program>;
  before(async () => {
    // Inside the project, so that the package finds itself by its own name.
    folder = await mkdtemp(join(ROOT, 'spec', '.readme-'));
    page = await readFile(join(ROOT, 'README.md'), 'utf8');
    programs = programsOf(page);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const programOf = (heading: string): Program => {
    const program = programs.get(heading);
    if (program === undefined) throw new Error(`README has no program with its output below "${heading}"`);
    return program;
  };

  const start = async (code: string): Promise<ChildProcessWithoutNullStreams> => {
    const path = join(await mkdtemp(join(folder, 'program-')), 'program.mjs');
    await writeFile(path, (await transform(code, { loader: 'ts' })).code);
    const child = spawn(process.execPath, [path], { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
    children.push(child);
    return child;
  };

  /** All that a program prints, until it ends by itself. */
  const outputOf = async (child: ChildProcessWithoutNullStreams): Promise<string> => {
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    return stdout;
  };

  it('shows the output of each program', () => {
    const snippets = page.match(/^```ts$/gm) ?? [];
    expect([...programs.keys()]).to.deep.equal(['A first program', 'BeamChat', 'BeamSocket', 'JSON-RPC']);
    expect(snippets).to.have.length(programs.size);
  });

  it('has a first program that is JavaScript, and prints what README shows', async () => {
    const { code, output } = programOf('A first program');
    const path = join(folder, 'first.mjs');
    await writeFile(path, code);
    const child = spawn(process.execPath, [path], { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
    children.push(child);
    expect(await outputOf(child)).to.equal(output);
  });

  for (const heading of ['BeamChat', 'BeamSocket']) {
    it(`has a program of ${heading} that prints what README shows, on the local server`, async () => {
      const { code, output } = programOf(heading);
      const [endpoint = ''] = stage.server.endpoints;
      const printed = await outputOf(await start(code.replace('http://127.0.0.1:8080', stage.server.url)));
      expect(printed.replace(endpoint, 'ws://127.0.0.1:8081')).to.equal(output);
    });

    it(`has a program of ${heading} that ends when the server refuses it`, async () => {
      const { code, output } = programOf(heading);
      await stage.server.endpoint(0).fault('refuseAuth', 'UACCESS');
      const child = await start(code.replace('http://127.0.0.1:8080', stage.server.url));
      const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect(stdout).not.to.equal(output);
      expect(stdout).to.match(heading === 'BeamChat' ? /^closed never$/m : /^refused: UACCESS$/m);
    });
  }

  it('has a program of JSON-RPC that prints what README shows, on a node that makes blocks', async () => {
    const { code, output } = programOf('JSON-RPC');
    const node = await startGanache();
    stage.with({ close: () => node.stop() });
    const child = await start(code.replace('ws://127.0.0.1:8545', node.url));
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      // The first line says where the chain is. From then on there is a block whenever the program has seen the last one.
      if (lines.length <= 3) await node.mine();
    }
    expect(lines.map(line => `${line}\n`).join('')).to.equal(output);
  });
});
