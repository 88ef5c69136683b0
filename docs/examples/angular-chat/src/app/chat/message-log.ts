import type { BeamChat, ChatMessage, ClearMessages, PurgeMessage } from 'rx-beam';
import {
  asyncScheduler,
  catchError,
  EMPTY,
  filter,
  map,
  merge,
  type Observable,
  scan,
  startWith,
  switchMap,
} from 'rxjs';
import { type Line, type Log, messageLine } from './line';
import { hasId, isMessage, isPurge, messagesOf } from './shapes';
import { withHistory } from './with-history';

/** The log drops its oldest lines beyond this number. */
const MAX_LINES = 20_000;
/** Our own messages come twice, as an event and as a reply. The second one is looked for among this many lines. */
const RECENT_LINES = 100;

type Change = (log: Log) => Log;

/**
 * The lines of a chat: the history of each session, then live messages, and what moderators remove.
 *
 * @param sent$ - our own messages. The server sends no event for a whisper to its author.
 */
export const messageLog = (chat: BeamChat, sent$: Observable<ChatMessage>): Observable<Log> => {
  const history$ = chat.connected$.pipe(
    switchMap(() => chat.call$('history', [100]).pipe(catchError(() => EMPTY))),
    map(reply => withHistory(messagesOf(reply))),
  );
  const changes$: Observable<Change> = merge(
    history$,
    merge(chat.events$('ChatMessage'), sent$).pipe(filter(isMessage), map(said)),
    chat.events$('DeleteMessage').pipe(
      filter(hasId),
      map(({ id }) => without(line => line.key === id)),
    ),
    chat.events$('PurgeMessage').pipe(filter(isPurge), map(purged)),
    chat
      .events$('ClearMessages')
      .pipe(map((data: ClearMessages | null | undefined) => () => [note(`${by(data?.clearer)} cleared the chat`)])),
  );
  return changes$.pipe(
    scan((log, change) => change(log), [] as Log),
    startWith([]),
  );
};

const said =
  (message: ChatMessage): Change =>
  log => {
    if (log.slice(-RECENT_LINES).some(({ key }) => key === message.id)) return log;
    const kept = log.length < MAX_LINES ? log : log.slice(1);
    return [...kept, messageLine(message, asyncScheduler.now())];
  };

const without =
  (isGone: (line: Line) => boolean): Change =>
  log =>
    log.filter(line => !isGone(line));

const purged = ({ user_id, moderator, cause }: PurgeMessage): Change => {
  const isTheirs = (line: Line) => line.kind === 'message' && line.message.user_id === user_id;
  return log => {
    const line = log.findLast(isTheirs);
    if (line?.kind !== 'message') return log;
    const name = line.message.user_name;
    const what = cause == null ? `removed what ${name} wrote` : `timed ${name} out`;
    return [...without(isTheirs)(log), note(`${by(moderator)} ${what}`)];
  };
};

const by = (moderator: { user_name: string } | null | undefined): string => moderator?.user_name ?? 'Somebody';

let notes = 0;
const note = (text: string): Line => ({ kind: 'note', key: `note ${++notes}`, text });
