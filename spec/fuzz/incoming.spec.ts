import { expect } from 'chai';
import fc from 'fast-check';
import { BeamChat, type BeamError } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { FIRST_ADDRESS, next, onStage } from '../kit/live.js';
import { holds } from '../model/replay.js';
import { connectedChat, fakeConnection, uncaughtDuring } from './fake-connection.js';
import { frame, judge, textFrame, type Verdict } from './hostile-frames.js';

/** Together at least 100 000 frames. */
const BATCHES = 1_100;
const BATCH = { minLength: 60, maxLength: 140, size: 'max' } as const;
const LEAST = 100_000;
const SOCKET_BATCHES = 120;
const LIVE_FRAMES = 4_000;

const LISTENED = [
  'ChatMessage',
  '__proto__',
  'constructor',
  'toString',
  'error',
  'closed',
  'authresult',
  'newListener',
] as const;
const LIFECYCLE: ReadonlySet<string> = new Set(['error', 'closed', 'authresult', 'newListener', '__proto__']);

const expectUnpolluted = () => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).to.deep.equal(OWN);
  expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
};
const OWN = Object.getOwnPropertyNames(Object.prototype).sort();

/** Compares as JSON, because some data is nested too deeply for a deep assertion. */
const expectSame = (is: unknown, shouldBe: unknown, frame: unknown): void => {
  const [one, other] = [JSON.stringify(is), JSON.stringify(shouldBe)];
  if (one === other) return;
  throw new Error(
    `${one.slice(0, 300)} should be ${other.slice(0, 300)}, after the frame ${String(frame).slice(0, 300)}`,
  );
};

const isListened = (name: string): boolean => (LISTENED as readonly string[]).includes(name);

const ERRORS: Readonly<Record<Verdict['is'], readonly string[]>> = {
  bad: ['BadMessageError'],
  unexpected: ['NoMethodHandlerError'],
  event: [],
  reply: [],
};

