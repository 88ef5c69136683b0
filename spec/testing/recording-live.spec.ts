import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat } from '../../lib/index.js';
import { type RecordedEntry, record } from '../../lib/testing/index.js';
import { CHANNEL, next, onStage } from '../kit/live.js';
import { execute } from './execute.js';

/** The states and messages of a chat, without their times. */
const watch = (chat: BeamChat): string[] => {
  const log: string[] = [];
  chat.status$.subscribe(({ state, attempt }) => log.push(`${state} ${attempt}`));
  chat.events$('ChatMessage').subscribe(({ user_name }) => log.push(`message of ${user_name}`));
  chat.closed$.subscribe(({ code }) => log.push(`closed ${code}`));
  return log;
};

const endsOf = (entries: readonly RecordedEntry[]): unknown[] =>
  entries.filter(entry => entry.type === 'settled').map(({ call, kind }) => [call, kind]);

describe('record, over real sockets', () => {
  const stage = onStage();

  it('R51: an outage becomes a script that runs in virtual time', async () => {
    const { endpoints, user, authkey } = await stage.join('ada');
    const options = {
      random: () => 0.4,
      auth: [CHANNEL, user.id, authkey],
      pingInterval: 20,
      backoff: { initial: 5_000 },
    } as const;
    const chat = stage.with(new BeamChat(endpoints, options));
    const recording = record(chat);
    const log = watch(chat);
    chat.boot();
    await next(chat.connected$, 'session');
    await chat.call('msg', ['hello']);
    await chat.call<unknown>('nothing').catch(() => {});
    const lost = next(chat.closed$, 'loss');
    await stage.server.endpoint(0).stop();
    await lost;
    await chat.close();
    const source = recording.toScript();
    expect(source).not.to.include(authkey);
    const incident = await execute(source);
    const replayed = new TestScheduler(() => {}).run(({ flush }) => {
      const { chat: again, steps$ } = incident();
      const seen = watch(again);
      const recorded = record(again);
      steps$.subscribe();
      flush();
      return { seen, ends: endsOf(recorded.entries) };
    });
    expect(replayed.seen).to.deep.equal(log);
    expect(replayed.ends).to.deep.equal(endsOf(recording.entries));
  });
});
