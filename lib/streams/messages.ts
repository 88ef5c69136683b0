import {
  defer,
  filter,
  map,
  merge,
  type Observable,
  retry,
  Subscription,
  share,
  takeLast,
  tap,
  throwError,
} from 'rxjs';
import type { ChatMessage } from '../beam/chat-message.js';
import type { ChatEvents } from '../beam/events.js';
import type { BeamChat } from '../beam-chat.js';
import { callOfSession$ } from '../client/session-call.js';
import { CallError } from '../errors.js';
import { callUser } from '../link/user-functions.js';
import type { Status } from '../status.js';
import { check } from '../text/check.js';
import { callable, isObject, isText, whole } from '../text/rule.js';
import { type Gap, gapless, limit } from './gapless.js';
import { type Removal, Removals } from './removals.js';

/** The options of {@link messages$}. */
export interface MessagesOptions {
  /** How many messages to ask for on each new session; servers give 100 at most. @default 100 */
  readonly history?: number | undefined;
  /** How many messages of the first history to emit. @default 0 */
  readonly initial?: number | undefined;
  /** The most live messages to buffer while waiting for a history. @default 10_000 */
  readonly hold?: number | undefined;
  /** Called if messages may be missing, before the stream emits anything of the new session. @default nothing */
  readonly onGap?: ((gap: Gap<ChatMessage>) => void) | undefined;
  /** Called when emitted messages are deleted, purged or cleared, or were removed while there was no session. @default nothing */
  readonly onRemoved?: ((removal: Removal) => void) | undefined;
}

const rules = {
  history: whole(1),
  initial: whole(0),
  hold: limit,
  onGap: callable,
  onRemoved: callable,
};

/** A `BeamChat`, or a double of one. */
type Chat<Events, Methods> = Pick<
  BeamChat<Events, Methods>,
  'events$' | 'connected$' | 'closed$' | 'status$' | 'call$'
>;

/**
 * Emits the messages of a chat in order, once each, over all connections. It fetches the messages missed during an outage from
 * the history of the next session (docs/protocol.md#session). All subscribers share one `history` call for each session; a late
 * subscriber gets messages from the moment it subscribes. Never errors; completes when the client is disposed of.
 *
 * @throws TypeError that names the unknown or invalid option
 * @example
 * messages$(chat, { onGap: gap => console.warn('messages are missing', gap.cause) }).subscribe(message => show(message));
 */
export const messages$ = <Events extends Pick<ChatEvents, 'ChatMessage'> = ChatEvents, Methods = unknown>(
  chat: Chat<Events, Methods>,
  options: MessagesOptions = {},
): Observable<ChatMessage> => {
  const { history = 100, initial = 0, hold = 10_000, onGap, onRemoved } = check(options, rules, { path: 'messages$.' });
  const remember = 4 * history;
  return defer(() => {
    const limits = { emitted: remember, held: hold + remember };
    const removals = new Removals(limits, removal => onRemoved && callUser(() => onRemoved(removal), undefined));
    const watching = watchRemovals(chat as Chat<unknown, unknown>, removals);
    return chat.events$<unknown>('ChatMessage').pipe(
      filter(isMessage),
      tap(message => removals.came(message)),
      gapless({
        sessions$: chat.connected$.pipe(tap(() => removals.asked())),
        lost$: lossesOf(chat).pipe(tap(() => removals.lost())),
        fill: () => historyOf(chat as Chat<unknown, unknown>, history).pipe(tap(answer => removals.answered(answer))),
        key: ({ id }) => id,
        mayEmit: message => removals.mayEmit(message),
        remember,
        hold,
        initial,
        onGap,
      }),
      tap({ next: message => removals.emitted(message), finalize: () => watching.unsubscribe() }),
    );
  }).pipe(share());
};

/** The newest messages that the server stores, the oldest of them first. */
const historyOf = (chat: Chat<unknown, unknown>, count: number): Observable<readonly ChatMessage[]> =>
  callOfSession$(chat, 'history', [count]).pipe(
    // A client that drains makes no call, and has its session still if `boot()` calls the drain off.
    retry({ delay: error => (isDraining(error) ? chat.status$.pipe(filter(isConnected)) : throwError(() => error)) }),
    // Emits when the call has completed: otherwise the operator would unsubscribe, and so cancel, an answered call.
    takeLast(1),
    map(reply => {
      if (!Array.isArray(reply)) throw new TypeError('the history is not an array');
      return reply.filter(isMessage).slice(-count);
    }),
  );

const isDraining = (error: unknown): boolean =>
  error instanceof CallError && error.kind === 'closed' && error.delivery === 'never';

const isConnected = ({ state }: Status): boolean => state === 'connected';

/** `closing` is no loss: a client that drains has its session still. */
const lossesOf = ({ closed$, status$ }: Pick<Chat<unknown, unknown>, 'closed$' | 'status$'>): Observable<unknown> =>
  merge(closed$, status$.pipe(filter(({ state }) => state !== 'connected' && state !== 'closing')));

const watchRemovals = (chat: Chat<unknown, unknown>, removals: Removals): Subscription => {
  const watching = new Subscription();
  const watch = (name: string, remove: (data: Readonly<Record<string, unknown>>) => void) =>
    watching.add(chat.events$<unknown>(name).subscribe(data => remove(isObject(data) ? { ...data } : {})));
  watch('DeleteMessage', ({ id }) => typeof id === 'string' && removals.deleted(id));
  watch('PurgeMessage', ({ user_id }) => typeof user_id === 'number' && removals.purged(user_id));
  watch('ClearMessages', () => removals.cleared());
  return watching;
};

/** What a server sends may be anything. */
const isMessage = (value: unknown): value is ChatMessage => isObject(value) && 'id' in value && isText(value.id);
