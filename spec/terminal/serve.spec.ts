import { expect } from 'chai';
import { FROM_SOURCE } from '../cli/child.js';
import { Terminal } from './tmux.js';

/** Needs tmux: run by `npm run test:terminal`. */
describe('rx-beam serve, in a terminal', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  beforeEach(async () => {
    terminal = await Terminal.open({ columns: 120, rows: 24 });
    await terminal.enter(`clear; ${[process.execPath, ...FROM_SOURCE, 'serve', '--endpoints', '2'].join(' ')}`);
    await terminal.showsLine('keys        1 to 2 stop and start an endpoint, q ends the server');
  });
  afterEach(() => terminal.close());

  /** The address of endpoint 1, as the banner has it. */
  const joinUrl = async (): Promise<string> => {
    const line = (await terminal.screen()).find(each => each.startsWith('join'));
    return line?.split(/\s+/)[1] ?? '';
  };

  const isUp = async (): Promise<boolean> => {
    const { endpoints } = (await (await fetch(await joinUrl())).json()) as { endpoints: string[] };
    return fetch((endpoints[1] ?? '').replace('ws:', 'http:')).then(
      () => true,
      () => false,
    );
  };

  it('stops and starts an endpoint by its key, counted from 1', async () => {
    await terminal.press('2');
    await terminal.showsLine('endpoint 2 stops; 2 starts it again');
    expect(await isUp()).to.equal(false);
    await terminal.press('3', 'x', '2');
    await terminal.showsLine('endpoint 2 is back');
    expect(await isUp()).to.equal(true);
    expect((await terminal.screen()).join('\n'))
      .not.to.include('endpoint 3')
      .and.not.include('endpoint 1 stops');
  });

  for (const key of ['q', 'C-c']) {
    it(`ends at ${key}, and gives the terminal back with its echo`, async () => {
      await terminal.press(key);
      await terminal.shows('the shell again', lines => lines.includes('closed') && lines.at(-1) === '$');
      await terminal.enter('echo "exit $?"');
      const lines = await terminal.showsLine(/^exit 0$/);
      expect(lines.join('\n')).to.include('$ echo');
    });
  }

  it('stops at Ctrl-Z, and goes on with its keys', async () => {
    await terminal.press('C-z');
    await terminal.showsLine('Stopped');
    await terminal.enter('fg');
    await terminal.shows('the command again', lines => lines.at(-1)?.includes('main.ts serve') === true);
    await terminal.press('1');
    await terminal.showsLine('endpoint 1 stops');
  });
});
