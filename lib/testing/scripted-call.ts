import { catchError, defer, EMPTY, fromEvent, map, NEVER, type Observable, race, tap, throwError, timeout } from 'rxjs';
import type { ClientActivity } from '../activity/client-activity.js';
import { CallError, ReplyError, TimeoutError } from '../errors.js';
import type { Arguments, CallErrorKind } from '../index.js';
import { describeCause, kindOf, quote } from '../text/quote.js';
import type { MadeCall as Made } from './double-record.js';
import { MAX_TIMER_MS } from './long-timer.js';
import { replyTo } from './replies.js';

type MadeCall = Made<Arguments>;

/** The double that a call is made on. */
export interface Caller {
  /** Its class, for errors. */
  readonly name: string;
  /** Whether arguments may have names. */
  readonly takesNamed: boolean;
  /** The id of the next packet. */
  readonly nextId: () => number;
  /** Why the double cannot send a call now, if it cannot. A call with `force` does not wait for a connection. */
  readonly refusalOf: (force: boolean) => 'closed' | 'not-connected' | undefined;
  /** Emits when calls in flight have to reject, since the double closes. */
  readonly callsEnd$: Observable<void>;
  /** Is told of each call that is sent, and of each that is cancelled. */
  readonly made: (call: MadeCall) => void;
  readonly cancelled: (call: MadeCall) => void;
  /** Counts the calls, and tells those who observe the double. */
  readonly activity: ClientActivity;
}

/** A call that has been sent. */
interface SentCall extends MadeCall {
  readonly id: number;
}

/** A call that the script answers. It is cold: each subscription is a call of its own. */
export const scriptedCall = (replies: object, given: MadeCall, force: boolean, caller: Caller): Observable<unknown> =>
  defer(() => {
    const wrong = whatIsWrongWith(given, caller.takesNamed);
    if (wrong !== undefined) return throwError(() => wrong);
    const call = copyOf(given);
    const id = caller.nextId();
    const kind = caller.refusalOf(force);
    if (kind !== undefined) return throwError(() => notSent(call, id, kind));
    caller.made(call);
    const cancelled = () => caller.cancelled(call);
    const sent = { ...call, id };
    const observed = observedCall(sent, force);
    caller.activity.making(observed, {
      take: each => {
        caller.activity.handing(each);
        each.wasSent = true;
      },
    });
    return race(answerTo(replies, sent, caller.name), abortOf(sent, cancelled), endOf(sent, caller.callsEnd$)).pipe(
      tap({
        error: error => caller.activity.failedCall(observed, error),
        complete: () => caller.activity.succeeded(observed),
        unsubscribe: () => {
          caller.activity.cancelled(observed);
          cancelled();
        },
      }),
    );
  });

/** The call as those see it who observe the double. */
const observedCall = ({ id, method, args, options }: SentCall, force: boolean) => ({
  id,
  method,
  body: JSON.stringify(args),
  settings: {
    timeout: options?.timeout ?? 0,
    noReply: options?.noReply ?? false,
    resend: options?.resend ?? false,
    whenDown: force ? ('reject' as const) : ('spool' as const),
  },
  wasSent: false,
});

/** A record must not change when its caller changes the arguments or options later. */
export const copyOf = ({ method, args, options }: MadeCall): MadeCall => ({
  method,
  args: Object.freeze(Array.isArray(args) ? [...args] : { ...args }),
  ...(options === undefined ? {} : { options: Object.freeze({ ...options }) }),
});

export const whatIsWrongWith = ({ method, args, options }: MadeCall, takesNamed: boolean): Error | undefined => {
  if (!Array.isArray(args) && !(takesNamed && typeof args === 'object' && args !== null)) {
    // What was passed to auth may be a key.
    const shown = method === 'auth' ? kindOf(args) : quote(args);
    return new TypeError(
      `the arguments of ${quote(method)} must be ${takesNamed ? 'an array or an object' : 'an array'}, not ${shown}`,
    );
  }
  try {
    JSON.stringify(args);
  } catch (cause) {
    const facts = { method, id: undefined, kind: 'encoding', delivery: 'never' } as const;
    return new CallError(`the arguments of ${quote(method)} cannot be serialized: ${describeCause(cause)}`, facts, {
      cause,
    });
  }
  const { signal } = options ?? {};
  return signal?.aborted ? aborted(method, undefined, signal) : undefined;
};

const answerTo = (replies: object, { method, args, options, id }: SentCall, double: string): Observable<unknown> => {
  if (options?.noReply) return EMPTY;
  const reply$ = replyTo(replies, method, args) ?? throwError(() => noReplyScripted(method, double));
  const late = (ms: number) => throwError(() => new TimeoutError(method, id, ms));
  return withTimeout(options?.timeout, late, reply$).pipe(
    catchError(error => throwError(() => asReplyError(method, id, error))),
  );
};

/** An error of a script: what is not an `Error` is the server's. */
export const asReplyError = (method: string, id: number, error: unknown): Error =>
  error instanceof Error ? error : new ReplyError(method, id, error);

/** Like in the client, a call waits for ever if its timeout is 0, Infinity, or longer than any timer. */
const withTimeout = <T>(
  ms: number | undefined,
  late: (ms: number) => Observable<never>,
  reply$: Observable<T>,
): Observable<T> =>
  ms === undefined || ms === 0 || ms > MAX_TIMER_MS
    ? reply$
    : reply$.pipe(timeout({ first: ms, with: () => late(ms) }));

/** Errors when the call's signal is aborted; never emits. */
const abortOf = ({ method, options, id }: SentCall, cancelled: () => void): Observable<never> => {
  const { signal } = options ?? {};
  if (signal === undefined) return NEVER;
  return fromEvent(signal, 'abort').pipe(
    tap(cancelled),
    map(() => {
      throw aborted(method, id, signal);
    }),
  );
};

/** Errors when the double closes; never emits. */
const endOf = ({ method, id }: SentCall, callsEnd$: Observable<void>): Observable<never> =>
  callsEnd$.pipe(
    map(() => {
      const facts = { method, id, kind: 'closed', delivery: 'unknown' } as const;
      throw new CallError(`the call of ${quote(method)} was sent, but not answered: ${WHY.closed}`, facts);
    }),
  );

const aborted = (method: string, id: number | undefined, signal: AbortSignal): CallError =>
  new CallError(
    `the call of ${quote(method)} was aborted by its signal`,
    { method, id, kind: 'aborted', delivery: id === undefined ? 'never' : 'unknown' },
    { cause: signal.reason },
  );

const WHY = {
  closed: 'the client is closed',
  'not-connected': 'no connection is ready, and it does not wait for one',
} as const satisfies Partial<Record<CallErrorKind, string>>;

const notSent = ({ method }: MadeCall, id: number, kind: keyof typeof WHY): CallError =>
  new CallError(`the call of ${quote(method)} was not sent: ${WHY[kind]}`, { method, id, kind, delivery: 'never' });

const noReplyScripted = (method: string, double: string): Error =>
  new Error(
    `${quote(method)} was called, and the ${double} was told no reply to it: ` +
      `pass one, as in new ${double}({ replies: { ${quote(method)}: (...args) => data } })`,
  );
