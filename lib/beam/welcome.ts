import { EMPTY, ignoreElements, type Observable, take } from 'rxjs';
import type { EventsByName } from '../protocol/events-by-name.js';

const WELCOME = 'WelcomeEvent';

/** Whether a packet is the welcome. */
export const isWelcome = (packet: unknown): boolean => {
  const { type, event } = packet as { type?: unknown; event?: unknown };
  return type === 'event' && event === WELCOME;
};

/** Completes when the server has sent its welcome, or at once for servers that send none (docs/protocol.md#session). */
export const welcomed = (events: Pick<EventsByName, 'on'>, expected: boolean): Observable<never> =>
  expected ? events.on(WELCOME).pipe(take(1), ignoreElements()) : EMPTY;
