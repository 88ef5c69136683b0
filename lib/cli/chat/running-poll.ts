import {
  asyncScheduler,
  combineLatest,
  concat,
  distinctUntilChanged,
  filter,
  map,
  merge,
  type Observable,
  of,
  startWith,
  switchMap,
  takeUntil,
  throttleTime,
  timer,
} from 'rxjs';
import type { ChatOutput } from './chat-output.js';
import type { RenderOptions } from './paint.js';
import { pollLines } from './poll.js';
import { numberAt } from './wire.js';
import { wrapLine } from './wrap-line.js';

/** How often a poll is printed at most. A server sends it again for each vote. */
const PRINT_EVERY_MS = 2_000;
/** How often the time that a poll has left is updated. */
const COUNTDOWN_MS = 1_000;
/** How long a poll is still shown after its end. Its `PollEnd` does not come if the connection is lost. */
const MAX_OVERDUE_MS = 5_000;
/** A server may say that a poll ends at any time, and a timer holds 24 days. */
const MAX_SHOWN_MS = 86_400_000;

type PollEvent = Extract<ChatOutput, { type: 'event' }>;

const isPollEvent =
  (event: 'PollStart' | 'PollEnd') =>
  (output: ChatOutput): output is PollEvent =>
    output.type === 'event' && output.event === event;

/** Whether an output is a running poll with its votes so far. */
export const isRunningPoll = isPollEvent('PollStart');
const isPollEnd = isPollEvent('PollEnd');

/** Passes everything on, but limits how often a running poll is printed. */
export const thinOutPolls = (output$: Observable<ChatOutput>): Observable<ChatOutput> => {
  const thinned = output$.pipe(
    filter(isRunningPoll),
    throttleTime(PRINT_EVERY_MS, asyncScheduler, { leading: true, trailing: true }),
  );
  return merge(
    // The end first: a state that still waits is dropped before the result is printed.
    output$.pipe(
      filter(isPollEnd),
      startWith(undefined),
      switchMap(() => thinned),
    ),
    output$.pipe(filter(output => !isRunningPoll(output))),
  );
};

/** The lines of the running poll, with the time that it has left. None while there is no poll. */
export const runningPollLines = (
  output$: Observable<ChatOutput>,
  options$: Observable<RenderOptions>,
): Observable<readonly string[]> =>
  output$.pipe(
    filter(output => isRunningPoll(output) || isPollEnd(output)),
    switchMap(output => (isRunningPoll(output) ? countdown(output.data, options$) : of([]))),
    distinctUntilChanged((before, now) => before.join('\n') === now.join('\n')),
  );

const countdown = (poll: unknown, options$: Observable<RenderOptions>): Observable<readonly string[]> => {
  const leftMs = (numberAt(poll, 'endsAt') ?? 0) - asyncScheduler.now() + MAX_OVERDUE_MS;
  const lines$ = combineLatest([options$, timer(0, COUNTDOWN_MS)]).pipe(
    map(([options]) => {
      const lines = pollLines(poll, 'running', asyncScheduler.now(), options);
      return lines.flatMap(line => wrapLine(line, options.columns));
    }),
    takeUntil(timer(Math.min(MAX_SHOWN_MS, Math.max(MAX_OVERDUE_MS, leftMs)))),
  );
  return concat(lines$, of([]));
};
