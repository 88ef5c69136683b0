import { combineLatest, distinctUntilChanged, map, merge, type Observable } from 'rxjs';
import type { Status } from '../../index.js';
import { cleanJson } from '../clean.js';
import type { Conversation } from './conversation.js';
import { shortAddress } from './status-line.js';

/** A status as it is printed: when the next try comes, not how long that is. */
const statusFacts = ({ state, address, attempt, retryAt }: Status, spooled: number) => ({
  type: 'status',
  state,
  address: shortAddress(address) || null,
  attempt,
  retryAt: retryAt ?? null,
  spooled,
});

/** A conversation as scripts read it: one JSON object a line. */
export const jsonOf = ({ happenings$, status$, spooled$ }: Conversation): Observable<string> => {
  const facts$ = combineLatest([status$, spooled$]).pipe(map(([status, spooled]) => statusFacts(status, spooled)));
  return merge(happenings$, facts$).pipe(
    map(value => cleanJson(JSON.stringify(value))),
    distinctUntilChanged((before, now) => before === now && now.startsWith('{"type":"status"')),
  );
};
