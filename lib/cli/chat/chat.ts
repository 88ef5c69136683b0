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
  take,
  takeWhile,
  tap,
  throwError,
} from 'rxjs';
import { AuthenticationFailedError, BeamChat } from '../../index.js';
import { Failure } from '../failure.js';
import { Conversation } from './conversation.js';
import { destinationOf, type Where } from './destination.js';
import type { Face } from './face.js';
import { pipe } from './pipe.js';
import { terminal } from './terminal.js';
import { readLine } from './typed.js';

export interface ChatSettings {
  readonly history: number;
  readonly drainMs: number;
  readonly json: boolean;
}

/** Talks until whoever types leaves, or nobody will be let in any more. */
export const chat = async (where: Where, { history, drainMs, json }: ChatSettings): Promise<void> => {
  const { addresses, auth } = await destinationOf(where);
  const client = new BeamChat(addresses, { auth, spool: { limit: Number.POSITIVE_INFINITY } });
  const conversation = new Conversation(client, history);
  const isTerminal = !json && stdin.isTTY === true && stdout.isTTY === true;
  const face = isTerminal ? terminal(conversation) : pipe(conversation, { json });
  try {
    const refused$ = client.errors$.pipe(
      filter(error => error instanceof AuthenticationFailedError),
      mergeMap(error => throwError(() => new Failure(error.message))),
    );
    await firstValueFrom(merge(refused$, talk(conversation, face, drainMs)));
  } finally {
    face.close();
  }
  if (isTerminal) return;
  if (!conversation.connected) throw new Failure('there was no connection');
  if (conversation.failed > 0) throw new Failure(failures(conversation.failed));
};

/** Passes on what is typed. Emits when the client is closed: after the last line and what it waits for, or at once. */
const talk = (conversation: Conversation, { lines$, interrupted$ }: Face, drainMs: number): Observable<unknown> => {
  const typed$ = lines$.pipe(
    map(line => ({ line, intent: readLine(line) })),
    takeWhile(({ intent }) => intent.wants !== 'quit'),
    tap(({ line, intent }) => conversation.take(line, intent)),
    ignoreElements(),
  );
  const left$ = concat(
    typed$,
    defer(() => conversation.drain(drainMs)),
  );
  const gone$ = interrupted$.pipe(
    take(1),
    mergeMap(() => conversation.leave()),
  );
  return defer(() => {
    conversation.start();
    return merge(left$, gone$).pipe(defaultIfEmpty(undefined));
  });
};

const failures = (count: number): string =>
  count === 1 ? 'one line came to nothing' : `${count} lines came to nothing`;
