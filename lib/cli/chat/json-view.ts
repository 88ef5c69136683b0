import { combineLatest, distinctUntilChanged, map, merge, type Observable } from 'rxjs';
import type { Status } from '../../index.js';
import { cleanJson } from '../clean.js';
import type { Conversation } from './conversation.js';
import { limitDepth } from './limit-depth.js';
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

/** How deep the data of a server may be nested in the output. Readers such as `jq` 1.5 refuse more than 256 levels. */
const MAX_DATA_LEVELS = 200;

/** An output or status as one line of JSON that is safe to print. Its own object is one level above the data. */
export const jsonLine = (value: object): string => cleanJson(JSON.stringify(limitDepth(value, MAX_DATA_LEVELS + 1)));

/** The output of a conversation for scripts: one JSON object per line. */
export const toJsonLines = ({ output$, status$, spooled$ }: Conversation): Observable<string> => {
  const statusObjects$ = combineLatest([status$, spooled$]).pipe(
    map(([status, spooled]) => statusObject(status, spooled)),
  );
  return merge(output$, statusObjects$).pipe(
    map(jsonLine),
    distinctUntilChanged((before, now) => before === now && now.startsWith('{"type":"status"')),
  );
};
