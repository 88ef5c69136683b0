import { EMPTY, ignoreElements, type Observable, take } from 'rxjs';
import type { EventsByName } from '../protocol/events-by-name.js';

/** Completes when the server has sent its welcome, or at once for servers that send none (docs/protocol.md#session). */
export const welcomed = (events: Pick<EventsByName, 'on'>, expected: boolean): Observable<never> =>
  expected ? events.on('WelcomeEvent').pipe(take(1), ignoreElements()) : EMPTY;
