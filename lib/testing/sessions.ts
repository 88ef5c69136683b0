import { distinctUntilChanged, map, type Observable, scan } from 'rxjs';
import type { Closed, Connected, Status } from '../index.js';

const ADDRESS = 'ws://double.test';

/** The status of a connected client. */
export const CONNECTED: Status = {
  state: 'connected',
  address: ADDRESS,
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
};

/** How the socket of a double ends when the test calls `close()`. */
export const CLEAN_CLOSE: Closed = { address: ADDRESS, code: 1000, reason: '', wasClean: true };

/** The number of sessions so far, and the current one. */
interface Sessions {
  readonly count: number;
  readonly current: Connected | undefined;
}

const nextSessions = (sessions: Sessions, { state, address = ADDRESS }: Status): Sessions => {
  if (state !== 'connected') return { ...sessions, current: undefined };
  if (sessions.current !== undefined) return sessions;
  const session = sessions.count + 1;
  return { count: session, current: { address, session, authenticated: true } };
};

/** Emits a session each time the status becomes connected, and undefined when that session ends. */
export const sessionsOf = (status$: Observable<Status>): Observable<Connected | undefined> =>
  status$.pipe(
    scan(nextSessions, { count: 0, current: undefined }),
    map(({ current }) => current),
    distinctUntilChanged(),
  );
