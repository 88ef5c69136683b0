import type { Observable } from 'rxjs';
import type { Arguments } from '../protocol/protocol.js';
import { NO_OPTIONS } from '../traffic/call-options.js';
import { Client, partsOf } from './client.js';
import { makeCall$ } from './make-call.js';

/**
 * A call that is part of a session, for each subscription; for streams that are built on a client. It is sent at once while there
 * is a session, also during a flush in turns and while a limit stops other calls, and uses what `inWindow` keeps from them. It is
 * never spooled or sent again: without a session it errors with kind `not-connected`, and with `disconnected` when that is lost.
 */
export const sessionCall$ = (client: Client, method: string, args: Arguments = []): Observable<unknown> =>
  makeCall$(partsOf(client), { method, args, options: NO_OPTIONS, whenDown: 'session' });

/** The same of a client; of a double, which has no sessions of its own, a call like any other. */
export const callOfSession$ = (
  client: { call$<T>(method: string, args: readonly unknown[]): Observable<T> },
  method: string,
  args: readonly unknown[],
): Observable<unknown> =>
  client instanceof Client ? sessionCall$(client, method, args) : client.call$<unknown>(method, args);
