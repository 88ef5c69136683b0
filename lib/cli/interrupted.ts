import process from 'node:process';
import { fromEvent, merge, type Observable, take } from 'rxjs';

/**
 * Emits at the first SIGINT (Ctrl-C) or SIGTERM. It then stops listening, so that a second signal ends the process if
 * the command does not.
 */
export const interrupted$: Observable<unknown> = merge(
  fromEvent(process, 'SIGINT'),
  fromEvent(process, 'SIGTERM'),
).pipe(take(1));
