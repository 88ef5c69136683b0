import process, { stderr, stdin, stdout } from 'node:process';
import {
  asyncScheduler,
  combineLatest,
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  type Observable,
  of,
  Subscription,
  switchMap,
  timer,
} from 'rxjs';
import { clean } from '../clean.js';
import { interrupted$ } from '../interrupted.js';
import type { Conversation } from './conversation.js';
import { coloured, type Paint, plain, type RenderOptions } from './paint.js';
import { isRunningPoll, runningPollLines } from './running-poll.js';
import { Screen } from './screen.js';
import { statusLine } from './status-line.js';
import { toText } from './text-view.js';
import type { Ui } from './ui.js';

/** How often the countdown to the next attempt is updated. */
const COUNTDOWN_INTERVAL_MS = 250;

/** Prints the output above a status and a prompt that stay at the bottom of the screen. */
export const terminal = (conversation: Conversation): Ui => {
  const paint = stdout.hasColors() ? coloured : plain;
  const screen = new Screen(stdin, stdout);
  const output = new Subscription();
  const { output$, status$, nameOf } = conversation;
  const options = (): RenderOptions => ({ paint, columns: stdout.columns, nameOf });
  const printed$ = output$.pipe(filter(each => !isRunningPoll(each)));
  const options$ = columns$.pipe(map(options));
  output.add(runningPollLines(output$, options$).subscribe(lines => screen.setPanel(lines)));
  output.add(toText(printed$, status$, options).subscribe(({ lines }) => screen.print(lines)));
  output.add(statusLines(conversation, paint).subscribe(line => screen.setStatus(line)));
  output.add(screen.suspended$.subscribe(() => screen.withoutPrompt(suspend)));
  return {
    lines$: screen.lines$,
    interrupted$: merge(interrupted$, screen.interrupted$),
    // Beside the prompt on the same screen, unless it goes elsewhere.
    trace: line => (stderr.isTTY ? screen.print([clean(line)]) : stderr.write(`${clean(line)}\n`)),
    close: () => {
      output.unsubscribe();
      screen.close();
    },
  };
};

/** Stops the whole process group until `fg`. If npx kept running, the shell would not get the terminal back. */
const suspend = (): void => {
  stdin.setRawMode(false);
  process.kill(0, 'SIGTSTP');
  stdin.setRawMode(true);
};

const columns$ = merge(of(undefined), fromEvent(stdout, 'resize')).pipe(map(() => stdout.columns));

/** Emits the status line whenever its text changes. */
const statusLines = ({ status$, spooled$ }: Conversation, paint: Paint): Observable<string> => {
  const countdown$ = status$.pipe(
    switchMap(status =>
      status.retryAt === undefined ? of(status) : timer(0, COUNTDOWN_INTERVAL_MS).pipe(map(() => status)),
    ),
  );
  return combineLatest([countdown$, spooled$, columns$]).pipe(
    map(([status, spooled, columns]) => statusLine(status, spooled, asyncScheduler.now(), columns, paint)),
    distinctUntilChanged(),
  );
};
