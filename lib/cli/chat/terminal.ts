import process, { stdin, stdout } from 'node:process';
import {
  asyncScheduler,
  combineLatest,
  distinctUntilChanged,
  fromEvent,
  map,
  merge,
  type Observable,
  of,
  Subscription,
  switchMap,
  timer,
} from 'rxjs';
import { interrupted$ } from '../interrupted.js';
import type { Conversation } from './conversation.js';
import type { Face } from './face.js';
import { coloured, type Paint, plain } from './paint.js';
import { Screen } from './screen.js';
import { statusLine } from './status-line.js';
import { textOf } from './text-view.js';

/** How often a countdown is looked at. */
const TICK_MS = 250;

/** Lines roll by above; the status and what is being typed stay at the bottom. */
export const terminal = (conversation: Conversation): Face => {
  const paint = stdout.hasColors() ? coloured : plain;
  const screen = new Screen(stdin, stdout);
  const output = new Subscription();
  output.add(
    textOf(conversation, () => ({ paint, columns: stdout.columns })).subscribe(({ lines }) => screen.print(lines)),
  );
  output.add(statusLines(conversation, paint).subscribe(line => screen.setStatus(line)));
  output.add(screen.suspended$.subscribe(() => screen.aside(suspend)));
  return {
    lines$: screen.lines$,
    interrupted$: merge(interrupted$, screen.interrupted$),
    close: () => {
      output.unsubscribe();
      screen.close();
    },
  };
};

/** The whole job stops here until somebody goes on with it: npx as well, which would not give the shell back else. */
const suspend = (): void => {
  stdin.setRawMode(false);
  process.kill(0, 'SIGTSTP');
  stdin.setRawMode(true);
};

/** The status line at each moment that it reads differently. */
const statusLines = ({ status$, spooled$ }: Conversation, paint: Paint): Observable<string> => {
  const ticking$ = status$.pipe(
    switchMap(status => (status.retryAt === undefined ? of(status) : timer(0, TICK_MS).pipe(map(() => status)))),
  );
  const columns$ = merge(of(undefined), fromEvent(stdout, 'resize')).pipe(map(() => stdout.columns));
  return combineLatest([ticking$, spooled$, columns$]).pipe(
    map(([status, spooled, columns]) => statusLine(status, spooled, asyncScheduler.now(), columns, paint)),
    distinctUntilChanged(),
  );
};