describe('hostile frames', () => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  before(() => process.on('unhandledRejection', listener));
  after(() => process.off('unhandledRejection', listener));
  afterEach(() => {
    expectUnpolluted();
    expect(unhandled.splice(0)).to.deep.equal([]);
  });

  it('R21, R22: 100 000 frames: one error for each bad one, each event reaches its listeners, and calls still work', async () => {
    let frames = 0;
    await holds(
      fc.property(fc.array(frame, BATCH), batch => {
        const { chat, end, receive, answer, last } = connectedChat();
        const errors: BeamError[] = [];
        const received: unknown[] = [];
        const packets: unknown[] = [];
        chat.errors$.subscribe(error => errors.push(error));
        chat.packets$.subscribe(packet => packets.push(packet));
        for (const name of LISTENED) chat.events$<unknown>(name).subscribe(data => received.push([name, data]));
        // A random frame may answer this call; if none does, close() rejects it.
        chat.call$('history', [1]).subscribe({ error: () => {} });
        const awaited = new Set<unknown>([last().id]);
        for (const each of batch) {
          frames += 1;
          const verdict = judge(each, awaited);
          if (verdict.is === 'reply') awaited.clear();
          receive(each);
          const listens = verdict.is === 'event' && isListened(verdict.name);
          expectSame(
            [errors.map(({ name }) => name), packets.length],
            [ERRORS[verdict.is], Number(verdict.is !== 'bad')],
            each,
          );
          expectSame(received, listens ? [[verdict.name, verdict.data]] : [], each);
          for (const list of [errors, received, packets]) list.length = 0;
        }
        expect(chat.status.state).to.equal('connected');
        const answers: unknown[] = [];
        chat.call$('msg', ['still there?']).subscribe(data => answers.push(data));
        answer(last().id, 'yes');
        expect(answers).to.deep.equal(['yes']);
        end();
      }),
      BATCHES,
    );
    if (process.env['FC_PATH'] === undefined && process.env['MODEL_RUNS'] === undefined) {
      expect(frames).to.be.at.least(LEAST);
    }
  }).timeout(120_000);

  it('R21: an error about a frame shows its first 256 characters', async () => {
    await holds(
      fc.property(fc.array(textFrame, { maxLength: 30 }), batch => {
        const { chat, end, receive } = connectedChat();
        for (const each of batch.filter(text => judge(text).is === 'bad')) {
          let data: unknown;
          const watching = chat.errors$.subscribe(error => {
            data = (error as { data?: unknown }).data;
          });
          receive(each);
          watching.unsubscribe();
          expect(data).to.equal(each.slice(0, 256));
        }
        end();
      }),
      200,
    );
  });

  it('R23, R24: the bridge emits events under their names, and never under a lifecycle name', async () => {
    const uncaught = await uncaughtDuring(() =>
      holds(
        fc.property(fc.array(frame, BATCH), batch => {
          const { options, newest, receive, open, answer, last } = fakeConnection();
          const socket = new BeamSocket(['wss://chat.test'], options);
          const received: [string, unknown][] = [];
          for (const name of LISTENED) socket.on(name, data => received.push([name, data]));
          socket.boot();
          open();
          received.length = 0;
          for (const each of batch) {
            const verdict = judge(each);
            receive(each);
            const emits = verdict.is === 'event' && isListened(verdict.name) && !LIFECYCLE.has(verdict.name);
            const events = received.filter(([name]) => name !== 'error');
            expectSame(received.length - events.length, ERRORS[verdict.is].length, each);
            expectSame(events, emits ? [[verdict.name, verdict.data]] : [], each);
            received.length = 0;
          }
          const answers: unknown[] = [];
          socket.chat.call$('msg', ['?']).subscribe(data => answers.push(data));
          answer(last().id, 1);
          expect(answers).to.deep.equal([1]);
          void socket.close();
          newest().closes(1000);
        }),
        SOCKET_BATCHES,
      ),
    );
    expect(uncaught).to.deep.equal([]);
  }).timeout(60_000);

  it('R21: one client reads the frames of many batches and keeps nothing', async () => {
    const { chat, end, receive, last, answer } = connectedChat();
    const seen = { errors: 0, expected: 0 };
    chat.errors$.subscribe(() => (seen.errors += 1));
    await holds(
      fc.property(fc.array(frame, BATCH), batch => {
        for (const each of batch) {
          seen.expected += ERRORS[judge(each).is].length;
          receive(each);
        }
        expect(seen.errors).to.equal(seen.expected);
      }),
      60,
    );
    const call = chat.call('history', [1]);
    answer(last().id, []);
    expect(await call).to.deep.equal([]);
    end();
  });

  describe('over a real socket', () => {
    const stage = onStage({ endpoints: 1 });

    it('R21, R22: thousands of frames: one error for each bad one, and calls still work', async () => {
      const frames = fc.sample(fc.oneof(textFrame, fc.uint8Array({ maxLength: 20 })), {
        numRuns: LIVE_FRAMES,
        ...(process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) }),
      });
      const chat = stage.with(new BeamChat(stage.server.endpoints, FIRST_ADDRESS).boot());
      await next(chat.connected$, 'session');
      const errors: string[] = [];
      chat.errors$.subscribe(({ name }) => errors.push(name));
      const end = next(chat.events$<unknown>('end of frames'), 'end of frames');
      const endpoint = stage.server.endpoint(0);
      for (const each of frames) endpoint.send(each);
      endpoint.send('{"type":"event","event":"end of frames","data":true}');
      await end;
      // Text that is not valid Unicode does not survive UTF-8.
      const wellFormed = (each: unknown) => (typeof each === 'string' ? Buffer.from(each).toString() : each);
      expect(errors).to.deep.equal(frames.flatMap(each => ERRORS[judge(wellFormed(each)).is]));
      await chat.call('ping', []);
      expect(chat.status.state).to.equal('connected');
    });

    it('R23: the bridge survives them with a listener for each name', async () => {
      const frames = fc.sample(textFrame, 500);
      const socket = stage.with(new BeamSocket(stage.server.endpoints, FIRST_ADDRESS));
      const connected = next(socket.chat.connected$, 'session');
      let errors = 0;
      socket.on('error', () => (errors += 1));
      const end = new Promise(resolve => socket.once('end of frames', resolve));
      socket.boot();
      await connected;
      for (const each of frames) stage.server.endpoint(0).send(each);
      stage.server.endpoint(0).send('{"type":"event","event":"end of frames"}');
      await end;
      expect(errors).to.equal(frames.filter(each => judge(Buffer.from(each).toString()).is !== 'event').length);
      await socket.call('ping');
    });
  });
});
