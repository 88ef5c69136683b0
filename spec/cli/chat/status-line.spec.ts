import { expect } from 'chai';
import { plain } from '../../../lib/cli/chat/paint.js';
import { shortAddress, statusLine, statusNotes } from '../../../lib/cli/chat/status-line.js';
import type { Status } from '../../../lib/index.js';

const status = (facts: Partial<Status>): Status => ({
  state: 'connected',
  address: 'ws://127.0.0.1:8081',
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
  ...facts,
});

describe('statusLine', () => {
  it('says how things stand', () => {
    expect(statusLine(status({}), 0, 0, 80, plain)).to.equal('[ connected · ws://127.0.0.1:8081 ]');
  });

  it('counts down to the next try, and tells what is spooled', () => {
    const waiting = status({ state: 'reconnecting', attempt: 4, retryAt: 10_000 });
    expect(statusLine(waiting, 2, 7_500, 80, plain)).to.equal(
      '[ reconnecting · ws://127.0.0.1:8081 · try 4 in 3 s, or /now · 2 spooled ]',
    );
    expect(statusLine(waiting, 0, 99_000, 80, plain)).to.include('try 4 in 0 s');
    expect(statusLine(status({ state: 'reconnecting', attempt: 4 }), 0, 0, 80, plain)).to.include('· try 4 ]');
  });

  it('goes on in another line where a terminal is narrow, and says as much', () => {
    const waiting = status({ state: 'reconnecting', attempt: 4, retryAt: 10_000 });
    expect(statusLine(waiting, 2, 7_500, 40, plain)).to.equal(
      '[ reconnecting · ws://127.0.0.1:8081 ·\n  try 4 in 3 s, or /now · 2 spooled ]',
    );
    expect(statusLine(waiting, 2, 7_500, 20, plain).split('\n')).to.deep.equal([
      '[ reconnecting ·',
      '  ws://127.0.0.1… ·',
      '  try 4 in 3 s, … ·',
      '  2 spooled ]',
    ]);
  });

  it('fits the terminal', () => {
    const long = status({ state: 'reconnecting', attempt: 12, retryAt: 10_000, address: `ws://x/${'y'.repeat(300)}` });
    for (const columns of [16, 20, 40, 66, 80])
      for (const line of statusLine(long, 1_000, 0, columns, plain).split('\n'))
        expect(line.length).to.be.below(columns);
    expect(statusLine(long, 1, 0, 0, plain)).to.include('…');
  });
});

describe('shortAddress', () => {
  it('leaves out what may be secret', () => {
    expect(shortAddress('wss://me:secret@chat.example/socket?authkey=secret')).to.equal('wss://chat.example/socket');
    expect(shortAddress(undefined)).to.equal('');
    expect(shortAddress('no URL')).to.equal('');
  });
});

describe('statusNotes', () => {
  it('tells of connections that stand, are lost and are left, and of nothing else', () => {
    const [up, down, closed] = [status({}), status({ state: 'reconnecting' }), status({ state: 'closed' })];
    expect(statusNotes(down, up)).to.deep.equal(['-- connected to ws://127.0.0.1:8081']);
    expect(statusNotes(up, down)).to.deep.equal([
      '-- the connection to ws://127.0.0.1:8081 is lost, the next is tried',
    ]);
    expect(statusNotes(up, closed)).to.deep.equal(['-- left']);
    expect(statusNotes(down, status({ state: 'reconnecting', attempt: 2 }))).to.deep.equal([]);
  });
});
