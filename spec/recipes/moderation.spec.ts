import { catchError, EMPTY, filter, groupBy, mergeMap, type Observable, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, type ChatMessage, ReplyError } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

const STRIKES = 3;
const isTrusted = ({ user_roles }: ChatMessage) => user_roles.some(role => role === 'Owner' || role === 'Mod');
const hasLink = ({ message }: ChatMessage) => message.message.some(({ type }) => type === 'link');

/** Deletes the links of those who may post none, and silences whoever does it for the third time. */
const moderation = (chat: BeamChat): Observable<unknown> => {
  const punish = ({ id, user_name }: ChatMessage, earlier: number): Observable<unknown> =>
    earlier + 1 < STRIKES ? chat.call$('deleteMessage', [id]) : chat.call$('timeout', [user_name, '5m']);
  // Somebody else may have been quicker: what the server refuses is no trouble.
  const forgive = catchError(error => (error instanceof ReplyError ? EMPTY : throwError(() => error)));
  return chat.events$('ChatMessage').pipe(
    filter(message => hasLink(message) && !isTrusted(message)),
    groupBy(({ user_id }) => user_id),
    mergeMap(ofOneUser$ => ofOneUser$.pipe(mergeMap((message, earlier) => punish(message, earlier).pipe(forgive)))),
  );
};

const link = (user_name: string, user_id: number, user_roles = ['User']) =>
  chatMessage(user_name, '', {
    id: `of ${user_name}`,
    user_id,
    user_roles,
    message: { message: [{ type: 'link', text: 'x.test', url: 'http://x.test' }], meta: {} },
  });

describe('moderation', () => {
  it(
    'deletes links, silences at the third, and leaves moderators and mere words alone',
    marbles(m => {
      const said = {
        a: link('ada', 7, ['Mod', 'User']),
        b: link('bob', 8),
        e: link('eve', 9),
        w: chatMessage('bob', 'hi'),
      };
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('abbeawb', said) },
        replies: { deleteMessage: () => 'Message deleted.', timeout: () => 'bob has been timed out.' },
      });
      m.expect(moderation(chat)).toBeObservable('-ddd--t', { d: 'Message deleted.', t: 'bob has been timed out.' });
      m.expect(chat.calls$).toBeObservable('     -bbe--t', {
        b: { method: 'deleteMessage', args: ['of bob'] },
        e: { method: 'deleteMessage', args: ['of eve'] },
        t: { method: 'timeout', args: ['bob', '5m'] },
      });
    }),
  );

  it(
    'goes on when the server refuses',
    marbles(m => {
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('b--b--', { b: link('bob', 8) }) },
        replies: { deleteMessage: () => m.cold<string>('-#', {}, 'UNOTFOUND') },
      });
      m.expect(moderation(chat)).toBeObservable('-');
      m.expect(chat.calls$).toBeObservable('     b--b', { b: { method: 'deleteMessage', args: ['of bob'] } });
    }),
  );
});
