import { type Observable, retry, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, CallError, type CallErrorKind, type ChatMessage, type Delivery } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** Sends a text, and tries up to twice more if the call certainly never reached the server. */
const send = (chat: BeamChat, text: string): Observable<ChatMessage> =>
  chat.call$('msg', [text]).pipe(
    retry({
      count: 2,
      delay: (error, tries) =>
        error instanceof CallError && error.delivery === 'never' ? timer(1_000 * tries) : throwError(() => error),
    }),
  );

const failed = (kind: CallErrorKind, delivery: Delivery) =>
  new CallError(`the call failed: ${kind}`, { method: 'msg', id: 0, kind, delivery });

describe('a failed call', () => {
  it(
    'is made again if it never reached the server',
    marbles(m => {
      const said = chatMessage('me', 'hi');
      const replies = [m.cold<ChatMessage>('-#', {}, failed('overflow', 'never')), m.cold('--s', { s: said })];
      const chat = new ChatDouble({ replies: { msg: () => replies.shift() ?? said } });
      m.expect(send(chat, 'hi')).toBeObservable('- 1s --(s|)', { s: said });
      m.expect(chat.calls$).toBeObservable('    c 1s c', { c: { method: 'msg', args: ['hi'] } });
    }),
  );

  it(
    'is not made again if the server may have received it',
    marbles(m => {
      const lost = failed('disconnected', 'unknown');
      const chat = new ChatDouble({ replies: { msg: m.cold<ChatMessage>('-#', {}, lost) } });
      m.expect(send(chat, 'hi')).toBeObservable('-#', {}, lost);
      m.expect(chat.calls$).toBeObservable('    c', { c: { method: 'msg', args: ['hi'] } });
    }),
  );
});
