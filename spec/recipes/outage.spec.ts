import { distinctUntilChanged, map, mergeMap, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BeamChat } from '../../lib/index.js';
import { chatMessage, event, ScriptedSocket, textOf } from '../../lib/testing/index.js';

const [ONE, TWO] = ['ws://one.test', 'ws://two.test'];
const MINUTE = 60_000;

/** A real client. With this `random` it starts at the first address, and waits a tenth of each backoff. */
const clientOf = (net: ScriptedSocket) =>
  new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.1, auth: [1, 7, 'key'] }).boot();

const stateOf = (chat: BeamChat) =>
  chat.status$.pipe(
    map(({ state }) => state),
    distinctUntilChanged(),
  );

describe('an outage', () => {
  it(
    'of one server ends in a moment: the next server takes over, and receives the call that was made meanwhile',
    marbles(m => {
      const values = { m: event('ChatMessage', chatMessage('ada', 'hi')) };
      const net = new ScriptedSocket(
        { [ONE]: ['u-m--#'], [TWO]: ['--o-w---m'] },
        { values, replies: { msg: text => chatMessage('me', text) } },
      );
      const chat = clientOf(net);
      timer(100).subscribe(() => void chat.close());
      const say$ = m.cold('------x').pipe(mergeMap(() => chat.call$('msg', ['still there?'])));
      m.expect(chat.events$('ChatMessage').pipe(map(textOf))).toBeObservable('--m 60ms m', { m: 'hi' });
      m.expect(say$.pipe(map(textOf))).toBeObservable('59ms s', { s: 'still there?' });
    }),
  );

  it(
    'of the only server lasts ten minutes, and a call waits in the spool until it ends',
    marbles(m => {
      const net = new ScriptedSocket(
        { [ONE]: 'u 59999ms d 599999ms u' },
        { replies: { msg: text => chatMessage('me', text) } },
      );
      const chat = clientOf(net);
      timer(12 * MINUTE).subscribe(() => void chat.close());
      const say$ = m.cold('2m x').pipe(mergeMap(() => chat.call$('msg', ['at last'])));
      m.expect(stateOf(chat)).toBeObservable('(ic) 59996ms r 600099ms c 59899ms (xz)', {
        i: 'connecting',
        c: 'connected',
        r: 'reconnecting',
        x: 'closing',
        z: 'closed',
      });
      m.expect(say$.pipe(map(textOf))).toBeObservable('660100ms s', { s: 'at last' });
    }),
  );
});
