import type { BeamChat, ChatMessage, PurgeMessage } from 'rx-beam';
import { catchError, EMPTY, map, merge, type Observable, scan, startWith, switchMap } from 'rxjs';
import { type Line, type Log, messageLine } from './line';
import { withHistory } from './with-history';

/** More lines than that nobody scrolls back to. */
const MOST = 20_000;
/** A message may come twice, as an event and as a reply, and then soon. */
const RECENT = 100;

type Change = (log: Log) => Log;

/**
 * The lines of a chat: its history on each connection, what is said, and what moderators make of it.
 *
 * @param sent$ - what we said ourselves: of a whisper, nobody else tells us
 */
export const messageLog = (chat: BeamChat, sent$: Observable<ChatMessage>): Observable<Log> => {
  const history$ = chat.connected$.pipe(
    switchMap(() => chat.call$('history', [100]).pipe(catchError(() => EMPTY))),
    map(withHistory),
  );
  const changes$: Observable<Change> = merge(
    history$,
    merge(chat.events$('ChatMessage'), sent$).pipe(map(said)),
    chat.events$('DeleteMessage').pipe(map(({ id }) => without(line => line.key === id))),
    chat.events$('PurgeMessage').pipe(map(purged)),
    chat.events$('ClearMessages').pipe(
      map(({ clearer }) => () => [note(`${by(clearer)} cleared the chat`)]),
    ),
  );
  return changes$.pipe(
    scan((log, change) => change(log), [] as Log),
    startWith([]),
  );
};

const said =
  (message: ChatMessage): Change =>
  log => {
    if (log.slice(-RECENT).some(({ key }) => key === message.id)) return log;
    const kept = log.length < MOST ? log : log.slice(1);
    return [...kept, messageLine(message)];
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
    const what = cause === undefined ? `removed what ${name} wrote` : `timed ${name} out`;
    return [...without(isTheirs)(log), note(`${by(moderator)} ${what}`)];
  };
};

const by = (moderator: { user_name: string } | undefined): string => moderator?.user_name ?? 'Somebody';

let notes = 0;
const note = (text: string): Line => ({ kind: 'note', key: `note ${++notes}`, text });
