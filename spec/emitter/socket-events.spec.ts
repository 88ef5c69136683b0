import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { RESERVED } from '../../lib/emitter/socket-events.js';
import { BeamSocket } from '../../lib/ws.js';
import { stageSockets } from '../kit/array-client.js';
import { play } from '../kit/session-kit/play.js';

const OWN_NAMES = [
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

describe('the names that a bridge keeps to itself', () => {
  it('R23: are all of these', () => expect([...RESERVED].sort()).to.deep.equal([...OWN_NAMES].sort()));

  for (const name of [...OWN_NAMES, 'ChatMessage']) {
    const isOwn = name !== 'ChatMessage';
    it(
      `R23: a server event called ${name} is ${isOwn ? 'not ' : ''}emitted`,
      marbles(m => {
        const { WebSocketCtor, opens, hears } = stageSockets();
        const socket = new BeamSocket(['wss://a.test'], { WebSocketCtor, welcome: false, pingInterval: 0 });
        const heard: unknown[] = [];
        const onChat: unknown[] = [];
        socket.on(name, (data: unknown) => heard.push(data));
        socket.chat.events$<unknown>(name).subscribe(data => onChat.push(data));
        const forged = { type: 'event', event: name, data: 'forged' };
        play(m, 'boec', {
          b: () => socket.boot(),
          o: opens,
          e: () => hears(forged),
          c: () => socket.chat.close(),
        });
        m.flush();
        expect(heard.includes('forged')).to.equal(!isOwn);
        expect(onChat, 'events$ has them all').to.deep.equal(['forged']);
      }),
    );
  }
});
