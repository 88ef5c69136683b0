import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChatOptions } from '../lib/beam/options.js';
import { BeamChat, setUpReplies } from '../lib/beam-chat.js';
import { AddressError } from '../lib/errors.js';
import { CALM, stageSockets } from './kit/array-client.js';
import { play } from './kit/session-kit/play.js';

const stage = (options: BeamChatOptions = {}) => {
  const sockets = stageSockets();
  const chat = new BeamChat(['wss://a.test'], { ...CALM, WebSocketCtor: sockets.WebSocketCtor, ...options });
  const welcomes = () => sockets.hears({ type: 'event', event: 'WelcomeEvent', data: { server: 'x' } });
  const replies = (id: number, data: unknown) => () => sockets.hears({ type: 'reply', error: null, id, data });
  const sent = () =>
    sockets
      .newest()
      .log.filter(line => line.startsWith('send '))
      .map(line => JSON.parse(line.slice(5)));
  return { chat, sockets, welcomes, replies, sent };
};

describe('BeamChat', () => {
  it('R1, R28: checks what it is given, and touches nothing before boot()', () => {
    expect(() => new BeamChat(['http://a.test'])).to.throw(AddressError);
    expect(() => new BeamChat(['wss://a.test'], { pingTimeout: 0 })).to.throw(TypeError, 'pingTimeout');
    expect(stage().sockets.made).to.deep.equal([]);
  });

  it(
    'R2, R9: opts out, then authenticates, then announces the session as that of a user',
    marbles(m => {
      const { chat, sockets, welcomes, replies, sent } = stage({ clientId: 'bot' });
      void chat.auth(42, 7, 'k3y');
      void chat.optOutEvents('UserJoin', 'UserLeave');
      play(m, 'b-owxy', {
        b: () => chat.boot(),
        o: sockets.opens,
        w: welcomes,
        x: replies(1, {}),
        y: replies(0, { authenticated: true, roles: ['User'] }),
      });
      const session = { address: 'wss://a.test', session: 1, authenticated: true };
      m.expect(chat.connected$).toBeObservable('-----s', { s: session });
      m.expect(setUpReplies(chat)).toBeObservable(' ----xy', {
        x: { method: 'optOutEvents', data: {} },
        y: { method: 'auth', data: { authenticated: true, roles: ['User'] } },
      });
      m.flush();
      expect(sockets.newest().given[0]).to.equal('wss://a.test/?version=1.0&Client-ID=bot');
      expect(sent()).to.deep.equal([
        { type: 'method', method: 'optOutEvents', arguments: ['UserJoin', 'UserLeave'], id: 1 },
        { type: 'method', method: 'auth', arguments: [42, 7, 'k3y'], id: 0 },
      ]);
    }),
  );

  it(
    'R2: waits for no welcome where the server has none',
    marbles(m => {
      const { chat, sockets } = stage({ welcome: false });
      play(m, 'b-o', { b: () => chat.boot(), o: sockets.opens });
      const session = { address: 'wss://a.test', session: 1, authenticated: false };
      m.expect(chat.connected$).toBeObservable('--s', { s: session });
    }),
  );

  it('auth() and optOutEvents() resolve with the data of the reply', async () => {
    const { chat, sockets, replies } = stage({ welcome: false });
    chat.boot();
    sockets.opens();
    const answers = Promise.all([chat.auth(42), chat.optOutEvents('UserJoin')]);
    replies(0, { authenticated: false, roles: [] })();
    replies(1, {})();
    expect(await answers).to.deep.equal([{ authenticated: false, roles: [] }, {}]);
    sockets.drops();
    await chat.close();
  });
});
