import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { filter, take, toArray } from 'rxjs';
import { type BeamChat, CallError, type MethodPacket, ReplyError, TimeoutError } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { next, onStage, rejection } from '../kit/live.js';
import {
  callForms,
  client,
  connect,
  faked,
  frames,
  greet,
  kindAndDelivery,
  outcome,
  rawServer,
  sentBy,
  session,
  turns,
  until,
} from './kit.js';

/** After a loss, the client waits so long that a spec sees it without a session. */
const LONG_WAIT = { random: () => 0.9, backoff: { initial: 60_000, max: 60_000 } };

for (const form of callForms) {
  describe(`the rules of calls, made with ${form.name}`, () => {
    const stage = onStage();
    const texts = () => (stage.receivedOf('msg') as MethodPacket[]).map(packet => packet.arguments[0]);

    it('R12: calls made while disconnected are sent in order, before connected is announced and before later calls', async () => {
      const { socket, chat } = client(stage, stage.server.endpoints);
      const wire: string[] = [];
      const calls: Promise<unknown>[] = [];
      const call = (name: string) => calls.push(form.call(socket, 'ping', [name]));
      chat.spooled$.pipe(take(1)).subscribe(() => call('in spooled$'));
      chat.sent$.pipe(take(1)).subscribe(() => call('in sent$'));
      chat.status$.pipe(filter(({ state }) => state === 'connected')).subscribe(() => call('in status$'));
      chat.connected$.subscribe(() => {
        wire.push('connected');
        call('in connected$');
      });
      chat.sent$.subscribe(packet => wire.push(String(packet.arguments[0])));
      for (const name of ['a', 'b', 'c']) call(name);
      socket.boot();
      await session(chat, 1);
      call('after');
      await Promise.all(calls);
      const received = stage.received.map(({ packet }) => packet.arguments[0]);
      expect(received).to.deep.equal([
        'a',
        'in spooled$',
        'b',
        'c',
        'in sent$',
        'in status$',
        'in connected$',
        'after',
      ]);
      expect(wire.indexOf('connected')).to.be.above(wire.indexOf('in sent$'));
      expect(wire.filter(each => each !== 'connected').sort()).to.deep.equal([...received].sort());
      const ids = stage.received.map(({ packet }) => packet.id as number);
      expect([...ids].sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
    });

    it('R12: ids count up over connections, and none is used for two calls', async () => {
      const { socket, chat } = await connect(stage);
      await form.call(socket, 'ping');
      await stage.server.endpoint(0).fault('drop');
      await session(chat, 2);
      await form.call(socket, 'ping');
      await socket.close();
      socket.boot();
      await session(chat, 3);
      await form.call(socket, 'ping');
      expect(stage.received.map(({ packet }) => packet.id)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    });

    it('R13: a refused call rejects with the server’s error as sent, a string or an object', async () => {
      const given: unknown[] = ['no', { code: 4001, message: 'nobody' }, { any: ['thing'] }, 7, true];
      const raw = await rawServer(stage, greet, ({ id }, { ws }) => ws.send(frames.reply(id, undefined, given[id])));
      const { socket } = client(stage, [raw.url]);
      socket.boot();
      for (const [id, error] of given.entries()) {
        const said = await rejection(form.call(socket, 'purge', ['x']));
        if (form.name.startsWith('Beam')) {
          expect(said).to.deep.equal(error);
          continue;
        }
        expect(said).to.be.instanceOf(ReplyError).and.to.be.instanceOf(CallError);
        expect(said).to.deep.include({ error, kind: 'refused', delivery: 'answered', method: 'purge', id });
      }
    });

    it('R13: a timeout is a TimeoutError, which is also a CallError', async () => {
      const { socket } = await connect(stage);
      await stage.server.endpoint(0).fault('suppressReplies');
      const error = await rejection(form.call(socket, 'ping', [], { timeout: 20 }));
      expect(error)
        .to.be.instanceOf(TimeoutError)
        .and.to.be.instanceOf(CallError)
        .and.to.be.instanceOf(BeamSocket.TimeoutError);
      expect(error).to.include({ method: 'ping', kind: 'timeout', delivery: 'unknown' });
      expect((error as CallError).id).to.be.a('number');
    });

    it('R13: on close(), a spooled call rejects with delivery never, a sent one with delivery unknown', async () => {
      const { socket, chat } = await connect(stage);
      await stage.server.endpoint(0).fault('suppressReplies');
      const sent = outcome(form.call(socket, 'ping'));
      await socket.close();
      expect(await sent).to.equal('closed unknown');
      expect(await outcome(form.call(socket, 'ping'))).to.equal('closed never');
      const idle = client(stage, stage.server.endpoints);
      const waited = outcome(form.call(idle.socket, 'ping'));
      await idle.socket.close();
      expect(await waited).to.equal('closed never');
      expect(chat.status.state).to.equal('closed');
    });

    it('R13: force rejects with kind not-connected while there is no session', async () => {
      const { socket, chat } = client(stage, stage.server.endpoints);
      const spooled: unknown[] = [];
      chat.spooled$.subscribe(packet => spooled.push(packet));
      expect(await outcome(form.call(socket, 'ping', [], { force: true }))).to.equal('not-connected never');
      socket.boot();
      expect(await outcome(form.call(socket, 'ping', [], { force: true }))).to.equal('not-connected never');
      await session(chat, 1);
      expect(await outcome(form.call(socket, 'ping', [], { force: true }))).to.match(/^value/);
      expect(spooled).to.deep.equal([]);
    });

    it('R14: calls in flight at a drop reject at once, except those that may be resent', async () => {
      const { socket, chat } = await connect(stage, { resend: ['history', 'ping'] });
      await stage.server.endpoint(0).fault('suppressReplies');
      const before = outcome(form.call(socket, 'msg', ['lost'], { timeout: 0 }));
      const kept = [
        form.call(socket, 'history', [1]),
        form.call(socket, 'msg', ['again'], { resend: true }),
        form.call(socket, 'ping', [9]),
      ];
      const unmarked = outcome(form.call(socket, 'ping', [10], { resend: false }));
      await until(() => stage.received.length === 6);
      const first = stage.received.splice(0).map(({ packet }) => packet);
      const loss = next(chat.reconnecting$);
      await stage.server.endpoint(0).fault('drop');
      expect(await before).to.equal('disconnected unknown');
      expect(await unmarked).to.equal('disconnected unknown');
      await loss;
      await Promise.all(kept);
      const ids = (packets: readonly { method: string; id?: unknown }[]) =>
        packets.filter(({ method }) => method !== 'auth').map(({ id }) => id);
      const again = stage.received.map(({ packet }) => packet);
      expect(ids(again)).to.deep.equal(ids(first).slice(1, 4));
    });

    it('R14: calls to be resent go to the front of the spool, whatever its limit', async () => {
      const sockets = faked({ ...LONG_WAIT, spool: { limit: 1 } }, ['ws://a']);
      const { socket, chat, welcomeNewest } = sockets;
      socket.boot();
      const first = welcomeNewest();
      const resent = [1, 2, 3].map(n => outcome(form.call(socket, 'history', [n])));
      first.closes(1006);
      expect(await outcome(form.call(socket, 'msg', ['too many']))).to.equal('overflow never');
      const closed = socket.close();
      socket.boot();
      await closed;
      expect(await Promise.all(resent)).to.deep.equal(resent.map(() => 'closed unknown'));
      expect(sentBy(first).map(({ id }) => id)).to.deep.equal([0, 1, 2]);
      await chat.close();
    });

    it('R14: a resent call goes out before later calls, and the reply on the new connection settles it', async () => {
      const { socket, welcomeNewest, made } = faked({ resend: [] });
      socket.boot();
      const first = welcomeNewest();
      const call = form.call(socket, 'move', [1], { resend: true });
      first.closes(1006);
      const later = form.call(socket, 'msg', ['later']);
      await until(() => made.length === 2);
      const second = welcomeNewest();
      expect(sentBy(second).map(({ method, id }) => `${method} ${id}`)).to.deep.equal(['move 0', 'msg 1']);
      second.receives(frames.reply(1, 'b'));
      second.receives(frames.reply(0, 'a'));
      expect(await Promise.all([call, later])).to.deep.equal(['a', 'b']);
      second.closes(1000);
      await socket.close();
    });

    it('R15: timeout counts from the sending, not from the call', async () => {
      const { socket, welcomeNewest, newest, made } = faked({ connectTimeout: 80 });
      const slow = outcome(form.call(socket, 'a', [], { timeout: 40 }));
      socket.boot();
      await until(() => made.length === 2, 'the second dial');
      const answered = welcomeNewest();
      answered.receives(frames.reply(0, 'in time'));
      expect(await slow).to.equal('value "in time"');
      newest().closes(1000);
      await socket.close();
    });

    it('R15: 0 and Infinity wait for ever; the default is callTimeout', async () => {
      const { socket, errors, chat } = await connect(stage, { callTimeout: 30 });
      await stage.server.endpoint(0).fault('suppressReplies');
      const settled: string[] = [];
      const forever = [0, Number.POSITIVE_INFINITY].map(timeout =>
        outcome(form.call(socket, 'ping', [], { timeout })).then(how => settled.push(how)),
      );
      expect(await outcome(form.call(socket, 'ping'))).to.equal('timeout unknown');
      expect(settled).to.deep.equal([]);
      await stage.server.endpoint(0).fault('drop');
      await Promise.all(forever);
      expect(settled).to.deep.equal(['disconnected unknown', 'disconnected unknown']);
      expect(errors).to.deep.equal([]);
      await session(chat, 2);
    });

    it('R15: the wait in the spool has its own limit', async () => {
      const { socket } = faked({ spool: { ttl: 20 } });
      const waits = outcome(form.call(socket, 'a', [], { timeout: 1 }));
      expect(await waits).to.equal('expired never');
      await socket.close();
    });

    it('R16: a signal cancels: a spooled call is never sent, the reply to a sent one is ignored', async () => {
      const { socket, chat, errors } = client(stage, stage.server.endpoints);
      const abort = new AbortController();
      const spooled = rejection(form.call(socket, 'msg', ['gone'], { signal: abort.signal }));
      const kept = outcome(form.call(socket, 'ping'));
      const reason = new Error('changed my mind');
      abort.abort(reason);
      const error = await spooled;
      expect(kindAndDelivery(error)).to.equal('aborted never');
      expect((error as Error).cause).to.equal(reason);
      expect(await outcome(form.call(socket, 'msg', ['dead'], { signal: abort.signal }))).to.equal('aborted never');
      socket.boot();
      await kept;
      expect(texts()).to.deep.equal([]);
      await stage.server.endpoint(0).fault('delayReplies', 30);
      const late = new AbortController();
      const sent = outcome(form.call(socket, 'ping', [], { signal: late.signal }));
      const reply = next(chat.packets$.pipe(filter(({ type }) => type === 'reply')), 'late reply');
      late.abort();
      expect(await sent).to.equal('aborted unknown');
      await reply;
      expect(errors).to.deep.equal([]);
    });

    it('R16, R27: no listener is left on a signal, however the call ends', async () => {
      const { socket } = await connect(stage);
      const { signal } = new AbortController();
      await form.call(socket, 'ping', [], { signal });
      await form.call(socket, 'ping', [], { signal, noReply: true });
      await stage.server.endpoint(0).fault('suppressReplies');
      await outcome(form.call(socket, 'ping', [], { signal, timeout: 5 }));
      const open = outcome(form.call(socket, 'ping', [], { signal }));
      expect(getEventListeners(signal, 'abort')).to.have.length(1);
      await socket.close();
      await open;
      await outcome(form.call(socket, 'ping', [], { signal }));
      await rejection(form.call(socket, 'ping', [1n], { signal }));
      expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
    });

    it('R17: a noReply call resolves with nothing when it is handed to the socket; its reply, good or bad, causes no error', async () => {
      const { socket, chat, errors } = client(stage, stage.server.endpoints);
      const order: string[] = [];
      chat.sent$.subscribe(() => order.push('sent'));
      const spooled = form
        .call(socket, 'purge', ['nobody'], { noReply: true })
        .then(value => order.push(`settled ${value}`));
      await turns();
      expect(order).to.deep.equal([]);
      socket.boot();
      await spooled;
      expect(order).to.deep.equal(['sent', 'settled undefined']);
      expect(await form.call(socket, 'ping', [], { noReply: true })).to.equal(undefined);
      await chat.ping();
      expect(errors).to.deep.equal([]);
    });

    it('R18: nothing is dropped silently while the socket closes', async () => {
      const raw = await rawServer(
        stage,
        connection => {
          if (connection.number === 1) (connection.tcp as { end: unknown }).end = () => connection.tcp;
          greet(connection);
        },
        ({ id, arguments: [what] }, { ws, number }) => {
          if (number === 1 && what === 'close') ws.close(1001, 'held');
          else ws.send(frames.reply(id, what));
        },
        { perMessageDeflate: false },
      );
      const { socket, chat } = client(stage, [raw.url]);
      socket.boot();
      await session(chat, 1);
      const sent: unknown[] = [];
      const spooled: unknown[] = [];
      chat.sent$.subscribe(packet => sent.push(packet.id));
      chat.spooled$.subscribe(packet => spooled.push(packet.id));
      const calls: Promise<string>[] = [outcome(form.call(socket, 'x', ['close']))];
      const closed = next(chat.closed$);
      let open = true;
      void closed.then(() => {
        open = false;
      });
      while (open) {
        calls.push(outcome(form.call(socket, 'x', ['meanwhile'])));
        await new Promise(setImmediate);
      }
      calls.push(outcome(form.call(socket, 'x', ['after'])));
      const ends = await Promise.all(calls);
      for (const how of ends) expect(how).to.be.oneOf(['disconnected unknown', 'value "meanwhile"', 'value "after"']);
      expect(ends.at(-1)).to.equal('value "after"');
      expect(new Set([...sent, ...spooled]).size).to.equal(calls.length);
      const answered = ends.filter(how => how.startsWith('value')).length;
      expect(raw.calls.filter(({ arguments: [what] }) => what !== 'close').length).to.be.at.least(answered);
    });

    it('R18: a full spool rejects the newest call', async () => {
      const { socket, chat } = client(stage, stage.server.endpoints, { spool: { limit: 2 } });
      const spooled: unknown[] = [];
      chat.spooled$.subscribe(packet => spooled.push(packet.arguments[0]));
      const calls = [1, 2, 3].map(n => outcome(form.call(socket, 'ping', [n])));
      expect(await calls[2]).to.equal('overflow never');
      socket.boot();
      expect(await Promise.all(calls)).to.deep.equal(['value undefined', 'value undefined', 'overflow never']);
      expect(spooled).to.deep.equal([1, 2]);
    });

    it('R18: with drop-oldest it rejects the oldest call; with a limit of 0 it holds none', async () => {
      const { socket } = client(stage, stage.server.endpoints, { spool: { limit: 2, overflow: 'drop-oldest' } });
      const calls = [1, 2, 3].map(n => outcome(form.call(socket, 'ping', [n])));
      expect(await calls[0]).to.equal('overflow never');
      socket.boot();
      expect(await Promise.all(calls)).to.deep.equal(['overflow never', 'value undefined', 'value undefined']);
      for (const overflow of ['reject-newest', 'drop-oldest'] as const) {
        const none = client(stage, stage.server.endpoints, { spool: { limit: 0, overflow } });
        expect(await outcome(form.call(none.socket, 'ping'))).to.equal('overflow never');
      }
    });

    it('R19: arguments that cannot be serialized reject that call only, and use no id', async () => {
      const { socket, chat } = await connect(stage);
      const circular: unknown[] = [];
      circular.push(circular);
      const bad: unknown[][] = [
        [1n],
        [circular],
        [
          {
            toJSON: () => {
              throw new Error('not me');
            },
          },
        ],
        [
          {
            get x() {
              throw new Error('nor me');
            },
          },
        ],
      ];
      const before = form.call(socket, 'ping');
      for (const args of bad) {
        const error = await rejection(form.call(socket, 'msg', args));
        expect(kindAndDelivery(error)).to.equal('encoding never');
        expect((error as CallError).cause).to.be.instanceOf(Error);
        expect((error as CallError).method).to.equal('msg');
      }
      await before;
      await form.call(socket, 'ping', [undefined, () => {}, Symbol('s'), Number.NaN, new Date(0)]);
      expect(stage.received.at(-1)?.packet.arguments).to.deep.equal([
        null,
        null,
        null,
        null,
        '1970-01-01T00:00:00.000Z',
      ]);
      expect(stage.received.map(({ packet }) => packet.id)).to.deep.equal([0, 1, 2]);
      expect(texts()).to.deep.equal([]);
      expect(chat.status.state).to.equal('connected');
    });

    it('R19: the same while disconnected; the arguments are sent as they were at the call', async () => {
      const { socket } = client(stage, stage.server.endpoints);
      expect(await outcome(form.call(socket, 'msg', [1n]))).to.equal('encoding never');
      const args = ['before'];
      const call = form.call(socket, 'ping', args);
      args[0] = 'after';
      socket.boot();
      await call;
      expect(stage.received.map(({ packet }) => packet.arguments)).to.deep.equal([['before']]);
    });

    it('R22: replies are matched by id, in any order, each once', async () => {
      const { socket, welcomeNewest, errors } = faked();
      socket.boot();
      const fake = welcomeNewest();
      const calls = [0, 1, 2].map(n => form.call(socket, 'x', [n]));
      for (const id of [2, 0, 1]) fake.receives(frames.reply(id, `data ${id}`));
      expect(await Promise.all(calls)).to.deep.equal(['data 0', 'data 1', 'data 2']);
      fake.receives(frames.reply(0, 'twice'));
      expect(errors.map(({ name }) => name)).to.deep.equal(['NoMethodHandlerError']);
      fake.closes(1000);
      await socket.close();
    });

    for (const id of ['0', 0.5, -0.1, null, undefined, true, [0], {}, 'toString', '__proto__', 'constructor', 12]) {
      it(`R22: a reply whose id is ${JSON.stringify(id)} answers no call`, async () => {
        const { socket, welcomeNewest, errors } = faked();
        socket.boot();
        const fake = welcomeNewest();
        const call = form.call(socket, 'x');
        fake.receives(frames.reply(id, 'wrong'));
        expect(errors.map(({ name }) => name)).to.deep.equal(['NoMethodHandlerError']);
        fake.receives(frames.reply(0, 'right'));
        expect(await call).to.equal('right');
        fake.closes(1000);
        await socket.close();
      });
    }

    it('R22: replies to timed-out, cancelled and noReply calls cause no error', async () => {
      const { socket, welcomeNewest, errors } = faked();
      socket.boot();
      const fake = welcomeNewest();
      const abort = new AbortController();
      const timedOut = outcome(form.call(socket, 'x', [], { timeout: 1 }));
      const aborted = outcome(form.call(socket, 'x', [], { signal: abort.signal }));
      await form.call(socket, 'x', [], { noReply: true });
      abort.abort();
      await Promise.all([timedOut, aborted]);
      for (const id of [0, 1, 2]) fake.receives(frames.reply(id, undefined, id === 1 ? 'late error' : null));
      expect(errors).to.deep.equal([]);
      fake.closes(1000);
      await socket.close();
    });

    it('R13: a reply whose data is absent, null, false, 0 or empty resolves with that data', async () => {
      const { socket, welcomeNewest } = faked();
      socket.boot();
      const fake = welcomeNewest();
      const given = [undefined, null, false, 0, ''];
      const calls = given.map(() => form.call(socket, 'x'));
      given.forEach((data, id) => {
        fake.receives(frames.reply(id, data));
      });
      expect(await Promise.all(calls)).to.deep.equal(given);
      fake.receives('{"type":"reply","id":5}');
      fake.closes(1000);
      await socket.close();
    });

    it('R13: an invalid method, argument list or option rejects with a TypeError, and nothing is sent', async () => {
      const { socket, welcomeNewest } = faked();
      socket.boot();
      const fake = welcomeNewest();
      for (const [method, args, options] of [
        [7, [], undefined],
        ['', [], undefined],
        ['x', [], { timeout: -1 }],
        ['x', [], { timeout: Number.NaN }],
        ['x', [], { timeout: '5' }],
        ['x', [], { signal: 'no' }],
        ['x', [], { noReplay: true }],
      ] as const) {
        expect(await rejection(form.call(socket, method as string, args, options as never))).to.be.instanceOf(
          TypeError,
        );
      }
      expect(sentBy(fake)).to.deep.equal([]);
      fake.closes(1000);
      await socket.close();
    });
  });
}

describe('the rules of calls, for call$() only', () => {
  const stage = onStage();

  const started = async (): Promise<BeamChat> => {
    const { chat } = client(stage, stage.server.endpoints);
    chat.boot();
    await session(chat, 1);
    return chat;
  };

  it('R13: call$() is cold: each subscription is one call, which emits one value and completes', async () => {
    const chat = await started();
    const ping$ = chat.call$('ping', ['x'] as never);
    await turns(2);
    expect(stage.received).to.deep.equal([]);
    const log: string[] = [];
    for (const name of ['a', 'b']) {
      ping$.subscribe({ next: () => log.push(`${name} next`), complete: () => log.push(`${name} complete`) });
    }
    await until(() => log.length === 4);
    expect(log).to.deep.equal(['a next', 'a complete', 'b next', 'b complete']);
    expect(stage.received.map(({ packet }) => packet.id)).to.deep.equal([0, 1]);
  });

  it('R17: call$() with noReply only completes', async () => {
    const chat = await started();
    const log: string[] = [];
    chat
      .call$('ping', [], { noReply: true })
      .subscribe({ next: () => log.push('next'), complete: () => log.push('complete') });
    expect(log).to.deep.equal(['complete']);
  });

  it('R16: unsubscribing cancels: a spooled call is never sent, and the reply to a sent one causes no error', async () => {
    const { chat, errors } = client(stage, stage.server.endpoints);
    const observed: unknown[] = [];
    const observer = {
      next: (value: unknown) => observed.push(value),
      error: (error: unknown) => observed.push(error),
      complete: () => observed.push('complete'),
    };
    chat
      .call$('ping', ['spooled'] as never)
      .subscribe(observer)
      .unsubscribe();
    chat.boot();
    await session(chat, 1);
    const reply = next(chat.packets$.pipe(filter(({ type }) => type === 'reply')));
    chat
      .call$('ping', ['sent'] as never)
      .subscribe(observer)
      .unsubscribe();
    await reply;
    expect(stage.received.map(({ packet }) => packet.arguments[0])).to.deep.equal(['sent']);
    expect([observed, errors]).to.deep.equal([[], []]);
  });

  it('R13: spooled$, sent$ and packets$ emit the packets as they are', async () => {
    const { chat } = client(stage, stage.server.endpoints);
    const spooled = next(chat.spooled$);
    const sent = next(chat.sent$);
    const packets = next(chat.packets$.pipe(take(2), toArray()));
    const call = chat.call('ping', ['x'] as never);
    const packet = { type: 'method', method: 'ping', arguments: ['x'], id: 0 };
    chat.boot();
    await call;
    expect([await spooled, await sent]).to.deep.equal([packet, packet]);
    expect((await packets).map(({ type }) => type)).to.deep.equal(['event', 'reply']);
  });

  it('R17: a failed noReply call causes no unhandled rejection', async () => {
    const { chat, socket } = client(stage, stage.server.endpoints);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      void chat.call('ping', [], { noReply: true, force: true });
      void socket.call('ping', [], { noReply: true, force: true });
      void chat.call('ping', [1n] as never, { noReply: true });
      void chat.call('ping', [], { noReply: true });
      await chat.close();
      void chat.call('ping', [], { noReply: true });
      await turns(3);
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it('R20: the work per reply does not grow with the pending calls, nor the work per event with the subscribed names', async () => {
    const cost = (count: number): number => {
      const { chat, welcomeNewest } = faked();
      chat.boot();
      const fake = welcomeNewest();
      for (let n = 0; n < count; n += 1) {
        chat.call$<unknown>('x', []).subscribe({ error: () => {} });
        chat.events$<unknown>(`Event${n}`).subscribe();
      }
      let best = Number.POSITIVE_INFINITY;
      let id = count;
      for (let round = 0; round < 5; round += 1) {
        const start = performance.now();
        for (let n = 0; n < 500; n += 1) {
          chat.call$<unknown>('x', []).subscribe({ error: () => {} });
          fake.receives(frames.reply(id++, n));
          fake.receives('{"type":"event","event":"Event0"}');
        }
        best = Math.min(best, performance.now() - start);
      }
      fake.closes(1000);
      void chat.close();
      return best;
    };
    cost(10);
    const [few, many] = [cost(10), cost(20_000)];
    expect(many).to.be.below(few * 12 + 20);
  });
});
