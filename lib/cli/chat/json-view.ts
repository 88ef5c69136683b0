import { combineLatest, distinctUntilChanged, map, merge, type Observable } from 'rxjs';
import type { Status } from '../../index.js';
import { cleanJson } from '../clean.js';
import type { Conversation } from './conversation.js';
import { shortAddress } from './status-line.js';

/** A status as it is printed. `retryAt` is a time, so that it does not change while the client waits. */
const statusObject = ({ state, address, attempt, retryAt }: Status, spooled: number) => ({
  type: 'status',
  state,
  address: shortAddress(address) || null,
  attempt,
  retryAt: retryAt ?? null,
  spooled,
});

/** The output of a conversation for scripts: one JSON object per line. */
export const toJsonLines = ({ output$, status$, spooled$ }: Conversation): Observable<string> => {
  const statusObjects$ = combineLatest([status$, spooled$]).pipe(
    map(([status, spooled]) => statusObject(status, spooled)),
  );
  return merge(output$, statusObjects$).pipe(
    map(value => cleanJson(JSON.stringify(value))),
    distinctUntilChanged((before, now) => before === now && now.startsWith('{"type":"status"')),
  );
};
