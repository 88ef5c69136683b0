import { catchError, defer, EMPTY, fromEvent, map, NEVER, type Observable, race, tap, throwError, timeout } from 'rxjs';
import { CallError, ReplyError, TimeoutError } from '../errors.js';
import { quote } from '../quote.js';
import type { MadeCall } from './chat-script.js';
import { replyTo } from './replies.js';

/** Who keeps the record. */
export interface Told {
  made(call: MadeCall): void;
  cancelled(call: MadeCall): void;
}

/** A call, made anew by each subscription, answered by the script and put on record. */
export const playCall = (replies: object, call: MadeCall, told: Told): Observable<unknown> =>
  defer(() => {
    const { signal } = call.options ?? {};
    if (signal?.aborted) return throwError(() => aborted(call, 'never'));
    told.made(call);
    const cancelled = () => told.cancelled(call);
    return race(answer(replies, call), aborting(call, cancelled)).pipe(tap({ unsubscribe: cancelled }));
  });

const answer = (replies: object, { method, args, options }: MadeCall): Observable<unknown> => {
  if (options?.noReply) return EMPTY;
  const reply$ = replyTo(replies, method, args) ?? throwError(() => noReplyTo(method));
  return within(options?.timeout, method, reply$).pipe(
    catchError(error => throwError(() => (error instanceof Error ? error : new ReplyError(method, 0, error)))),
  );
};

const within = <T>(ms: number | undefined, method: string, reply$: Observable<T>): Observable<T> =>
  ms === undefined || ms === 0 || ms === Number.POSITIVE_INFINITY
    ? reply$
    : reply$.pipe(timeout({ first: ms, with: () => throwError(() => new TimeoutError(method, 0, ms)) }));

const aborting = (call: MadeCall, cancelled: () => void): Observable<never> => {
  const { signal } = call.options ?? {};
  if (signal === undefined) return NEVER;
  return fromEvent(signal, 'abort').pipe(
    tap(cancelled),
    map(() => {
      throw aborted(call, 'unknown');
    }),
  );
};

const aborted = ({ method, options }: MadeCall, delivery: 'never' | 'unknown'): CallError =>
  new CallError(
    `the call of ${quote(method)} was aborted by its signal`,
    { method, id: delivery === 'never' ? undefined : 0, kind: 'aborted', delivery },
    { cause: options?.signal?.reason },
  );

const noReplyTo = (method: string): Error =>
  new Error(
    `${quote(method)} was called, and the ChatDouble was told no reply to it: ` +
      `pass one, as in new ChatDouble({ replies: { ${quote(method)}: (...args) => data } })`,
  );
