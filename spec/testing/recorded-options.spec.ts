import { expect } from 'chai';
import { asyncScheduler, map, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat, type BeamChatOptions, inWindow, onRefusal } from '../../lib/index.js';
import { type Act, buffered, frame, type RecordedEntry, record, ScriptedSocket } from '../../lib/testing/index.js';
import { Chance } from '../chaos/prng.js';
import { execute } from './execute.js';

/** In virtual time, until nothing is left to do. */
const inVirtualTime = <T>(act: () => T): T =>
  new TestScheduler(() => {}).run(({ flush }) => {
    const result = act();
    flush();
    return result;
  });

/** All that a client did, each with its time: its dials, its frames, its statuses and the ends of its calls. */
const done = (entries: readonly RecordedEntry[]): string[] =>
  entries.flatMap(entry => {
    if (entry.type === 'buffered' || entry.type === 'network' || entry.type === 'made') return [];
    const { after, ...facts } = entry as RecordedEntry & { readonly after?: number };
    return [JSON.stringify(facts)];
  });

/** What a client does is the same when its script is executed. Returns it, and the script. */
const expectSame = async (act: () => BeamChat): Promise<{ entries: readonly RecordedEntry[]; source: string }> => {
  const recording = inVirtualTime(() => {
    const chat = act();
    const recorded = record(chat, { last: 100_000 });
    chat.boot();
    return recorded;
  });
  const source = recording.toScript();
  const incident = await execute(source);
  const replayed = inVirtualTime(() => {
    const { chat, steps$ } = incident();
    const recorded = record(chat, { last: 100_000 });
    steps$.subscribe();
    return recorded;
  });
  expect(done(replayed.entries).join('\n')).to.equal(done(recording.entries).join('\n'));
  return { entries: recording.entries, source };
};

const ADDRESSES = ['wss://a.test/', 'wss://b.test/', 'wss://c.test/'];

/** One socket of a server that may be slow, silent or down. */
const socketOf = (chance: Chance): string => {
  const fate = chance.next();
  if (fate < 0.15) return '-';
  if (fate < 0.3) return `${chance.int(1, 90)}ms #`;
  if (fate < 0.4) return `${chance.int(1, 60)}ms o`;
  return `${chance.int(1, 90)}ms o ${chance.int(1, 40)}ms w ${chance.int(50, 900)}ms #`;
};

describe('the options of a recorded client', function () {
  this.timeout(180_000);

  it('R51: with hedge, two addresses are dialled in parallel again, and the loser is dropped, over 40 seeds', async () => {
    let lost = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const { entries, source } = await expectSame(() => {
        const chance = new Chance(seed);
        const scripts = () => Array.from({ length: 20 }, () => socketOf(chance));
        const servers = new ScriptedSocket(Object.fromEntries(ADDRESSES.map(address => [address, scripts()])));
        const chat = new BeamChat(servers.addresses, {
          WebSocketCtor: servers.WebSocketCtor,
          hedge: 50,
          connectTimeout: 300,
          backoff: { initial: 50, max: 100 },
          random: chance.fork().next,
        });
        for (let at = 3; at < 4_000; at += 101)
          asyncScheduler.schedule(() => chat.call$('msg', ['hi']).subscribe({ error: () => {} }), at);
        timer(4_000).subscribe(() => void chat.close());
        return chat;
      });
      expect(source).to.include('hedge: 50,');
      lost += entries.filter(entry => entry.type === 'gone' && entry.byClient).length;
    }
    expect(lost).to.be.above(60);
  });

  /** A chat that makes bursts of calls, to a server which answers after 5 ms what it does not refuse. */
  const burstOf = (options: BeamChatOptions, script = 'u', values: Record<string, Act> = {}, refused = 0): BeamChat => {
    let left = refused;
    const msg = () =>
      timer(5).pipe(
        map(() => {
          left -= 1;
          if (left >= 0) throw { code: 4005, message: 'too fast' };
          return {} as never;
        }),
      );
    const servers = new ScriptedSocket({ 'wss://a.test/': script }, { replies: { msg }, values });
    const chat = new BeamChat(servers.addresses, {
      WebSocketCtor: servers.WebSocketCtor,
      random: () => 0.5,
      ...options,
    });
    for (const at of [10, 250, 700])
      asyncScheduler.schedule(() => {
        for (let n = 0; n < 7; n += 1) chat.call$('msg', [`${at}: ${n}`]).subscribe({ error: () => {} });
        chat.call$('msg', ['now'], { force: true }).subscribe({ error: () => {} });
      }, at);
    timer(9_000).subscribe(() => void chat.close());
    return chat;
  };

  it('R51: with inWindow and concurrency, calls wait as long again', async () => {
    const pace = inWindow({ messages: 4, per: 100 });
    const { source } = await expectSame(() =>
      burstOf({ pace, concurrency: 2, pingInterval: 150 }, 'u 1200ms d 30ms u'),
    );
    expect(source).to.include('    pace: inWindow({ messages: 4, per: 100, reserve: 1 }),\n    concurrency: 2,\n');
    expect(source).to.include("import { BeamChat, inWindow } from 'rx-beam';");
  });

  it('R51: with onRefusal, what was refused is sent again', async () => {
    const pace = [onRefusal(), inWindow({ messages: 20, per: 1_000, reserve: 2 })];
    const { entries, source } = await expectSame(() => burstOf({ pace }, 'u', {}, 3));
    expect(source).to.include('pace: [onRefusal(), inWindow({ messages: 20, per: 1000, reserve: 2 })],');
    expect(entries.filter(entry => entry.type === 'settled' && entry.kind === 'refused')).to.have.length(0);
  });

  it('R51: with highWater, calls wait until the socket has drained', async () => {
    const values = { f: buffered(5_000), e: buffered(0), n: frame('{"type":"event","event":"Nothing","data":{}}') };
    const { entries, source } = await expectSame(() => burstOf({ highWater: 1_000 }, 'u 199ms f 155ms e', values));
    expect(source).to.include('highWater: 1000,').and.include('act: buffered(5000)').and.include('act: buffered(0)');
    const sentAt = entries.find(entry => entry.type === 'sent' && String(entry.frame).includes('250: 3'))?.at;
    expect(sentAt).to.be.above(350);
  });
});
