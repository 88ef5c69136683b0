import { asyncScheduler, filter, map, merge, type Observable, pairwise } from 'rxjs';
import { clean } from '../clean.js';
import { clockTime, timeOfUuid } from '../clock-time.js';
import type { ChatOutput } from './chat-output.js';
import type { Conversation } from './conversation.js';
import { eventLines } from './event.js';
import { messageLine } from './message.js';
import type { Paint, RenderOptions } from './paint.js';
import { helpLines } from './parse-line.js';
import { personName } from './person.js';
import { statusNotes } from './status-line.js';
import { textAt } from './wire.js';
import { wrapLine } from './wrap-line.js';

/** Lines to print, and whether they report an error. */
export interface TextOutput {
  readonly lines: readonly string[];
  readonly isError: boolean;
}

type Output<Type extends ChatOutput['type']> = Extract<ChatOutput, { type: Type }>;

/** How many names to list. More would fill the screen. */
const MAX_LISTED_PEOPLE = 50;

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

/** A message after its time. Only a past one says when it was written, and only by an id that contains a time. */
const shownMessage = ({ past, whisper, data }: Output<'message'>, nowMs: number, paint: Paint): string => {
  const ms = past ? timeOfUuid(textAt(data, 'id')) : nowMs;
  const time = paint('dim', ms === undefined ? '--:--' : clockTime(ms, nowMs));
  const line = whisper === 'to you' ? messageLine(data, paint, 'you') : messageLine(data, paint);
  return past ? `${time} ${paint('dim', '|')} ${line}` : `${time} ${line}`;
};

const peopleLine = ({ complete, people }: Output<'people'>, paint: Paint): string => {
  const names = people.slice(0, MAX_LISTED_PEOPLE).map(({ name, roles }) => personName(name, roles, paint));
  const more = people.length > names.length ? ` and ${people.length - names.length} more` : '';
  const list = names.length === 0 ? 'nobody who joined as a user' : names.join(', ') + more;
  return complete ? `-- here: ${list}` : `-- here, of those who came since you are connected: ${list}`;
};

const nowLine = ({ trying, connected }: Output<'now'>): string => {
  if (trying) return '-- trying now';
  return connected ? '-- there is a connection already' : '-- a try is under way';
};

/** The lines that show an output. */
export const outputLines = (output: ChatOutput, nowMs: number, options: RenderOptions): readonly string[] => {
  const { paint } = options;
  switch (output.type) {
    case 'message':
      return [shownMessage(output, nowMs, paint)];
    case 'event':
      return eventLines(output.event, output.data, nowMs, options);
    case 'reply':
      return replyLine(output.method, output.data);
    case 'spooled':
      return [paint('dim', `-- waits for a connection: ${clean(output.line)}`)];
    case 'people':
      return [peopleLine(output, paint)];
    case 'now':
      return [nowLine(output)];
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

/** The output of a conversation as text. It calls `options` for each output, because a terminal may be resized. */
export const toText = (
  output$: Observable<ChatOutput>,
  status$: Conversation['status$'],
  options: () => RenderOptions,
): Observable<TextOutput> =>
  merge(
    output$.pipe(
      map(output => ({
        lines: outputLines(output, asyncScheduler.now(), options()),
        isError: output.type === 'error',
      })),
    ),
    status$.pipe(
      pairwise(),
      map(([before, now]) => ({ lines: statusNotes(before, now, options().paint), isError: false })),
    ),
  ).pipe(
    filter(({ lines }) => lines.length > 0),
    map(({ lines, isError }) => ({ lines: lines.flatMap(line => wrapLine(line, options().columns)), isError })),
  );
