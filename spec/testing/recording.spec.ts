import { expect } from 'chai';
import { asyncScheduler, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat } from '../../lib/index.js';
import * as testing from '../../lib/testing/index.js';
import {
  ChatDouble,
  chatMessage,
  event,
  frame,
  type RecordedEntry,
  record,
  ScriptedSocket,
} from '../../lib/testing/index.js';
import { execute } from './execute.js';
import { KEY, randomIncident, watch } from './random-incident.js';

/** Runs in virtual time until nothing is left to do. */
const inVirtualTime = <T>(act: () => T): T =>
  new TestScheduler(() => {}).run(({ flush }) => {
    const result = act();
    flush();
    return result;
  });

const endsOf = (entries: readonly testing.RecordedEntry[]): string[] =>
  entries
    .filter(entry => entry.type === 'settled')
    .map(({ at, call, kind, delivery }) => `${at} ${call} ${kind} ${delivery}`);

const SEEDS = 100;

describe('record', function () {
  this.timeout(180_000);

  it(`R51: a script makes the statuses, events and ends of calls of a recording the same again, over ${SEEDS} seeds`, async () => {
    let ends = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const recorded = inVirtualTime(() => {
        const { chat, recording } = randomIncident(seed, 100_000);
        return { log: watch(chat), recording };
      });
      const source = recorded.recording.toScript();
      expect(source).not.to.include('hidden');
      const incident = await execute(source);
      const replayed = inVirtualTime(() => {
        const { chat, steps$ } = incident();
        const log = watch(chat);
        const recording = testing.record(chat, { last: 100_000 });
        steps$.subscribe();
        return { log, recording };
      });
      expect(replayed.log, `seed ${seed}`).to.deep.equal(recorded.log);
      expect(endsOf(replayed.recording.entries), `seed ${seed}`).to.deep.equal(endsOf(recorded.recording.entries));
      ends += endsOf(replayed.recording.entries).length;
    }
    expect(ends).to.be.above(2_000);
  });

  /** A chat of one server, which is at work when the recording begins to forget: it calls, loses its connection, and goes on. */
  const longSession = (last: number) => {
    const wake$ = new Subject<void>();
    const servers = new ScriptedSocket(
      { 'wss://a.test/?key=hidden': ['(ow) 99ms a 100ms a 300ms #', '5ms (ow) 50ms a 2s #', '5ms (ow) 5s a'] },
      {
        values: { a: event('ChatMessage', chatMessage('bob', 'hi')) },
        replies: { msg: text => chatMessage('me', text) },
      },
    );
    const random = () => 0.5;
    const chat = new BeamChat(servers.addresses, {
      WebSocketCtor: servers.WebSocketCtor,
      random,
      wake$,
      pingInterval: 0,
    });
    const recording = record(chat, { last });
    const log = watch(chat);
    chat.auth(1, 2, KEY).catch(() => {});
    chat.boot();
    for (let at = 10; at < 4_000; at += 50) {
      asyncScheduler.schedule(() => chat.call$('msg', [`hi ${at}`]).subscribe({ error: () => {} }), at);
    }
    asyncScheduler.schedule(() => wake$.next(), 2_700);
    asyncScheduler.schedule(() => void chat.close(), 4_000);
    return { log, recording };
  };

  /** What was logged in a time, which counts from its beginning; sessions have other numbers, and credentials are not known. */
  const within = (log: readonly string[], from: number, to: number): string[] =>
    log
      .map(line => [Number(line.split(' ')[0]), line.slice(line.indexOf(' ') + 1)] as const)
      .filter(([at]) => at >= from && at < to)
      .map(
        ([at, text]) => `${at - from} ${text.replace(/session \d+/, 'session').replace(/(status \w+ \d+).*/, '$1')}`,
      );

  for (const last of [10_000, 150, 40]) {
    it(`R51: the newest ${last} entries make what they say happen again`, async () => {
      const { log, recording } = inVirtualTime(() => longSession(last));
      expect(recording.entries).to.have.length(Math.min(last, recording.entries.length));
      expect(recording.entries.length).to.be.above(30);
      const source = recording.toScript();
      expect(source).not.to.include('hidden');
      const incident = await execute(source);
      const replayed = inVirtualTime(() => {
        const { chat, steps$ } = incident();
        steps$.subscribe();
        return watch(chat);
      });
      const [{ at: from }] = recording.entries as [RecordedEntry];
      // What brought the client there is not of the recording.
      const skipped = last === 10_000 ? 0 : 1;
      expect(within(replayed, skipped, 9_999)).to.deep.equal(within(log, from + skipped, 9_999));
      expect(within(replayed, skipped, 9_999)).to.have.length.above(2);
    });
  }

  it('R51: keeps only the newest entries, and records nothing once it is stopped', async () => {
    const double = new ChatDouble();
    const recording = record(double, { last: 3 });
    for (let id = 0; id < 10; id += 1) await double.auth(id);
    const calls = recording.entries.map(entry => ('call' in entry ? `${entry.call} ${entry.type}` : entry.type));
    expect(calls).to.deep.equal(['9 settled', '10 made', '10 settled']);
    expect(Object.isFrozen(recording.entries)).to.equal(true);
    recording.stop();
    await double.auth(11);
    expect(recording.entries).to.have.length(3);
  });

  it('R51: has no key in its entries, and replays a chat with options of its own', async () => {
    const { recording } = inVirtualTime(() => longSession(10_000));
    const text = JSON.stringify(recording.entries);
    expect(text).not.to.include('hidden');
    expect(text).to.include('[1,2,\\"…\\"]');
    const chat = new BeamChat(['wss://a.test'], { auth: [1, 2, KEY], callTimeout: Infinity, spool: { limit: 5 } });
    const source = record(chat).toScript();
    expect(source).to.include('callTimeout: Infinity,').and.to.include('limit: 5').and.not.to.include(KEY);
    expect(await execute(source)).to.be.a('function');
  });

  it('R51: has no key either that the client did not know yet when a server repeated it', async () => {
    const { recording } = inVirtualTime(() => {
      const value = { k: frame(`no JSON: ${KEY}`) };
      const servers = new ScriptedSocket({ 'wss://a.test': ['(ow) 5ms k 50ms #'] }, { values: value });
      const chat = new BeamChat(servers.addresses, { WebSocketCtor: servers.WebSocketCtor });
      const recorded = record(chat);
      chat.boot();
      asyncScheduler.schedule(() => chat.auth(1, 2, KEY).catch(() => {}), 20);
      asyncScheduler.schedule(() => void chat.close(), 40);
      return { recording: recorded };
    });
    expect(JSON.stringify(recording.entries)).to.include('no JSON: …').and.not.to.include(KEY);
    expect(recording.toScript()).to.include('no JSON: …').and.not.to.include(KEY);
  });

  it('refuses what it cannot keep, and what is no client', () => {
    const double = new ChatDouble();
    expect(() => record(double, { last: 0 })).to.throw(TypeError, 'the option last of record() must be a whole number');
    expect(() => record(double, 5 as never)).to.throw(TypeError, 'the options of record() must be an object, not 5');
    expect(() => record({} as never)).to.throw(TypeError, 'record() takes a BeamChat');
  });
});
