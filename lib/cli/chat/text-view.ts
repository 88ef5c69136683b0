import { asyncScheduler, filter, map, merge, type Observable, pairwise } from 'rxjs';
import { clean } from '../clean.js';
import type { Conversation } from './conversation.js';
import { eventLines } from './event.js';
import type { Happening } from './happening.js';
import { messageLine } from './message.js';
import type { Look } from './paint.js';
import { statusNotes } from './status-line.js';
import { helpLines } from './typed.js';
import { textAt } from './wire.js';

/** Lines, and whether they tell of something that went wrong. */
export interface Said {
  readonly lines: readonly string[];
  readonly isTrouble: boolean;
}

const errorLine = (message: string, line: string | undefined): string =>
  clean(line === undefined ? message : `${JSON.stringify(line)} failed: ${message}`);

const replyLine = (method: string, data: unknown): readonly string[] => {
  if (method === 'vote:choose') return ['-- your vote counts'];
  const text = textAt(data);
  return text === '' ? [] : [`-- ${text}`];
};

const leavingLine = (spooled: number, withinMs: number): string =>
  `-- leaving when what is spooled (${spooled}) was sent, in ${withinMs / 1000} s at most; Ctrl-C leaves at once`;

/** A happening → the lines that show it. */
export const happeningLines = (happening: Happening, nowMs: number, look: Look): readonly string[] => {
  const { paint } = look;
  switch (happening.type) {
    case 'message': {
      const line = messageLine(happening.data, paint);
      return [happening.past ? `${paint('dim', '|')} ${line}` : line];
    }
    case 'event':
      return eventLines(happening.event, happening.data, nowMs, look);
    case 'reply':
      return replyLine(happening.method, happening.data);
    case 'spooled':
      return [paint('dim', `-- waits for a connection: ${clean(happening.line)}`)];
    case 'error':
      return [paint('red', errorLine(happening.message, happening.line))];
    case 'leaving':
      return [leavingLine(happening.spooled, happening.withinMs)];
    case 'help':
      return helpLines();
    default:
      return happening satisfies never;
  }
};

/** A conversation as people read it. The look is asked for each time: a terminal may change its width. */
export const textOf = ({ happenings$, status$ }: Conversation, look: () => Look): Observable<Said> =>
  merge(
    happenings$.pipe(
      map(happening => ({
        lines: happeningLines(happening, asyncScheduler.now(), look()),
        isTrouble: happening.type === 'error',
      })),
    ),
    status$.pipe(
      pairwise(),
      map(([before, now]) => ({ lines: statusNotes(before, now), isTrouble: false })),
    ),
  ).pipe(filter(({ lines }) => lines.length > 0));
