import { expect } from 'chai';
import { filter, NEVER, of, take } from 'rxjs';
import {
  AuthenticationFailedError,
  type BeamChat,
  type BeamChatOptions,
  type Join,
  type ReplyError,
} from '../../lib/index.js';
import { CHANNEL, next, onStage, rejection } from '../kit/live.js';
import {
  client,
  connect,
  frames,
  greet,
  kindAndDelivery,
  outcome,
  rawServer,
  session,
  state,
  turns,
  until,
} from './kit.js';

type Packet = { readonly method: string; readonly arguments: unknown[]; readonly id: number };

describe('the rules of authentication', () => {
  const stage = onStage({ authkeys: 'reusable' });

  const auths = () => (stage.receivedOf('auth') as Packet[]).map(packet => packet.arguments);

  it('R9: the last accepted auth is sent again on each connection, before anything else', async () => {
    const ada = await stage.join('ada');
    const { chat } = client(stage, ada.endpoints);
    chat.boot();
    await session(chat, 1);
    expect(await rejection(chat.auth(CHANNEL, 7, 'wrong'))).to.have.property('error', 'UNOTFOUND');
    expect(await chat.auth(CHANNEL, ada.user.id, ada.authkey)).to.include({ authenticated: true });
    await rejection(chat.auth(CHANNEL, ada.user.id, 'another'));
    stage.received.length = 0;
    const waiting = next(chat.reconnecting$);
    await stage.server.endpoint(0).fault('drop');
    await waiting;
    const spooled = chat.call('msg', ['later']);
    expect(await session(chat, 2)).to.include({ authenticated: true });
    await spooled;
    expect(stage.received.map(({ packet }) => packet.method)).to.deep.equal(['auth', 'msg']);
    expect(auths()).to.deep.equal([[CHANNEL, ada.user.id, ada.authkey]]);
  });

  it('R9: an auth() on an established session starts no new session, and connected$ replays the session with its new state', async () => {
    const ada = await stage.join('ada');
    const { chat } = client(stage, ada.endpoints);
    const told: unknown[] = [];
    chat.connected$.subscribe(({ session, authenticated }) => told.push([session, authenticated]));
    chat.boot();
    await session(chat, 1);
    await rejection(chat.auth(CHANNEL, 7, 'wrong'));
    expect(await next(chat.connected$)).to.include({ session: 1, authenticated: false });
    await chat.auth(CHANNEL, ada.user.id, ada.authkey);
    expect(await next(chat.connected$)).to.include({ session: 1, authenticated: true });
    expect(told).to.deep.equal([[1, false]]);
  });

  it('R9: auth() takes up to four arguments, and call() and call$() of auth count too', async () => {
    for (const make of [
      (chat: BeamChat) => chat.auth(CHANNEL, null, null, 'key'),
      (chat: BeamChat) => chat.call('auth', [CHANNEL, null, null, 'key']),
      (chat: BeamChat) => next(chat.call$('auth', [CHANNEL, null, null, 'key'])),
    ]) {
      const { chat } = client(stage, stage.server.endpoints);
      stage.received.length = 0;
      const spooled: unknown[] = [];
      chat.spooled$.subscribe(packet => spooled.push(packet));
      const made = make(chat);
      chat.boot();
      expect(await made).to.include({ authenticated: false });
      expect(await session(chat, 1)).to.include({ authenticated: false });
      await stage.server.endpoint(0).fault('drop');
      await session(chat, 2);
      expect(spooled).to.deep.equal([]);
      expect(auths()).to.deep.equal([1, 2].map(() => [CHANNEL, null, null, 'key']));
      await chat.close();
    }
  });

  it('R9: an auth() made before the first connection waits for it through failed attempts, and is part of its set-up', async () => {
    await stage.server.endpoint(0).fault('refuse');
    const { chat } = client(stage, stage.server.endpoints);
    const ada = await stage.join('ada');
    const order: string[] = [];
    const done = chat.auth(CHANNEL, ada.user.id, ada.authkey).then(() => order.push('settled'));
    chat.connected$.subscribe(({ authenticated }) => order.push(`connected ${authenticated}`));
    await turns();
    expect(chat.status.state).to.equal('idle');
    chat.boot();
    await done;
    await session(chat, 1);
    expect(order).to.deep.equal(['connected true', 'settled']);
  });

  const sources: [string, (args: readonly unknown[]) => BeamChatOptions['auth']][] = [
    ['arguments', args => args as never],
    ['a function', args => () => args as never],
    ['a function of a promise', args => async () => args as never],
    ['a function of an Observable', args => () => of(args as unknown as readonly [number])],
  ];
  for (const [name, source] of sources) {
    it(`R9: options.auth as ${name} is sent on every connection`, async () => {
      const ada = await stage.join('ada');
      const { chat } = client(stage, ada.endpoints, { auth: source([CHANNEL, ada.user.id, ada.authkey]) });
      chat.boot();
      expect(await session(chat, 1)).to.include({ authenticated: true });
      await stage.server.endpoint(0).fault('drop');
      expect(await session(chat, 2)).to.include({ authenticated: true });
      expect(auths()).to.have.length(2);
    });
  }

  it('R9, R1: the function of options.auth is called on each connection with the newest join reply, or with the list', async () => {
    const given: Join[] = [];
    let joins = 0;
    const { chat } = client(
      stage,
      () => {
        joins += 1;
        return { endpoints: stage.server.endpoints, authkey: `key ${joins}` };
      },
      {
        auth: join => {
          given.push(join);
          return [CHANNEL];
        },
      },
    );
    chat.boot();
    for (let n = 1; n <= 3; n += 1) {
      await session(chat, n);
      await stage.server.endpoint((n + 1) % 2).fault('drop');
    }
    await session(chat, 4);
    expect(given.map(({ authkey }) => authkey)).to.deep.equal(['key 1', 'key 2', 'key 3', 'key 4']);
    const listed: Join[] = [];
    const { chat: other } = client(stage, stage.server.endpoints, {
      auth: join => {
        listed.push(join);
        return [CHANNEL];
      },
    });
    other.boot();
    await session(other, 1);
    expect(listed).to.deep.equal([{ endpoints: stage.server.endpoints }]);
  });

  const broken: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no luck'))],
    ['gives no arguments', () => 'no luck'],
    ['hangs', () => NEVER],
  ];
  for (const [name, fail] of broken) {
    it(`R9, R1: a function of options.auth that ${name} is a failed attempt, reported with its cause`, async () => {
      let asked = 0;
      const { chat, errors } = client(stage, stage.server.endpoints, {
        connectTimeout: 200,
        auth: () => {
          asked += 1;
          return (asked === 1 ? fail() : [CHANNEL]) as never;
        },
      });
      chat.boot();
      expect((await session(chat, 1)).address).to.equal(stage.server.endpoints[1]);
      expect(errors.map(each => each.name)).to.deep.equal(['ConnectionError']);
      if (name === 'throws' || name === 'rejects') expect(errors[0]?.cause).to.have.property('message', 'no luck');
    });
  }

  it('R9, R11: a function of options.auth that throws an AuthenticationFailedError stops the client', async () => {
    const stop = new AuthenticationFailedError('no more');
    const { chat, errors } = client(stage, stage.server.endpoints, { auth: () => Promise.reject(stop) });
    chat.boot();
    await state(chat, 'closed');
    expect(errors).to.deep.equal([stop]);
    expect(stage.receivedOf('auth')).to.deep.equal([]);
    await until(() => stage.server.connectionCount() === 0);
  });

  it('R9: arguments that cannot be serialized are a failed attempt, which is reported', async () => {
    const { chat, errors } = client(stage, stage.server.endpoints, { auth: () => [1n] as never });
    const waiting = next(chat.reconnecting$);
    chat.boot();
    await waiting;
    expect(errors).to.have.length(1);
    await chat.close();
  });

  it('R9, R12: an auth() made in a handler during the flush is sent on the same connection', async () => {
    const ada = await stage.join('ada');
    const { chat } = client(stage, ada.endpoints);
    void chat.call('ping');
    const authenticated = next(chat.sent$).then(() => chat.auth(CHANNEL, ada.user.id, ada.authkey));
    let inHandler: Promise<unknown> | undefined;
    chat.sent$.pipe(take(1)).subscribe(() => {
      inHandler = chat.auth(CHANNEL, ada.user.id, ada.authkey);
    });
    chat.boot();
    await session(chat, 1);
    expect(await inHandler).to.include({ authenticated: true });
    await rejection(authenticated);
  });

  it('R10: a first auth() that is refused rejects and is forgotten, and the connection stays up unauthenticated', async () => {
    const { chat, errors } = client(stage, stage.server.endpoints);
    chat.boot();
    const refused = rejection(chat.auth(CHANNEL, 7, 'wrong'));
    expect(await refused).to.include({
      name: 'ReplyError',
      error: 'UNOTFOUND',
      kind: 'refused',
      delivery: 'answered',
      method: 'auth',
    });
    expect(await session(chat, 1)).to.include({ authenticated: false });
    expect(await outcome(chat.call('history', [1]))).to.match(/^(value|refused)/);
    stage.received.length = 0;
    await stage.server.endpoint(0).fault('drop');
    expect(await session(chat, 2)).to.include({ authenticated: false });
    await chat.ping();
    expect(auths()).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });

  it('R10: the same holds for a first auth() made while connected', async () => {
    const { chat, errors } = client(stage, stage.server.endpoints);
    chat.boot();
    await session(chat, 1);
    await rejection(chat.auth(CHANNEL, 7, 'wrong'));
    expect(chat.status.state).to.equal('connected');
    await chat.ping();
    expect(errors).to.deep.equal([]);
    expect(stage.server.connectionCount()).to.equal(1);
  });

  const forms: [string, (keys: string[]) => BeamChatOptions | undefined, number][] = [
    ['auth() on a reconnect', () => undefined, 1],
    ['options.auth on a reconnect', ([key]) => ({ auth: [CHANNEL, 7, key] }), 1],
    ['a function on a reconnect', ([key]) => ({ auth: () => [CHANNEL, 7, key] }), 2],
  ];
  for (const [name, options, times] of forms) {
    it(`R11: ${name} refused: one error, pending calls reject with it as the cause, and the client closes without a retry`, async () => {
      const ada = await stage.join('ada');
      const made = options([ada.authkey]);
      const { chat, errors } = client(stage, ada.endpoints, made ?? {});
      chat.boot();
      if (made === undefined) await chat.auth(CHANNEL, ada.user.id, ada.authkey);
      await session(chat, 1);
      stage.received.length = 0;
      for (const n of [0, 1]) await stage.server.endpoint(n).fault('refuseAuth', 'UACCESS');
      const closes: unknown[] = [];
      chat.closed$.subscribe(({ address }) => closes.push(address));
      const lost = next(chat.reconnecting$);
      await stage.server.endpoint(0).fault('drop');
      await lost;
      const spooled = rejection(chat.call('msg', ['x']));
      const resent = rejection(chat.call('history', [1]));
      await state(chat, 'closed');
      const fatal = errors.filter(error => error instanceof AuthenticationFailedError);
      expect(fatal).to.have.length(1);
      expect(fatal[0]).to.include({ code: 'UACCESS' });
      expect(errors.at(-1)).to.equal(fatal[0]);
      for (const error of [await spooled, await resent]) {
        expect(kindAndDelivery(error)).to.equal('closed never');
        expect((error as Error).cause).to.equal(fatal[0]);
      }
      expect(auths()).to.have.length(times);
      expect(chat.status).to.include({ state: 'closed', lastError: fatal[0] });
      await until(() => stage.server.connectionCount() === 0);
      await turns();
      expect(auths()).to.have.length(times);
      expect(errors).to.have.length(times);
    });
  }

  it('R11: options.auth refused on the first connection closes the client too', async () => {
    const { chat, errors } = client(stage, stage.server.endpoints, { auth: [CHANNEL, 7, 'wrong'] });
    const waiting = rejection(chat.call('msg', ['x']));
    chat.boot();
    await state(chat, 'closed');
    expect(errors.map(each => each.name)).to.deep.equal(['AuthenticationFailedError']);
    expect((await waiting) as Error).to.have.property('cause', errors[0]);
    expect(auths()).to.have.length(1);
  });

  it('R11: after a refusal, a function of options.auth is called again for the next socket', async () => {
    const ada = await stage.join('ada');
    const keys = ['wrong', ada.authkey];
    let joins = 0;
    const { chat, errors } = client(
      stage,
      () => {
        joins += 1;
        return stage.server.endpoints;
      },
      { auth: () => [CHANNEL, 7, keys.shift() ?? 'none'] },
    );
    chat.boot();
    expect(await session(chat, 1)).to.include({ authenticated: true, address: stage.server.endpoints[1] });
    expect(errors.map(each => each.name)).to.deep.equal(['ConnectionError']);
    expect(joins).to.equal(2);
    expect(stage.server.connectionCount(0)).to.equal(0);
  });

  const trouble: [string, (at: number) => Promise<unknown>][] = [
    ['code 4006', at => stage.server.endpoint(at).fault('authServerError')],
    ['no answer within connectTimeout', at => stage.server.endpoint(at).fault('silentAuth')],
  ];
  for (const [name, fault] of trouble) {
    for (const how of ['auth()', 'options.auth', 'a function'] as const) {
      it(`R11: ${name} for ${how} is no refusal: the client tries the next address`, async () => {
        const ada = await stage.join('ada');
        const args = [CHANNEL, ada.user.id, ada.authkey] as const;
        const auth = { 'auth()': {}, 'options.auth': { auth: args }, 'a function': { auth: () => args } }[how];
        const { chat, errors } = client(stage, ada.endpoints, { ...auth, connectTimeout: 150 });
        await fault(0);
        const settled = how === 'auth()' ? chat.auth(...args) : Promise.resolve({ authenticated: true });
        chat.boot();
        expect(await session(chat, 1)).to.include({ authenticated: true, address: stage.server.endpoints[1] });
        expect(await settled).to.include({ authenticated: true });
        await stage.server.endpoint(1).fault('drop');
        await stage.server.endpoint(0).heal();
        expect(await session(chat, 2)).to.include({ authenticated: true });
        expect(errors.map(each => each.name)).to.deep.equal(['ConnectionError']);
      });
    }
  }

  it('R2, R11: opt-outs that are refused first reject and are forgotten; refused on a reconnect, they are reported, and the connection continues', async () => {
    const refuse = new Set<number>();
    const raw = await rawServer(stage, greet, ({ id, method }, { ws, number }) => {
      const refused = method === 'optOutEvents' && refuse.has(number);
      ws.send(refused ? frames.reply(id, undefined, 'no opt-outs') : frames.reply(id, {}));
    });
    refuse.add(1);
    const { chat, socket, errors } = client(stage, [raw.url]);
    chat.boot();
    expect(await rejection(chat.optOutEvents('UserJoin'))).to.have.property('error', 'no opt-outs');
    expect(await rejection(socket.optOutEvents('UserJoin'))).to.equal('no opt-outs');
    await session(chat, 1);
    raw.connections[0]?.ws.close();
    await session(chat, 2);
    await chat.optOutEvents('UserJoin');
    await chat.optOutEvents('UserLeave', 'UserJoin');
    refuse.add(3);
    raw.calls.length = 0;
    raw.connections[1]?.ws.close();
    await session(chat, 3);
    expect(raw.calls.map(({ method, arguments: names }) => [method, [...names].sort()])).to.deep.equal([
      ['optOutEvents', ['UserJoin', 'UserLeave']],
    ]);
    expect(errors.map(error => (error as ReplyError).error)).to.deep.equal(['no opt-outs']);
    await chat.ping();
  });

  it('R9: single-use keys: a client with functions for addresses and auth reconnects again and again', async () => {
    await stage.close();
    await stage.open({ authkeys: 'single-use' });
    const { chat, errors } = await connect(stage);
    for (let n = 2; n <= 5; n += 1) {
      const again = next(chat.connected$.pipe(filter(each => each.session === n)));
      for (const at of [0, 1]) await stage.server.endpoint(at).fault('drop');
      expect(await again).to.include({ authenticated: true });
    }
    expect(errors).to.deep.equal([]);
    expect(new Set(auths().map(([, , key]) => key)).size).to.equal(5);
  });
});
