import { filter } from 'rxjs';
import { BeamChat } from '../../lib/index.js';
import { ChatServer } from '../../lib/server/index.js';
import { FROM_SOURCE } from '../cli/child.js';
import { next } from '../kit/live.js';
import { type Screenshot, toSvg } from './ansi-to-svg.js';
import { Terminal } from './tmux.js';

const CHANNEL = 1;
const SIZE = { columns: 80, rows: 24 };
export const PICTURE = 'docs/terminal-failover.svg';

/** What differs from run to run, as it is in the picture. Each is as long as what it replaces, so that nothing moves. */
const normalized = (row: string, ports: ReadonlyMap<string, string>): string =>
  row
    .replace(/(?<=127\.0\.0\.1:)\d{5}/g, port => ports.get(port) ?? port)
    .replace(/(?<![\d:.])\d\d:\d\d(?!\d)/, '20:15')
    // The client tries one after the other: which one it has just tried is a matter of when one looks.
    .replace(/(?<=\[ reconnecting · ws:\/\/127\.0\.0\.1:)\d{5}/, '18081')
    .replace(/try \d in \d s/, 'try 4 in 2 s');

const portOf = (endpoint: string): string => new URL(endpoint).port;

/** What ada sees of a failover: she reaches neither server, while bob is still connected to one of them. */
class Story {
  readonly #server: ChatServer;
  readonly #terminal: Terminal;

  constructor(server: ChatServer, terminal: Terminal) {
    this.#server = server;
    this.#terminal = terminal;
  }

  async play(): Promise<Screenshot[]> {
    const terminal = this.#terminal;
    const joinUrl = this.#server.joinUrl(CHANNEL);
    await terminal.enter(`clear; ${[process.execPath, ...FROM_SOURCE, 'chat', joinUrl, '--user', 'ada'].join(' ')}`);
    await terminal.showsLine('[ connected · ws://');
    const lost = this.#server.connectionCount(0) > 0 ? 0 : 1;
    const kept = 1 - lost;
    const bob = await this.#bobAt(kept);
    try {
      return await this.#failOver(bob, lost, kept);
    } finally {
      await bob.close();
    }
  }

  async #failOver(bob: BeamChat, lost: number, kept: number): Promise<Screenshot[]> {
    const [server, terminal] = [this.#server, this.#terminal];
    await terminal.showsLine('-- bob joined');
    await terminal.enter('Hello bob');
    await terminal.showsLine(': Hello bob');
    await bob.call('msg', ['Hi ada :)']);
    await terminal.showsLine(': Hi ada');
    await server.endpoint(kept).fault('refuse');
    await server.endpoint(lost).stop();
    await terminal.showsLine(`${portOf(server.endpoint(lost).url)}: no server listens there`);
    await bob.call('msg', ['My server is still up. Yours?']);
    await terminal.enter('Are you still there?');
    await terminal.showsLine('waits for a connection');
    await terminal.type('I type');
    const during = await this.#screenshot('ada reaches neither server. What she typed waits.', lost, kept, [
      '> I type',
      'try 4 in 2 s, or /now · 1 spooled',
    ]);
    await server.endpoint(kept).heal();
    await terminal.showsLine('[ connected');
    await terminal.showsLine('My server is still up');
    await terminal.showsLine('ada [Owner]: Are you still there?');
    await terminal.enter(' on.');
    await terminal.showsLine('I type on.');
    await bob.call('msg', ['Yes, and I missed nothing either']);
    await terminal.showsLine('missed nothing');
    const after = await this.#screenshot(
      'She reaches the other server. What bob said meanwhile comes from the history.',
      lost,
      kept,
      ['[ connected'],
    );
    return [during, after];
  }

  /** bob, on this endpoint only. */
  async #bobAt(index: number): Promise<BeamChat> {
    const reply = await (await fetch(this.#server.joinUrl(CHANNEL, 'bob'))).json();
    const { user, authkey } = reply as { user: { id: number }; authkey: string };
    const bob = new BeamChat([this.#server.endpoint(index).url], { auth: [CHANNEL, user.id, authkey] });
    const connected = next(bob.connected$.pipe(filter(({ authenticated }) => authenticated)), 'bob');
    bob.boot();
    await connected;
    return bob;
  }

  /** The screen once it shows this. The last row is the prompt. */
  async #screenshot(caption: string, lost: number, kept: number, shows: readonly string[]): Promise<Screenshot> {
    const ports = new Map([
      [portOf(this.#server.endpoint(lost).url), '18081'],
      [portOf(this.#server.endpoint(kept).url), '18082'],
    ]);
    const normal = (rows: string[]) => rows.map(row => normalized(row, ports));
    const rows = await this.#terminal.showsPainted(caption, rows => {
      const text = normal(rows).join('\n');
      return shows.every(each => text.includes(each)) && /> ?[^\n]*$/.test(text);
    });
    return { caption, rows: normal(rows), columns: SIZE.columns };
  }
}

/** Draws the picture from the program as it is. */
export const drawFailover = async (): Promise<string> => {
  const server = await ChatServer.listen({ endpoints: 2 });
  const terminal = await Terminal.open(SIZE);
  try {
    return toSvg('rx-beam chat in a failover', await new Story(server, terminal).play());
  } finally {
    await terminal.close();
    await server.close();
  }
};
