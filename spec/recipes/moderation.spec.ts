import { catchError, EMPTY, filter, groupBy, mergeMap, type Observable, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, CallError, type ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

const STRIKES = 3;
const isTrusted = ({ user_roles }: ChatMessage) => user_roles.some(role => role === 'Owner' || role === 'Mod');
const hasLink = ({ message }: ChatMessage) => message.message.some(({ type }) => type === 'link');

/** Deletes links of users who are not trusted, and times a user out at the third one. */
const moderation = (chat: BeamChat): Observable<unknown> => {
  const punish = ({ id, user_name }: ChatMessage, earlier: number): Observable<unknown> =>
    earlier + 1 < STRIKES ? chat.call$('deleteMessage', [id]) : chat.call$('timeout', [user_name, '5m']);
  // The server refuses when another moderator was quicker, and a connection may be lost: the stream goes on after both.
  const ignoreFailure = catchError(error => (error instanceof CallError ? EMPTY : throwError(() => error)));
  return chat.events$('ChatMessage').pipe(
    filter(message => hasLink(message) && !isTrusted(message)),
    groupBy(({ user_id }) => user_id),
    mergeMap(ofOneUser$ =>
      ofOneUser$.pipe(mergeMap((message, earlier) => punish(message, earlier).pipe(ignoreFailure))),
    ),
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
    'deletes links, times out at the third one, and ignores moderators and plain text',
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
    'goes on when the server refuses, and when the connection is lost',
    marbles(m => {
      const lost = { method: 'deleteMessage', id: 1, kind: 'disconnected', delivery: 'unknown' } as const;
      const failures = ['UNOTFOUND', new CallError('the connection was lost', lost)];
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('b--b--', { b: link('bob', 8) }) },
        replies: { deleteMessage: () => m.cold<string>('-#', {}, failures.shift()) },
      });
      m.expect(moderation(chat)).toBeObservable('-');
      m.expect(chat.calls$).toBeObservable('     b--b', { b: { method: 'deleteMessage', args: ['of bob'] } });
    }),
  );
});
