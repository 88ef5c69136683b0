import { type Observable, retry, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, CallError, type CallErrorKind, type ChatMessage, type Delivery } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** Says it once more, and once more, but only if the server certainly never had it. */
const say = (chat: BeamChat, text: string): Observable<ChatMessage> =>
  chat.call$('msg', [text]).pipe(
    retry({
      count: 2,
      delay: (error, tries) =>
        error instanceof CallError && error.delivery === 'never' ? timer(1_000 * tries) : throwError(() => error),
    }),
  );

const failed = (kind: CallErrorKind, delivery: Delivery) =>
  new CallError(`it was ${kind}`, { method: 'msg', id: 0, kind, delivery });

describe('a call that is tried again', () => {
  it(
    'is one that never reached the server',
    marbles(m => {
      const said = chatMessage('me', 'hi');
      const replies = [m.cold<ChatMessage>('-#', {}, failed('overflow', 'never')), m.cold('--s', { s: said })];
      const chat = new ChatDouble({ replies: { msg: () => replies.shift() ?? said } });
      m.expect(say(chat, 'hi')).toBeObservable('- 1s --(s|)', { s: said });
      m.expect(chat.calls$).toBeObservable('    c 1s c', { c: { method: 'msg', args: ['hi'] } });
    }),
  );

  it(
    'is none that the server may have had',
    marbles(m => {
      const lost = failed('disconnected', 'unknown');
      const chat = new ChatDouble({ replies: { msg: m.cold<ChatMessage>('-#', {}, lost) } });
      m.expect(say(chat, 'hi')).toBeObservable('-#', {}, lost);
      m.expect(chat.calls$).toBeObservable('    c', { c: { method: 'msg', args: ['hi'] } });
    }),
  );
});
