import { expect } from 'chai';
import { serveLog } from '../../lib/cli/serve-log.js';
import { type BeamChat, BeamChat as Chat } from '../../lib/index.js';
import { CHANNEL, next, onStage } from '../kit/live.js';

describe('serveLog', () => {
  const stage = onStage();
  let lines: string[];
  beforeEach(() => {
    lines = [];
    serveLog(stage.server).subscribe(line => lines.push(line));
  });

  /** Closes a client, and waits until the server has noticed. */
  const leave = async (chat: BeamChat): Promise<void> => {
    const left = next(stage.server.connections$, 'the end');
    await chat.close();
    await left;
  };

  it('tells who joins, speaks and goes, with endpoints counted from 1', async () => {
    const ada = await stage.connect('ada');
    await stage.server.endpoint(0).fault('refuse');
    const bob = await stage.connect('bob');
    await ada.call('msg', ['Hello']);
    await ada.call('vote:start', ['Tea?', ['Yes', 'No'], 30]);
    await leave(bob);
    expect(lines).to.deep.equal([
      `ada joined channel ${CHANNEL} at endpoint 1`,
      `bob joined channel ${CHANNEL} at endpoint 2`,
      'ada: Hello',
      'ada calls vote:start',
      'bob left endpoint 2',
    ]);
  });

  it('shows no authkey, no text of a whisper, and nothing that a terminal obeys', async () => {
    const ada = await stage.connect('ada');
    await stage.connect('bob');
    await ada.call('whisper', ['bob', 'SECRET']);
    await ada.call('msg', ['a\u001b[2Jb']);
    await ada.call<unknown>('x\u0007', [{ toString: 1 }]).catch(() => {});
    await ada.call<unknown>('msg', [{ toString: 1 }]).catch(() => {});
    expect(lines.slice(2)).to.deep.equal(['ada whispers to bob', 'ada: ab', 'ada calls x', 'ada: ']);
    const keys = stage.received.filter(({ packet }) => packet.method === 'auth').map(each => each.packet.arguments[2]);
    expect(keys).to.have.length(2);
    for (const key of keys) expect(lines.join()).not.to.include(key);
  });

  it('tells of readers, and of connections that join no channel', async () => {
    const reader = stage.with(new Chat(stage.server.endpoints, { auth: [CHANNEL], random: () => 0 }).boot());
    await next(reader.connected$);
    await leave(reader);
    const stranger = stage.with(new Chat(stage.server.endpoints, { random: () => 0 }).boot());
    await next(stranger.connected$);
    await leave(stranger);
    expect(lines).to.deep.equal([
      `a reader joined channel ${CHANNEL} at endpoint 1`,
      'a reader left endpoint 1',
      'a connection to endpoint 1 closed, and had joined no channel',
    ]);
  });
});
