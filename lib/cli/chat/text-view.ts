import { asyncScheduler, filter, map, merge, type Observable, pairwise } from 'rxjs';
import { clean } from '../clean.js';
import type { ChatOutput } from './chat-output.js';
import type { Conversation } from './conversation.js';
import { eventLines } from './event.js';
import { messageLine } from './message.js';
import type { RenderOptions } from './paint.js';
import { helpLines } from './parse-line.js';
import { statusNotes } from './status-line.js';
import { textAt } from './wire.js';

/** Lines to print, and whether they report an error. */
export interface TextOutput {
  readonly lines: readonly string[];
  readonly isError: boolean;
}

/** How much of a failed line an error repeats. */
const MAX_QUOTED_LENGTH = 500;

const quoteLine = (line: string): string =>
  JSON.stringify(line.length > MAX_QUOTED_LENGTH ? `${line.slice(0, MAX_QUOTED_LENGTH)}…` : line);

const errorLine = (message: string, line: string | undefined): string =>
  clean(line === undefined ? message : `${quoteLine(line)} failed: ${message}`);

const replyLine = (method: string, data: unknown): readonly string[] => {
  if (method === 'vote:choose') return ['-- your vote counts'];
  const text = textAt(data);
  return text === '' ? [] : [`-- ${text}`];
};

const leavingLine = (spooled: number, withinMs: number): string =>
  `-- leaving when what is spooled (${spooled}) was sent, in ${withinMs / 1000} s at most; Ctrl-C leaves at once`;

/** The lines that show an output. */
export const outputLines = (output: ChatOutput, nowMs: number, options: RenderOptions): readonly string[] => {
  const { paint } = options;
  switch (output.type) {
    case 'message': {
      const line = messageLine(output.data, paint);
      return [output.past ? `${paint('dim', '|')} ${line}` : line];
    }
    case 'event':
      return eventLines(output.event, output.data, nowMs, options);
    case 'reply':
      return replyLine(output.method, output.data);
    case 'spooled':
      return [paint('dim', `-- waits for a connection: ${clean(output.line)}`)];
    case 'error':
      return [paint('red', errorLine(output.message, output.line))];
    case 'leaving':
      return [leavingLine(output.spooled, output.withinMs)];
    case 'help':
      return helpLines();
    default:
      return output satisfies never;
  }
};

/** The output of a conversation for people. It calls `options` for each output, because a terminal may be resized. */
export const toText = ({ output$, status$ }: Conversation, options: () => RenderOptions): Observable<TextOutput> =>
  merge(
    output$.pipe(
      map(output => ({
        lines: outputLines(output, asyncScheduler.now(), options()),
        isError: output.type === 'error',
      })),
    ),
    status$.pipe(
      pairwise(),
      map(([before, now]) => ({ lines: statusNotes(before, now), isError: false })),
    ),
  ).pipe(filter(({ lines }) => lines.length > 0));
