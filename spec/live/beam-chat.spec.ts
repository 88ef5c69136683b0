import { expect } from 'chai';
import { filter, firstValueFrom, lastValueFrom, merge, take, toArray } from 'rxjs';
import {
  AuthenticationFailedError,
  BeamChat,
  type BeamChatOptions,
  CallError,
  ConnectionError,
  type Join,
  ReplyError,
} from '../../lib/index.js';
import { CHANNEL, FIRST_ADDRESS, next, onStage, rejection } from '../kit/live.js';
import { caughtUp } from '../kit/runtime.js';

const kindAndDelivery = (error: unknown) => {
  expect(error).to.be.instanceOf(CallError);
  const { kind, delivery } = error as CallError;
  return { kind, delivery };
};

describe('BeamChat over real sockets', () => {
  const stage = onStage();
  const connect = (user?: string, options?: BeamChatOptions) => stage.connect(user, options);

  it('R2: announces a session after welcome, opt-outs and auth, in this order', async () => {
    const { endpoints, authkey, user } = await stage.join('ada');
    const chat = stage.with(new BeamChat(endpoints));
    const order: string[] = [];
    chat.packets$.subscribe(packet => order.push(packet.type === 'event' ? packet.event : 'reply'));
    chat.sent$.subscribe(packet => order.push(packet.method));
    chat.connected$.subscribe(() => order.push('connected'));
    chat.boot();
    const settled = Promise.all([chat.auth(CHANNEL, user.id, authkey), chat.optOutEvents('UserJoin')]);
    const session = await next(chat.connected$, 'session');
    expect(session).to.include({ session: 1, authenticated: true });
    expect(await settled).to.deep.equal([{ authenticated: true, roles: ['Owner'] }, {}]);
    expect(order).to.deep.equal(['WelcomeEvent', 'optOutEvents', 'reply', 'auth', 'reply', 'connected']);
    expect(chat.status).to.include({ state: 'connected', address: session.address, attempt: 0 });
  });

  it('gives the data of replies and of events', async () => {
    const [ada, bob] = await Promise.all([connect('ada'), connect('bob')]);
    const received = next(bob.events$('ChatMessage'), 'message');
    const said = await ada.call('msg', ['Hello :)']);
    expect(said.message.message.map(part => part.type)).to.deep.equal(['text', 'emoticon']);
    expect(await received).to.deep.equal(said);
    expect(await firstValueFrom(bob.call$('history', [1]))).to.deep.equal([said]);
    expect(await bob.ping()).to.be.at.least(0);
  });

  it('R12, R9: spools while disconnected, fails over, authenticates again, and sends in order', async () => {
    const chat = await connect();
    const spooled = lastValueFrom(chat.spooled$.pipe(take(3), toArray()));
    const at = await stage.stopEndpointOf(chat);
    expect(chat.status.state).to.equal('reconnecting');
    const log: string[] = [];
    chat.sent$.subscribe(packet => log.push(`${packet.method} ${packet.arguments[0]}`));
    chat.connected$.subscribe(({ session }) => log.push(`connected ${session}`));
    const calls = ['a', 'b', 'c'].map(text => chat.call('msg', [text]));
    expect((await spooled).map(packet => packet.arguments[0])).to.deep.equal(['a', 'b', 'c']);
    await Promise.all(calls);
    expect(log).to.deep.equal([`auth ${CHANNEL}`, 'msg a', 'msg b', 'msg c', 'connected 2']);
    expect(chat.status.address).to.equal(stage.server.endpoints[1 - at]);
    await caughtUp();
    const ids = stage.received.map(({ packet }) => packet.id as number).sort((a, b) => a - b);
    expect(ids).to.deep.equal([0, 1, 2, 3, 4]);
  });

  for (const [name, end] of [
    ['a clean close 1000', 1000],
    ['a clean close 1001', 1001],
    ['a close 4000', 4000],
  ] as const) {
    it(`R3: continues at the next address after ${name}`, async () => {
      const chat = await connect();
      const closed = next(chat.closed$, 'close');
      const again = next(chat.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
      await stage.server.endpoint(0).fault('close', { code: end, reason: 'enough' });
      expect(await closed).to.deep.equal({
        address: stage.server.endpoints[0],
        code: end,
        reason: 'enough',
        wasClean: true,
      });
      expect((await again).address).to.equal(stage.server.endpoints[1]);
      await caughtUp();
      expect(stage.server.connectionCount()).to.equal(1);
    });
  }

  it('R3, R5: continues after an address that refuses, and reports why', async () => {
    await stage.server.endpoint(0).stop();
    const chat = stage.with(new BeamChat(stage.server.endpoints, FIRST_ADDRESS));
    const failed = next(chat.errors$, 'error');
    const session = next(chat.connected$, 'session');
    chat.boot();
    expect(await failed)
      .to.be.instanceOf(ConnectionError)
      .with.property('message')
      .that.includes(stage.server.endpoints[0] as string);
    expect((await session).address).to.equal(stage.server.endpoints[1]);
  });

  it('R2: abandons an address that does not establish a session in time', async () => {
    await stage.server.endpoint(0).fault('neverWelcome');
    const chat = stage.with(new BeamChat(stage.server.endpoints, { ...FIRST_ADDRESS, connectTimeout: 500 }));
    const closed = next(chat.closed$, 'close');
    const session = next(chat.connected$, 'session');
    chat.boot();
    expect(await closed).to.include({ address: stage.server.endpoints[0], code: 1006, wasClean: false });
    expect((await session).address).to.equal(stage.server.endpoints[1]);
  });

  it('R10: a first auth that is refused rejects, and the connection stays up', async () => {
    const { endpoints } = await stage.join('ada');
    const chat = stage.with(new BeamChat(endpoints, FIRST_ADDRESS).boot());
    const error = await rejection(chat.auth(CHANNEL, 7, 'wrong'));
    expect(error)
      .to.be.instanceOf(ReplyError)
      .and.include({ error: 'UNOTFOUND', kind: 'refused', delivery: 'answered' });
    expect(await next(chat.connected$, 'session')).to.include({ authenticated: false });
    const { authkey, user } = await stage.join('ada');
    expect(await chat.auth(CHANNEL, user.id, authkey)).to.include({ authenticated: true });
  });

  it('R11: a refused re-authentication closes the client, with one error', async () => {
    const { endpoints, authkey, user } = await stage.join('ada');
    const chat = stage.with(new BeamChat(endpoints, { ...FIRST_ADDRESS, backoff: { initial: 0 } }).boot());
    await chat.auth(CHANNEL, user.id, authkey);
    const errors: unknown[] = [];
    chat.errors$.subscribe(error => errors.push(error));
    const closed = next(chat.status$.pipe(filter(({ state }) => state === 'closed')), 'end');
    await stage.stopEndpointOf(chat);
    const error = (await rejection(chat.call('msg', ['too late']))) as CallError;
    await closed;
    expect(errors).to.have.length(1);
    expect(errors[0]).to.be.instanceOf(AuthenticationFailedError).and.include({ code: 'UNOTFOUND' });
    expect(kindAndDelivery(error)).to.deep.equal({ kind: 'closed', delivery: 'never' });
    expect(error.cause).to.equal(errors[0]);
    expect((errors[0] as Error).message).not.to.include(authkey);
  });

  it('R11: a function of options.auth is called once more, with a new join reply', async () => {
    const joins: Join[] = [];
    const chat = stage.with(
      new BeamChat(() => stage.join('ada'), {
        ...FIRST_ADDRESS,
        auth: join => {
          joins.push(join);
          return [CHANNEL, 7, joins.length === 1 ? 'wrong' : join.authkey];
        },
      }),
    );
    const session = next(chat.connected$, 'session');
    chat.boot();
    expect(await session).to.include({ authenticated: true });
    expect(joins).to.have.length(2);
    expect(joins[0]?.authkey).not.to.equal(joins[1]?.authkey);
  });

  it('R14: calls in flight at a loss reject, and those that may be resent are', async () => {
    const chat = await connect();
    await stage.server.endpoint(0).fault('suppressReplies');
    const [msg, history] = [rejection(chat.call('msg', ['?'])), chat.call('history', [5])];
    await next(stage.server.received$.pipe(filter(({ packet }) => packet.method === 'history')), 'history');
    await stage.server.endpoint(0).fault('drop');
    expect(kindAndDelivery(await msg)).to.deep.equal({ kind: 'disconnected', delivery: 'unknown' });
    expect(await history).to.have.length(1);
    await caughtUp();
    const ids = stage.receivedOf('history').map(packet => (packet as { id: number }).id);
    expect(ids).to.have.length(2);
    expect(ids[0]).to.equal(ids[1]);
  });

  it('R15, R22: the timeout of a call counts from its sending, and its late reply causes no error', async () => {
    const chat = await connect();
    const errors: unknown[] = [];
    chat.errors$.subscribe(error => errors.push(error));
    await stage.server.endpoint(0).fault('delayReplies', 150);
    const late = next(chat.packets$.pipe(filter(packet => packet.type === 'reply')), 'late reply');
    const error = await rejection(chat.call('msg', ['slow'], { timeout: 30 }));
    expect(kindAndDelivery(error)).to.deep.equal({ kind: 'timeout', delivery: 'unknown' });
    await late;
    expect(errors).to.deep.equal([]);
  });

  it('R16: a spooled call that is aborted is never sent', async () => {
    const chat = await connect();
    await stage.stopEndpointOf(chat);
    const abort = new AbortController();
    const gone = chat.call('msg', ['gone'], { signal: abort.signal });
    const unsubscribed = chat.call$('msg', ['gone too']).subscribe();
    const kept = chat.call('msg', ['kept']);
    abort.abort();
    unsubscribed.unsubscribe();
    expect(kindAndDelivery(await rejection(gone))).to.deep.equal({ kind: 'aborted', delivery: 'never' });
    await kept;
    await caughtUp();
    expect(stage.receivedOf('msg').map(packet => (packet as { arguments: unknown[] }).arguments[0])).to.deep.equal([
      'kept',
    ]);
  });

  it('R17: noReply resolves when the packet is handed to the socket; force does not wait', async () => {
    const chat = await connect();
    expect(await chat.call('msg', ['one way'], { noReply: true })).to.equal(undefined);
    expect(await lastValueFrom(chat.call$('ping', [], { noReply: true }), { defaultValue: 'nothing' })).to.equal(
      'nothing',
    );
    await stage.stopEndpointOf(chat);
    const error = await rejection(chat.call('msg', ['now'], { force: true }));
    expect(kindAndDelivery(error)).to.deep.equal({ kind: 'not-connected', delivery: 'never' });
    expect(kindAndDelivery(await rejection(chat.ping()))).to.deep.equal({ kind: 'not-connected', delivery: 'never' });
  });

  it('R18: the spool has a limit', async () => {
    const chat = stage.with(new BeamChat(stage.server.endpoints, { spool: { limit: 2 } }));
    const calls = [1, 2, 3].map(n => chat.call('ping', [n] as never));
    expect(kindAndDelivery(await rejection(calls[2] as Promise<void>))).to.deep.equal({
      kind: 'overflow',
      delivery: 'never',
    });
    chat.boot();
    await Promise.all(calls.slice(0, 2));
  });

  it('R21: a bad frame is reported, and the connection continues', async () => {
    const chat = await connect();
    const error = next(chat.errors$, 'error');
    await stage.server.endpoint(0).fault('garbage');
    expect(await error).to.have.property('name', 'BadMessageError');
    await chat.call('ping', []);
    expect(chat.status.state).to.equal('connected');
  });

  it('R7: the connection to a server that no longer answers is dropped', async () => {
    const chat = await connect('ada', { pingInterval: 50, pingTimeout: 50 });
    const error = next(chat.errors$, 'error');
    const again = next(chat.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    await stage.server.endpoint(0).fault('freeze');
    expect(await error).to.include({ name: 'TimeoutError', method: 'ping' });
    expect((await again).address).to.equal(stage.server.endpoints[1]);
  });

  it('R29: close({ drain }) lets pending calls continue over a reconnect', async () => {
    const chat = await connect();
    await stage.stopEndpointOf(chat);
    const call = chat.call('msg', ['last words']);
    const closed = chat.close({ drain: 5_000 });
    expect(kindAndDelivery(await rejection(chat.call('msg', ['too late'])))).to.deep.equal({
      kind: 'closed',
      delivery: 'never',
    });
    expect((await call).message.message).to.have.length(1);
    await closed;
    expect(chat.status.state).to.equal('closed');
    await caughtUp();
    expect(stage.server.connectionCount()).to.equal(0);
  });

  it('close() is clean and emits once on closed$, and boot() starts the client again', async () => {
    const chat = await connect();
    const closes: unknown[] = [];
    chat.closed$.subscribe(info => closes.push(info));
    const inFlight = rejection(chat.call('msg', ['bye']));
    await chat.close({ code: 4001, reason: 'done' });
    await chat.close();
    expect(kindAndDelivery(await inFlight)).to.deep.equal({ kind: 'closed', delivery: 'unknown' });
    expect(closes).to.deep.equal([{ address: stage.server.endpoints[0], code: 4001, reason: 'done', wasClean: true }]);
    const again = next(chat.connected$, 'session');
    chat.boot();
    expect(await again).to.include({ session: 2, authenticated: true });
  });

  it('close() works before boot(), and boot() while closing', async () => {
    const chat = await connect();
    const idle = new BeamChat(stage.server.endpoints);
    const observed = next(idle.closed$, 'close');
    const waiting = rejection(idle.call('ping', []));
    await idle.close();
    expect(await observed).to.deep.equal({ address: undefined, code: 1000, reason: '', wasClean: true });
    expect(kindAndDelivery(await waiting)).to.deep.equal({ kind: 'closed', delivery: 'never' });
    const again = next(chat.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    const closed = chat.close();
    chat.boot();
    await Promise.all([closed, again]);
    await caughtUp();
    expect(stage.server.connectionCount()).to.equal(1);
  });

  it('shouldReconnect ends the client', async () => {
    const ends: unknown[] = [];
    const chat = await connect('ada', {
      shouldReconnect: end => {
        ends.push(end);
        return false;
      },
    });
    const closed = next(chat.status$.pipe(filter(({ state }) => state === 'closed')), 'end');
    await stage.server.endpoint(0).fault('close', { code: 4003, reason: 'go away' });
    await closed;
    expect(ends).to.deep.equal([
      { address: stage.server.endpoints[0], code: 4003, reason: 'go away', wasClean: true, opened: true },
    ]);
  });

  it('disposing closes the client and completes every stream', async () => {
    const chat = await connect();
    const all = lastValueFrom(
      merge(
        chat.status$,
        chat.connected$,
        chat.closed$,
        chat.errors$,
        chat.packets$,
        chat.sent$,
        chat.spooled$,
        chat.events$('ChatMessage'),
        chat.reconnecting$,
      ),
    );
    await chat[Symbol.asyncDispose]();
    await all;
    expect(chat.status.state).to.equal('closed');
  });

  it('R9, R10: an auth() with noReply is remembered only if the server accepted it', async () => {
    const chat = stage.with(new BeamChat(stage.server.endpoints, FIRST_ADDRESS));
    const connected = next(chat.connected$);
    chat.boot();
    await connected;
    expect(await rejection(chat.call('auth', [CHANNEL, 7, 'wrong'], { noReply: true }))).to.include({
      error: 'UNOTFOUND',
    });
    const again = next(chat.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    await stage.stopEndpointOf(chat);
    expect(await again).to.include({ authenticated: false });
    await caughtUp();
    expect(stage.receivedOf('auth')).to.have.length(1);
  });

  it('R13, R27: a call made between boot() and a second close() rejects too', async () => {
    const chat = await connect();
    const closed = chat.close();
    chat.boot();
    const call = rejection(chat.call('msg', ['x']));
    await Promise.all([closed, chat.close()]);
    expect(kindAndDelivery(await call)).to.deep.equal({ kind: 'closed', delivery: 'never' });
  });

  it('R29: a drain that a loss ends emits the loss before the end', async () => {
    const chat = await connect();
    await stage.server.endpoint(0).fault('suppressReplies');
    const arrived = next(stage.server.received$.pipe(filter(({ packet }) => packet.method === 'msg')), 'call');
    const call = rejection(chat.call('msg', ['?']));
    await arrived;
    const codes: number[] = [];
    chat.closed$.subscribe(({ code }) => codes.push(code));
    // Longer than a timer can wait, so it waits for ever.
    const closed = chat.close({ drain: 1e10 });
    await stage.server.endpoint(0).fault('drop');
    expect(kindAndDelivery(await call)).to.deep.equal({ kind: 'disconnected', delivery: 'unknown' });
    await closed;
    expect(codes).to.deep.equal([1006, 1000]);
  });

  it('R12: sent$ emits in the order of the wire, whatever calls its handlers make', async () => {
    const chat = await connect();
    const observed: string[] = [];
    chat.sent$.pipe(take(1)).subscribe(() => void chat.call('ping', ['b'] as never));
    chat.sent$.subscribe(({ arguments: [text] }) => observed.push(String(text)));
    chat
      .call$('ping', ['a'] as never, { noReply: true })
      .subscribe({ complete: () => void chat.call('ping', ['c'] as never) });
    await chat.call('ping', ['d'] as never);
    await caughtUp();
    expect(stage.receivedOf('ping').map(packet => (packet as { arguments: unknown[] }).arguments[0])).to.deep.equal(
      observed,
    );
    expect(observed).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('R17: a forced call is not sent again over a later connection', async () => {
    const chat = await connect();
    await stage.server.endpoint(0).fault('suppressReplies');
    const call = rejection(chat.call('history', [5], { force: true, resend: true }));
    await next(stage.server.received$.pipe(filter(({ packet }) => packet.method === 'history')), 'history');
    await stage.server.endpoint(0).fault('drop');
    expect(kindAndDelivery(await call)).to.deep.equal({ kind: 'disconnected', delivery: 'unknown' });
  });
});
