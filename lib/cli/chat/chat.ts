import { stdin, stdout } from 'node:process';
import {
  concat,
  defaultIfEmpty,
  defer,
  filter,
  firstValueFrom,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  Subject,
  take,
  takeWhile,
  tap,
  throwError,
} from 'rxjs';
import { AuthenticationFailedError, BeamChat, fromClockJump, trace } from '../../index.js';
import { CliError } from '../cli-error.js';
import { Conversation } from './conversation.js';
import { refusedJoinInWords } from './in-words.js';
import { parseLine } from './parse-line.js';
import { pipe } from './pipe.js';
import { type ChatTarget, resolveTarget } from './target.js';
import { terminal } from './terminal.js';
import type { Ui } from './ui.js';

export interface ChatSettings {
  readonly history: number;
  readonly drainMs: number;
  readonly json: boolean;
  readonly trace: boolean;
}

/** Runs a chat until the user leaves, or until the server refuses to authenticate the user for good. */
export const chat = async (
  target: ChatTarget,
  { history, drainMs, json, ...settings }: ChatSettings,
): Promise<void> => {
  const { addresses, auth, people$ } = await resolveTarget(target);
  const now$ = new Subject<void>();
  const wake$ = merge(fromClockJump(), now$);
  const client = new BeamChat(addresses, { auth, wake$, spool: { limit: Number.POSITIVE_INFINITY } });
  const isTerminal = !json && stdin.isTTY === true && stdout.isTTY === true;
  const conversation = new Conversation(client, { history, people$, isPipe: !isTerminal, wake: () => now$.next() });
  const ui = isTerminal ? terminal(conversation) : pipe(conversation, { json });
  const tracing = settings.trace ? trace(client, { log: line => ui.trace(line) }) : undefined;
  try {
    const refused$ = client.errors$.pipe(
      filter(error => error instanceof AuthenticationFailedError),
      mergeMap(error => throwError(() => new CliError(refusedJoinInWords(error)))),
    );
    await firstValueFrom(merge(refused$, converse(conversation, ui, drainMs)));
  } finally {
    tracing?.unsubscribe();
    ui.close();
  }
  if (isTerminal) return;
  if (!conversation.connected) throw new CliError('there was no connection');
  if (conversation.failed > 0) throw new CliError(failedLines(conversation.failed));
};

/** Submits each typed line. Emits once the client is closed: after the input and draining, or at an interrupt. */
const converse = (conversation: Conversation, { lines$, interrupted$ }: Ui, drainMs: number): Observable<unknown> => {
  const typed$ = lines$.pipe(
    map(line => ({ line, intent: parseLine(line) })),
    takeWhile(({ intent }) => intent.type !== 'quit'),
    tap(({ line, intent }) => conversation.submit(line, intent)),
    ignoreElements(),
  );
  const drained$ = concat(
    typed$,
    defer(() => conversation.drain(drainMs)),
  );
  const gone$ = interrupted$.pipe(
    take(1),
    mergeMap(() => conversation.leave()),
  );
  return defer(() => {
    conversation.start();
    return merge(drained$, gone$).pipe(defaultIfEmpty(undefined));
  });
};

const failedLines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'} failed`;
