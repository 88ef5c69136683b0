import { Subject, type Subscription, switchMap, timer } from 'rxjs';
import { type BeamChat, CallError } from '../../index.js';
import type { ChatOutput } from './chat-output.js';
import { failureInWords } from './in-words.js';
import { losses } from './losses.js';
import { isWhisper } from './message.js';
import { MessageLog } from './message-log.js';

/** How long new messages wait for the history. They are shown after it, but a server may never answer. */
const HISTORY_WAIT_MS = 2_000;

/** The messages of a chat: those that arrive, and on each connection those that were missed. */
export class Messages {
  readonly output$ = new Subject<ChatOutput>();
  readonly #client: BeamChat;
  readonly #historyCount: number;
  readonly #log = new MessageLog();
  readonly #ownWhispers = new WeakSet<object>();
  readonly #ending = new AbortController();
  #isRequested = false;

  /** @param historyCount how many messages to request on each connection. With 0, it requests none. */
  constructor(client: BeamChat, historyCount: number) {
    this.#client = client;
    this.#historyCount = historyCount;
  }

  /** Requests the history for the first connection, and again each time that the connection is lost. */
  start(): Subscription {
    const { status$, connected$ } = this.#client;
    this.#requestHistory();
    const subscription = losses(status$).subscribe(() => this.#requestHistory());
    const waited$ = connected$.pipe(switchMap(() => timer(HISTORY_WAIT_MS)));
    subscription.add(waited$.subscribe(() => this.flush()));
    return subscription;
  }

  /** Shows a new message, unless it was shown before. */
  live(message: unknown): void {
    this.#show([], this.#log.live(message));
  }

  /** Shows the reply to what the user sent: only in it a whisper comes back to its author. */
  own(message: unknown): void {
    if (isWhisper(message)) this.#ownWhispers.add(message as object);
    this.live(message);
  }

  /** Shows the messages that a typed `/history` returned. */
  past(history: unknown): void {
    this.#show(listOf(history), []);
  }

  /** Shows the messages that still wait for the history. */
  flush(): void {
    this.#release([]);
  }

  /** Takes back the request that has no reply, and makes no other one: it would hold a client that is to close once it is idle. */
  requestNoMore(): void {
    this.#ending.abort();
  }

  /** One request at a time. If the connection is lost before the reply, the client sends the same request again. */
  #requestHistory(): void {
    const { signal } = this.#ending;
    if (this.#historyCount === 0 || signal.aborted) return;
    this.#log.hold();
    if (this.#isRequested) return;
    this.#isRequested = true;
    this.#client.call('history', [this.#historyCount], { resend: true, signal }).then(
      history => this.#received(listOf(history)),
      error => {
        this.#received([]);
        if (isRefusal(error)) this.output$.next({ type: 'error', ...failureInWords(error, false) });
      },
    );
  }

  #received(history: readonly unknown[]): void {
    this.#isRequested = false;
    this.#release(history);
  }

  #release(history: readonly unknown[]): void {
    const { past, live } = this.#log.release(history);
    this.#show(past, live);
  }

  #whisperOf(message: unknown): { whisper?: 'to you' | 'from you' } {
    if (!isWhisper(message)) return {};
    return { whisper: this.#ownWhispers.has(message as object) ? 'from you' : 'to you' };
  }

  #show(past: readonly unknown[], live: readonly unknown[]): void {
    for (const data of past) this.output$.next({ type: 'message', past: true, data });
    for (const data of live) this.output$.next({ type: 'message', past: false, ...this.#whisperOf(data), data });
  }
}

const listOf = (data: unknown): readonly unknown[] => (Array.isArray(data) ? data : []);

/** Whether a call failed for another reason than the lack of a connection or the end of the chat. */
const isRefusal = (error: unknown): boolean =>
  error instanceof CallError && error.kind !== 'closed' && error.kind !== 'disconnected' && error.kind !== 'aborted';
