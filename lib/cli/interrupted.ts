import process from 'node:process';
import { fromEvent, merge, type Observable, take } from 'rxjs';

/** The first sign that one is to stop: Ctrl-C, or a polite kill. A second one ends the process as ever. */
export const interrupted$: Observable<unknown> = merge(
  fromEvent(process, 'SIGINT'),
  fromEvent(process, 'SIGTERM'),
).pipe(take(1));
