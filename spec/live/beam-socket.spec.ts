import Bluebird from 'bluebird';
import { expect } from 'chai';
import { filter } from 'rxjs';
import { AuthenticationFailedError, CallError } from '../../lib/index.js';
import BeamSocket, { BeamSocket as Named } from '../../lib/ws.js';
import { CHANNEL, FIRST_ADDRESS, next, nextEvent, onStage, rejection } from '../kit/live.js';
import { caughtUp, unhandledDuring, warning } from '../kit/runtime.js';

describe('BeamSocket over real sockets', () => {
  const stage = onStage({ authkeys: 'reusable' });

  /** A socket made as in the original documentation, and a log of its events. */
  const boot = async (user = 'ada') => {
    const data = await stage.join(user);
    const socket = stage.with(new BeamSocket(data.endpoints, { ...FIRST_ADDRESS, backoff: { initial: 0 } }));
    const events: string[] = [];
    for (const name of ['connected', 'closed', 'reconnecting', 'error', 'spooled', 'sent']) {
      socket.on(name, (value: { method?: string }) =>
        events.push(name === 'sent' || name === 'spooled' ? `${name} ${value.method}` : name),
      );
    }
    socket.boot();
    return { socket, data, events };
  };

  const authenticated = async (user = 'ada') => {
    const booted = await boot(user);
    const connected = nextEvent(booted.socket, 'connected');
    await booted.socket.call('auth', CHANNEL, booted.data.user.id, booted.data.authkey);
    await connected;
    return booted;
  };

  it('is the same class as default and named export', () => {
    expect(Named).to.equal(BeamSocket);
  });

  it('has a named status number for each state', async () => {
    const data = await stage.join('ada');
    const socket = stage.with(new BeamSocket(data.endpoints));
    expect([
      BeamSocket.IDLE,
      BeamSocket.CONNECTING,
      BeamSocket.CONNECTED,
      BeamSocket.CLOSING,
      BeamSocket.CLOSED,
    ]).to.deep.equal([0, 4, 1, 2, 3]);
    expect(socket.getStatus()).to.equal(BeamSocket.IDLE);
    expect(socket.boot()).to.equal(socket);
    expect(socket.getStatus()).to.equal(BeamSocket.CONNECTING);
    await nextEvent(socket, 'connected');
    expect([socket.getStatus(), socket.isConnected()]).to.deep.equal([BeamSocket.CONNECTED, true]);
    const closed = socket.close();
    expect(socket.getStatus()).to.equal(BeamSocket.CLOSING);
    await closed;
    expect([socket.getStatus(), socket.isConnected()]).to.deep.equal([BeamSocket.CLOSED, false]);
  });

  it('starts at a random address', async () => {
    const data = await stage.join('ada');
    const chances = [0, 0.49, 0.5, 0.99];
    const addresses = await Promise.all(
      chances.map(async chance => {
        const socket = stage.with(new BeamSocket(data.endpoints, { random: () => chance }));
        const connected = nextEvent(socket, 'connected');
        socket.boot();
        return ((await connected) as { address: string }).address;
      }),
    );
    const [first, second] = data.endpoints;
    expect(addresses).to.deep.equal([first, first, second, second]);
  });

  it('fails over, connects again and authenticates by itself', async () => {
    const { socket, events } = await authenticated();
    const again = nextEvent(socket, 'connected');
    await stage.stopEndpointOf(socket.chat);
    expect(await again).to.include({ session: 2, authenticated: true, address: stage.server.endpoints[1] });
    expect(events.filter(name => name === 'connected')).to.have.length(2);
    expect(events.filter(name => name === 'closed')).to.have.length(1);
    expect(events).to.include('reconnecting');
    await caughtUp();
    expect(stage.receivedOf('auth')).to.have.length(2);
  });

  it('spools calls made while disconnected, and sends them when it is connected again', async () => {
    const { socket, events } = await authenticated();
    await stage.stopEndpointOf(socket.chat);
    events.length = 0;
    const calls = Promise.all(['a', 'b'].map(text => socket.call('msg', [text])));
    expect(events).to.deep.equal(['spooled msg', 'spooled msg']);
    await calls;
    expect(events.filter(name => name !== 'closed')).to.deep.equal([
      'spooled msg',
      'spooled msg',
      'sent auth',
      'sent msg',
      'sent msg',
      'connected',
    ]);
  });

  it('emits an AuthenticationFailedError when auth is refused on a reconnect', async () => {
    const { socket } = await authenticated();
    await stage.server.endpoint(1).fault('refuseAuth');
    const error = nextEvent(socket, 'error');
    const closed = next(socket.chat.status$.pipe(filter(({ state }) => state === 'closed')));
    await stage.stopEndpointOf(socket.chat);
    expect(await error)
      .to.be.instanceOf(AuthenticationFailedError)
      .and.have.property('name', 'AuthenticationFailedError');
    await closed;
  });

  it('emits each packet before its event', async () => {
    const { socket } = await authenticated();
    const order: string[] = [];
    socket.on('packet', packet => order.push(`packet ${packet.type === 'event' ? packet.event : packet.type}`));
    socket.on('ChatMessage', message => order.push(`ChatMessage ${message.user_name}`));
    const received = nextEvent(socket, 'ChatMessage');
    await socket.call('msg', ['hi']);
    await received;
    expect(order).to.deep.equal(['packet reply', 'packet ChatMessage', 'ChatMessage ada']);
  });

  it('rejects with the error of the server exactly as sent', async () => {
    const { socket } = await boot();
    expect(await rejection(socket.call('auth', CHANNEL, 7, 'wrong'))).to.equal('UNOTFOUND');
  });

  it('rejects with errors of this library for other failures', async () => {
    const { socket } = await authenticated();
    await stage.stopEndpointOf(socket.chat);
    expect(await rejection(socket.call('msg', ['x'], { force: true }))).to.be.instanceOf(CallError);
    await socket.close();
    expect(await rejection(socket.call('msg', ['x']))).to.include({ kind: 'closed' });
  });

  it('accepts arguments as an array or one after the other, and options at the end', async () => {
    const { socket } = await authenticated();
    await socket.call('msg', ['listed']);
    await socket.call('msg', 'spread');
    await socket.call('msg', 'with options', { timeout: 1_000 });
    await socket.call('ping');
    await socket.call('ping', undefined, { timeout: 1_000 });
    await socket.call('ping', { noReply: true });
    await rejection(socket.call<unknown>('msg', { text: 'an object of other keys' }));
    await rejection(socket.call<unknown>('msg', {}));
    await caughtUp();
    const sent = [...stage.receivedOf('msg'), ...stage.receivedOf('ping')] as { arguments: unknown[] }[];
    expect(sent.map(packet => packet.arguments)).to.deep.equal([
      ['listed'],
      ['spread'],
      ['with options'],
      [{ text: 'an object of other keys' }],
      [{}],
      [],
      [],
      [],
    ]);
  });

  it('noReply resolves with nothing, and its failure needs no catch', async () => {
    const { socket } = await authenticated();
    expect(await socket.call('msg', ['one way'], { noReply: true })).to.equal(undefined);
    await stage.stopEndpointOf(socket.chat);
    const unhandled = await unhandledDuring(() => {
      socket.call('msg', ['nobody cares'], { noReply: true, force: true });
    });
    expect(unhandled).to.deep.equal([]);
  });

  it('opts out of events, given one by one or as an array', async () => {
    const { socket } = await boot();
    await socket.optOutEvents('UserJoin', 'UserLeave');
    await socket.optOutEvents(['PollStart']);
    await caughtUp();
    const sent = stage.receivedOf('optOutEvents') as { arguments: unknown[] }[];
    expect(sent.map(packet => packet.arguments)).to.deep.equal([['UserJoin', 'UserLeave'], ['PollStart']]);
  });

  it('returns promises of the class in BeamSocket.Promise', async () => {
    const { socket } = await authenticated();
    BeamSocket.Promise = Bluebird;
    try {
      const promise = socket.call('history', [1]) as unknown as Bluebird<unknown[]>;
      expect(promise).to.be.instanceOf(Bluebird);
      expect(await promise.timeout(1_000).finally(() => {})).to.deep.equal([]);
      expect(await (socket.call('history', [0]) as unknown as Bluebird<never[]>).spread(() => 'spread')).to.equal(
        'spread',
      );
      expect(socket.ping()).to.be.instanceOf(Bluebird);
    } finally {
      BeamSocket.Promise = Promise;
    }
    expect(socket.call('ping')).to.be.instanceOf(Promise);
  });

  it('R23: a server event with a reserved name is not emitted', async () => {
    const { socket } = await authenticated();
    const emitted: string[] = [];
    const emit = socket.emit.bind(socket);
    socket.emit = (name: string, ...args: unknown[]) => {
      emitted.push(name);
      return emit(name, ...args);
    };
    const names = [
      'error',
      'connected',
      'closed',
      'packet',
      'sent',
      'spooled',
      'reconnecting',
      'authresult',
      'optOutResult',
      'newListener',
      'removeListener',
      '__proto__',
    ];
    const streamed: string[] = [];
    for (const name of names) socket.chat.events$<unknown>(name).subscribe(() => streamed.push(name));
    const last = nextEvent(socket, 'Last');
    emitted.length = 0;
    for (const name of [...names, 'Last']) stage.server.emit(CHANNEL, name, { from: 'the server' });
    await last;
    expect(streamed).to.deep.equal(names);
    expect(new Set(emitted)).to.deep.equal(new Set(['Last']));
  });

  it('R24: an error event without a listener is one warning', async () => {
    const { socket } = await authenticated();
    socket.removeAllListeners('error');
    const warned = warning();
    await stage.server.endpoint(0).fault('garbage');
    expect(await warned).to.include('BadMessageError');
    await socket.call('ping');
  });

  it('R24: a failed call whose promise no code has used is one warning, and no unhandled rejection', async () => {
    const { socket } = await authenticated();
    const warned = warning();
    const unhandled = await unhandledDuring(() => {
      socket.call('purge', ['nobody of that name']);
      socket.call('msg', ['one way'], { noReply: true });
      void rejection(socket.call('purge', ['nobody of that name']));
    });
    expect(await warned).to.match(/^ReplyError: the server refused "purge"/);
    expect(unhandled).to.deep.equal([]);
  });

  it('emits authresult, optOutResult, and reconnecting with the old name interval', async () => {
    const { socket } = await boot();
    const { user, authkey } = await stage.join('ada');
    const observed: unknown[] = [];
    socket.on('authresult', data => observed.push(data.authenticated));
    socket.on('optOutResult', data => observed.push(data));
    await socket.optOutEvents('UserLeave');
    await socket.auth(CHANNEL, user.id, authkey);
    const [waits, again] = [nextEvent(socket, 'reconnecting'), nextEvent(socket, 'connected')];
    await stage.stopEndpointOf(socket.chat);
    expect(await waits).to.include({ delay: 0, interval: 0 });
    await again;
    expect(observed).to.deep.equal([{}, true, {}, true]);
    expect(socket.status).to.equal(BeamSocket.CONNECTED);
  });

  it('subscribes to a stream only while its event has a listener', async () => {
    const { socket } = await authenticated();
    const listener = () => {};
    socket.on('ChatMessage', listener).off('ChatMessage', listener);
    const passed = next(socket.chat.packets$.pipe(filter(packet => packet.type === 'event')), 'event');
    await socket.call('msg', ['nobody listens']);
    await passed;
    const received = nextEvent(socket, 'ChatMessage');
    await socket.call('msg', ['somebody does']);
    expect(await received).to.have.nested.property('message.message[0].text', 'somebody does');
  });
});
