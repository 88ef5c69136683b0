import { catchError, concat, map, type Observable, of } from 'rxjs';
import type { BeamChat, CallFailure } from '../../../lib/index.js';

/** What an app shows beside a message of its user. */
export type SendState = 'sending' | 'sent' | 'not sent' | 'perhaps lost';

/** Says a text, and what became of it. */
export const sendState$ = (chat: BeamChat, text: string): Observable<SendState> =>
  concat(
    of('sending' as const),
    chat.call$('msg', [text]).pipe(
      map(() => 'sent' as const),
      catchError(({ delivery }: CallFailure) =>
        of(delivery === 'unknown' ? ('perhaps lost' as const) : ('not sent' as const)),
      ),
    ),
  );
