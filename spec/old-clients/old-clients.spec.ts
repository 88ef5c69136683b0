import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { fromEvent, type Observable } from 'rxjs';
import { INSTALL_DEADLINE } from '../kit/install-folder.js';
import { CHANNEL, type JoinReply, next, nextEvent, onStage, rejection } from '../kit/live.js';
import { type OldClient, type OldSocket, oldClients } from './clients.js';
import { installOldClients } from './install.js';

/** The status number of a closed client. */
const CLOSED = 3;

const nextErrorOf = (socket: OldSocket): Promise<object> => next(fromEvent(socket, 'error') as Observable<object>);

const textIn = (message: unknown): string =>
  (message as { message: { message: { text: string }[] } }).message.message.map(({ text }) => text).join('');

for (const [name, make] of oldClients) {
  describe(`${name}, unmodified, on our server`, function () {
    this.timeout(20_000);
    const stage = onStage({ authkeys: 'reusable' });
    const sockets: OldSocket[] = [];
    const errors: unknown[] = [];
    let client: OldClient;
    before(async function () {
      this.timeout(INSTALL_DEADLINE);
      await installOldClients();
      client = make();
    });
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.close();
      errors.length = 0;
    });

    const join = async (user = 'ada'): Promise<JoinReply> =>
      (await client.join(stage.server.url, `${CHANNEL}?user=${user}`)) as JoinReply;

    const boot = async (endpoints: readonly string[]): Promise<OldSocket> => {
      const socket = client.socket(endpoints);
      sockets.push(socket);
      socket.on('error', error => errors.push(error));
      const connected = nextEvent(socket, 'connected');
      socket.boot();
      await connected;
      return socket;
    };

    /** A client that has joined and authenticated. */
    const enter = async (user = 'ada'): Promise<OldSocket> => {
      const { endpoints, authkey, user: me } = await join(user);
      const socket = await boot(endpoints);
      await socket.auth(CHANNEL, me.id, authkey);
      return socket;
    };

    it('joins over HTTP, and authenticates', async () => {
      const { endpoints, authkey, user } = await join();
      const socket = await boot(endpoints);
      const joined = nextEvent(socket, 'UserJoin');
      const reply = await socket.auth(CHANNEL, user.id, authkey);
      expect(reply).to.deep.equal({ authenticated: true, roles: ['Owner'] });
      expect(await joined).to.include({ id: 7, username: 'ada', originatingChannel: CHANNEL });
      expect(errors).to.deep.equal([]);
    });

    it('joins anonymously', async () => {
      const { endpoints } = (await client.join(stage.server.url, String(CHANNEL))) as JoinReply;
      const socket = await boot(endpoints);
      expect(await socket.auth(CHANNEL)).to.deep.equal({ authenticated: false, roles: [] });
      expect(await socket.call('history', [1])).to.deep.equal([]);
      expect(await rejection(socket.call('msg', ['hi']))).to.equal('UACCESS');
    });

    it('gets UNOTFOUND for a wrong key, and stays connected', async () => {
      const { endpoints, user, authkey } = await join();
      const socket = await boot(endpoints);
      expect(await rejection(socket.auth(CHANNEL, user.id, 'wrong'))).to.equal('UNOTFOUND');
      expect(await socket.auth(CHANNEL, user.id, authkey)).to.include({ authenticated: true });
    });

    it('sends messages, and receives its own and others', async () => {
      const [ada, bob] = [await enter('ada'), await enter('bob')];
      const received = [ada, bob].map(socket => nextEvent(socket, 'ChatMessage'));
      const reply = await ada.call('msg', ['good morning @bob :)']);
      expect(textIn(reply)).to.equal('good morning @bob :)');
      expect(await Promise.all(received)).to.deep.equal([reply, reply]);
      const left = nextEvent(bob, 'UserLeave');
      ada.close();
      expect(await left).to.include({ username: 'ada' });
      expect(errors).to.deep.equal([]);
    });

    it('receives the events of polls, moderation and skills', async () => {
      const [ada, bob] = [await enter('ada'), await enter('bob')];
      const receives = async (name: string, cause: PromiseLike<unknown> | (() => unknown)): Promise<unknown> => {
        const received = nextEvent(bob, name);
        await (typeof cause === 'function' ? cause() : cause);
        return received;
      };
      const { id } = (await bob.call('msg', ['one'])) as { id: string };
      const poll = await receives('PollStart', ada.call('vote:start', ['Tea?', ['yes', 'no'], 5]));
      expect(poll).to.include({ q: 'Tea?', voters: 0, duration: 5_000 });
      expect(await receives('PollStart', bob.call('vote:choose', [1]))).to.deep.include({
        responses: { yes: 0, no: 1 },
      });
      expect(await receives('DeleteMessage', ada.call('deleteMessage', [id]))).to.include({ id });
      expect(await receives('UserTimeout', ada.call('timeout', ['bob', '30s']))).to.include({ duration: 30_000 });
      expect(await receives('PurgeMessage', ada.call('purge', ['bob']))).to.include({ user_id: 8 });
      expect(await receives('ClearMessages', ada.call('clearMessages'))).to.have.nested.property('clearer.user_id', 7);
      let skill = '';
      const used = await receives('SkillAttribution', () => {
        skill = stage.server.skill(CHANNEL, 'ada');
      });
      expect(used).to.have.nested.property('skill.execution_id', skill);
      const cancelled = await receives('DeleteSkillAttribution', ada.call('cancelSkill', [skill]));
      expect(cancelled).to.include({ execution_id: skill });
      expect(await receives('UserUpdate', () => stage.server.setRoles(CHANNEL, 'bob', ['Mod']))).to.include({
        user: 8,
      });
      expect(await receives('PollEnd', () => {})).to.include({ voters: 1 });
      expect(errors).to.deep.equal([]);
    });

    it('reads history, oldest first', async () => {
      const socket = await enter();
      for (const text of ['one', 'two', 'three']) await socket.call('msg', [text]);
      const history = (await socket.call('history', [2])) as unknown[];
      expect(history.map(textIn)).to.deep.equal(['two', 'three']);
    });

    it('is refused with code and message', async () => {
      const socket = await enter();
      const error = await rejection(socket.call('whisper', ['nobody', 'psst']));
      expect(error).to.deep.equal({ code: 4001, message: 'There is no such user in this chat.' });
    });

    it('pings, by frame and by method', async () => {
      const socket = await enter();
      await socket.ping();
      expect(await socket.call('ping')).to.equal(undefined);
    });

    it('emits errors for bad frames, and continues', async () => {
      const socket = await enter();
      for (const fault of ['garbage', 'binary'] as const)
        for (const i of [0, 1]) await stage.server.endpoint(i).fault(fault);
      await socket.call('ping');
      expect(errors).to.have.length(2);
    });

    it('sends its protocol version, if it has one', async () => {
      const opened = next(stage.server.connections$);
      await boot((await join()).endpoints);
      expect(await opened).to.include({ url: name === 'beam-client-node 0.13.0' ? '/' : '/?version=1.0' });
    });

    it('sends null for missing arguments of auth', async () => {
      const socket = await boot((await join()).endpoints);
      await socket.auth(CHANNEL);
      const more = name === 'beam-client-node 0.13.0' ? [] : [null];
      expect(stage.receivedOf('auth')).to.deep.include.members([
        { type: 'method', method: 'auth', arguments: [CHANNEL, null, null, ...more], id: 0 },
      ]);
    });

    it('never settles an auth that was made before the connection and refused, but emits an error and closes', async () => {
      const { endpoints, user } = await join();
      const socket = client.socket(endpoints);
      sockets.push(socket);
      const [error, closed] = [nextErrorOf(socket), next(fromEvent(socket, 'closed'))];
      let settled: string = 'no';
      socket.auth(CHANNEL, user.id, 'wrong').then(
        () => (settled = 'resolved'),
        () => (settled = 'rejected'),
      );
      socket.boot();
      expect((await error).constructor.name).to.equal('AuthenticationFailedError');
      await closed;
      expect(settled).to.equal('no');
    });

    if (name.startsWith('@mixer'))
      it('gives up on a 4006 for auth on a reconnect, emits reconnecting, and leaves the connection open', async () => {
        const socket = await enter();
        for (const i of [0, 1]) await stage.server.endpoint(i).fault('authServerError');
        const said: string[] = [];
        for (const event of ['reconnecting', 'closed']) socket.on(event, () => said.push(event));
        const failed = nextErrorOf(socket);
        await stage.server.endpoint(stage.server.connectionCount(0) > 0 ? 0 : 1).stop();
        expect((await failed).constructor.name).to.equal('AuthenticationFailedError');
        await setImmediate();
        expect(said).to.deep.equal(['reconnecting', 'reconnecting']);
        expect(socket.getStatus()).to.equal(CLOSED);
        expect(stage.server.connectionCount()).to.equal(1);
      });

    it('fails over when its endpoint stops, and sends its key and its spool', async () => {
      const ada = await enter();
      const at = stage.server.connectionCount(0) > 0 ? 0 : 1;
      const lost = nextEvent(ada, 'reconnecting');
      await stage.server.endpoint(at).stop();
      expect(await lost)
        .to.have.property('interval')
        .that.is.within(500, 1_000);
      const [again, message] = [nextEvent(ada, 'authresult'), nextEvent(ada, 'ChatMessage')];
      const reply = ada.call('msg', ['still here']);
      expect(await again).to.deep.equal({ authenticated: true, roles: ['Owner'] });
      expect(textIn(await reply)).to.equal('still here');
      expect(await message).to.deep.equal(await reply);
      expect(ada.isConnected()).to.equal(true);
      expect(stage.receivedOf('auth')).to.have.length(2);
    });
  });

  describe(`${name}, with single-use authkeys`, function () {
    this.timeout(20_000);
    const stage = onStage({ authkeys: 'single-use' });

    it('sends the same key after a failover, is refused, and closes', async () => {
      await installOldClients();
      const { endpoints, authkey, user } = await stage.join('ada');
      const socket = make().socket(endpoints);
      const connected = nextEvent(socket, 'connected');
      socket.boot();
      await connected;
      await socket.auth(CHANNEL, user.id, authkey);
      const [error, closed] = [nextErrorOf(socket), next(fromEvent(socket, 'closed'))];
      await stage.server.endpoint(stage.server.connectionCount(0) > 0 ? 0 : 1).stop();
      expect((await error).constructor.name).to.equal('AuthenticationFailedError');
      await closed;
    });
  });
}
