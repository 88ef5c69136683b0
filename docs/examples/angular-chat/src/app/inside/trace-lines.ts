import type { TracedClient } from 'rx-beam';
import { trace } from 'rx-beam';
import { Observable, scan, startWith } from 'rxjs';

/** How many lines are kept: a page that is open for days must not grow. */
const MOST_LINES = 200;

export interface TraceLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
}

/** The newest lines of `trace`, while it is subscribed to. */
export const traceLines = (client: TracedClient): Observable<readonly TraceLine[]> =>
  new Observable<string>(subscriber => trace(client, { log: line => subscriber.next(line) })).pipe(
    scan<string, readonly TraceLine[]>(
      (lines, text) => [...lines.slice(1 - MOST_LINES), { number: (lines.at(-1)?.number ?? 0) + 1, text }],
      [],
    ),
    startWith([]),
  );
