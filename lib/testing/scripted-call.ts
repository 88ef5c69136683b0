import { catchError, defer, EMPTY, fromEvent, map, NEVER, type Observable, race, tap, throwError, timeout } from 'rxjs';
import { CallError, ReplyError, TimeoutError } from '../errors.js';
import { quote } from '../quote.js';
import type { MadeCall } from './chat-script.js';
import { replyTo } from './replies.js';

/** Is told of each call. */
export interface CallObserver {
  made(call: MadeCall): void;
  cancelled(call: MadeCall): void;
}

/** A call that the script answers. It is cold: each subscription is a call of its own, and is reported to the observer. */
export const scriptedCall = (replies: object, call: MadeCall, observer: CallObserver): Observable<unknown> =>
  defer(() => {
    const { signal } = call.options ?? {};
    if (signal?.aborted) return throwError(() => aborted(call, 'never'));
    observer.made(call);
    const cancelled = () => observer.cancelled(call);
    return race(answerTo(replies, call), abortOf(call, cancelled)).pipe(tap({ unsubscribe: cancelled }));
  });

const answerTo = (replies: object, { method, args, options }: MadeCall): Observable<unknown> => {
  if (options?.noReply) return EMPTY;
  const reply$ = replyTo(replies, method, args) ?? throwError(() => noReplyScripted(method));
  return withTimeout(options?.timeout, method, reply$).pipe(
    catchError(error => throwError(() => (error instanceof Error ? error : new ReplyError(method, 0, error)))),
  );
};

const withTimeout = <T>(ms: number | undefined, method: string, reply$: Observable<T>): Observable<T> =>
  ms === undefined || ms === 0 || ms === Number.POSITIVE_INFINITY
    ? reply$
    : reply$.pipe(timeout({ first: ms, with: () => throwError(() => new TimeoutError(method, 0, ms)) }));

/** Errors when the call's signal is aborted; never emits. */
const abortOf = (call: MadeCall, cancelled: () => void): Observable<never> => {
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

const noReplyScripted = (method: string): Error =>
  new Error(
    `${quote(method)} was called, and the ChatDouble was told no reply to it: ` +
      `pass one, as in new ChatDouble({ replies: { ${quote(method)}: (...args) => data } })`,
  );
