import { expect } from 'chai';
import { FROM_SOURCE, untimed } from '../cli/child.js';
import { CHANNEL, onStage } from '../kit/live.js';
import { runsOf } from './ansi-to-svg.js';
import { type Size, Terminal } from './tmux.js';

const WIDE: Size = { columns: 90, rows: 24 };
const NARROW: Size = { columns: 40, rows: 20 };
const RED = '\u001b[31m';
const CYAN = '\u001b[36m';
const MAGENTA = '\u001b[35m';

const isStatus = (line: string): boolean => line.startsWith('[ ');

/** Needs tmux: run by `npm run test:terminal`. */
describe('rx-beam chat, in a terminal', function () {
  this.timeout(60_000);
  const stage = onStage();
  const terminals: Terminal[] = [];
  afterEach(() => Promise.all(terminals.splice(0).map(terminal => terminal.close())));

  const open = async (size: Size): Promise<Terminal> => {
    const terminal = await Terminal.open(size);
    terminals.push(terminal);
    return terminal;
  };

  const chat = async (user: string, size = WIDE): Promise<Terminal> => {
    const terminal = await open(size);
    const command = [process.execPath, ...FROM_SOURCE, 'chat', stage.server.joinUrl(CHANNEL), '--user', user];
    await terminal.enter(`clear; ${command.join(' ')}`);
    await terminal.showsLine('[ connected · ws://');
    return terminal;
  };

  const stopAll = async (): Promise<void> => {
    for (const i of [0, 1]) await stage.server.endpoint(i).stop();
  };

  it('keeps status and prompt at the bottom, under what happens', async () => {
    const bob = await chat('bob');
    const ada = await chat('ada');
    await bob.showsLine('-- ada [Owner] joined');
    await ada.enter('Hello, 日本 :)');
    await ada.enter('/me waves');
    await ada.enter('/whisper bob psst');
    await ada.enter('/poll 60s Tea? | 茶 | No tea');
    await bob.showsLine('asks: Tea?');
    await bob.enter('/vote 1');
    await bob.showsLine('-- your vote counts');
    await ada.enter('/timeout bob 30s');
    await bob.showsLine('you may not write for 30 s');
    await ada.press('C-d');
    const lines = await bob.showsLine('-- ada [Owner] left');
    expect(untimed(lines)).to.include.members([
      'ada [Owner]: Hello, 日本 :)',
      '* ada [Owner] waves',
      'ada [Owner] whispers to you: psst',
      '-- the messages of bob were removed by ada [Owner] (timeout 30s)',
    ]);
    expect(lines.filter(line => line.includes('asks: Tea?'))).to.have.length(1);
    // The poll stays above the status until it ends.
    expect(lines.slice(-4, -2)).to.deep.equal([
      '   1  茶      ████████████████████ 100 %  1',
      '   2  No tea  ░░░░░░░░░░░░░░░░░░░░   0 %  0',
    ]);
    expect(lines.at(-2)).to.match(/^\[ connected · ws:\/\/127\.0\.0\.1:\d+ \]$/);
    expect(lines.at(-1)).to.equal('>');
    expect(lines.filter(isStatus)).to.have.length(1);
    // The screen is not full: nothing has rolled off it yet.
    expect(await bob.scrollback()).to.deep.equal(lines);
  });

  it('paints names by their roles', async () => {
    const ada = await chat('ada');
    const bob = await chat('bob');
    await bob.enter('hi');
    await ada.showsLine('bob: hi');
    const screen = (await ada.paintedScreen()).join('\n');
    expect(screen).to.include(`${MAGENTA}ada`).and.include(`${CYAN}bob`);
    await stopAll();
    await ada.showsLine('[ reconnecting');
    const status = runsOf(await ada.paintedScreen()).find(([run]) => run?.text.startsWith('[ reconnecting'));
    expect(status?.[0]?.colour).to.equal(runsOf([`${RED}red`])[0]?.[0]?.colour);
  });

  it('goes on through a failover: what is typed meanwhile waits, visibly, and the line being typed stays', async () => {
    const ada = await chat('ada');
    await ada.type('half ty');
    await stopAll();
    await ada.showsLine('is lost, the next is tried');
    await ada.enter('ped');
    await ada.enter('second');
    await ada.type('third');
    const waiting = /^\[ reconnecting · ws:\/\/127\.0\.0\.1:\d+ · try \d+ in (\d+) s, or \/now · 2 spooled \]$/;
    const down = await ada.showsLine(waiting);
    expect(down).to.include.members(['-- waits for a connection: half typed', '-- waits for a connection: second']);
    const seconds = (lines: string[]) => Number(waiting.exec(lines.at(-2) ?? '')?.[1]);
    await ada.shows('countdown', lines => seconds(lines) > 1);
    await ada.shows('countdown that goes on', lines => seconds(lines) === 1);
    expect((await ada.screen()).at(-1)).to.equal('> third');
    await stage.server.endpoint(1).start();
    const up = untimed(await ada.showsLine('ada [Owner]: second'));
    expect(up.indexOf('ada [Owner]: half typed')).to.be.above(0).and.below(up.indexOf('ada [Owner]: second'));
    await ada.press('Enter');
    const lines = await ada.showsLine('ada [Owner]: third');
    expect(lines.slice(-2)).to.deep.equal([`[ connected · ${stage.server.endpoints[1]} ]`, '>']);
  });

  it('says as much in 40 columns', async () => {
    const ada = await chat('ada', NARROW);
    await ada.enter('/poll 60s Tea? | Tea | An answer that is rather long');
    await ada.showsLine('2  An answer that is rather long');
    expect(await ada.screen()).to.include.members(['   1  Tea', '      ░░░░░░░░░░░░░░░░░░░░   0 %  0']);
    await stopAll();
    await ada.showsLine('is lost');
    await ada.enter('wait for it');
    const lines = await ada.shows('countdown', lines =>
      /^ {2}try \d+ in \d+ s, or \/now · 1 spooled \]$/.test(lines.at(-2) ?? ''),
    );
    expect(lines.at(-3)).to.match(/^\[ reconnecting · ws:\/\/127\.0\.0\.1:\d+ ·$/);
  });

  it('tries at once at /now, instead of waiting', async () => {
    const ada = await chat('ada');
    await ada.enter('/now');
    await ada.showsLine('-- there is a connection already');
    await stopAll();
    await ada.shows('a long wait', lines => Number(/in (\d+) s, or/.exec(lines.at(-2) ?? '')?.[1]) > 3);
    for (const i of [0, 1]) await stage.server.endpoint(i).start();
    await ada.enter('/now');
    const lines = await ada.shows('the connection', lines => lines.at(-2)?.startsWith('[ connected') === true);
    expect(lines).to.include('-- trying now');
  });

  it('leaves at once at /quit, although it never had a connection', async () => {
    const { endpoints, authkey, user } = await stage.join('ada');
    await stopAll();
    const ada = await open(WIDE);
    const where = ['--endpoint', endpoints[0], '--channel', CHANNEL, '--user', user.id, '--authkey', authkey];
    const command = [process.execPath, ...FROM_SOURCE, 'chat', ...where, '--drain', 86_400];
    await ada.enter(`clear; ${command.join(' ')}`);
    await ada.showsLine('cannot connect');
    await ada.enter('/quit');
    await ada.shows('the shell again', lines => lines.includes('-- left') && lines.at(-1) === '$');
  });

  it('breaks a long line between words', async () => {
    const ada = await chat('ada', NARROW);
    await ada.enter('a message that is too long for one row');
    const lines = await ada.shows('both rows', all => all.includes('      long for one row'));
    expect(untimed(lines)).to.include('ada [Owner]: a message that is too');
  });

  it('leaves no trace of the old width when it is resized', async () => {
    const ada = await chat('ada');
    // A full screen: of an almost empty one, tmux scrolls the status itself away.
    for (let i = 1; i <= WIDE.rows; i += 1) stage.server.emit(CHANNEL, 'ChatMessage', { user_name: `somebody ${i}` });
    await ada.showsLine(`somebody ${WIDE.rows}:`);
    const typed = 'a line of wide 日本語 and narrow characters that needs more than one row';
    await ada.type(typed);
    await ada.showsLine(/^> a line .* row$/);
    const close = (text: string) => text.replaceAll(' ', '');
    // One after the other, so that each is seen to have been drawn: with the status on one row, on two, or cut.
    for (const [columns, status] of [
      [30, /^\[ connected ·$/],
      [60, /^\[ connected · ws:\/\/[\d.:]+ \]$/],
      [20, /^\[ connected ·$/],
      [45, /^\[ connected · ws:\/\/[\d.:]+ \]$/],
    ] as const) {
      await ada.resize({ columns, rows: 24 });
      await ada.shows(`one status and one prompt at ${columns}`, lines => {
        const prompt = lines.findIndex(line => line.startsWith('> '));
        const statuses = lines.filter(isStatus);
        return (
          statuses.length === 1 &&
          status.test(statuses[0] ?? '') &&
          close(lines.slice(prompt).join('')) === close(`> ${typed}`)
        );
      });
    }
    expect((await ada.scrollback()).filter(isStatus)).to.have.length(1);
  });

  it('lets nothing through that the terminal obeys', async () => {
    const ada = await chat('ada');
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m';
    const parts = [{ type: 'text', text: `${evil}still\r\nhere` }];
    stage.server.emit(CHANNEL, 'ChatMessage', { user_name: `${evil}eve`, user_roles: [], message: { message: parts } });
    expect(await ada.showsLine('eve: still here')).to.include('-- ada [Owner] joined');
  });

  it('gives the terminal back at Ctrl-C, with its echo', async () => {
    const ada = await chat('ada');
    await ada.type('never sent');
    await ada.press('C-c');
    await ada.shows('the shell again', lines => lines.includes('-- left') && lines.at(-1) === '$');
    await ada.enter('echo "exit $?"');
    const lines = await ada.showsLine(/^exit 0$/);
    expect(lines.join('\n')).to.include('$ echo').and.not.include('never sent');
    expect(lines.some(isStatus)).to.equal(false);
  });

  it('stops at Ctrl-Z, and goes on where it was', async () => {
    const ada = await chat('ada');
    await ada.type('half');
    await ada.press('C-z');
    await ada.showsLine('Stopped');
    await ada.enter('fg');
    await ada.showsLine('> half');
    await ada.enter(' and half');
    await ada.showsLine('ada [Owner]: half and half');
  });
});
