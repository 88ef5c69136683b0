import { asyncScheduler, type Observable, Subject, Subscription, subscribeOn, timer } from 'rxjs';
import type { Frame, WebSocketLike } from '../index.js';
import type { ServerAction } from './server-action.js';
import { ServerConnection } from './server-connection.js';
import type { ServerLog, ServerRules } from './server-rules.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const NO_CLOSE_FRAME = 1006;

/** The server's side of one socket. */
export interface ServerSide {
  readonly address: string;
  /** What the server does on its own. */
  readonly actions$: Observable<ServerAction>;
  readonly rules: ServerRules;
  readonly log: ServerLog;
}

/**
 * A browser-like WebSocket whose server is a script. Like a real one, it calls no handler from within the client's own
 * calls of its constructor, `send` or `close`.
 */
export class InMemoryWebSocket implements WebSocketLike {
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;
  readyState = CONNECTING;
  /** What is sent arrives at once, whatever the script says of it. */
  bufferedAmount = 0;
  readonly #server: ServerSide;
  readonly #connection: ServerConnection;
  readonly #subscriptions = new Subscription();

  constructor(server: ServerSide) {
    this.#server = server;
    this.#connection = new ServerConnection(server.rules, server.log, frame => this.#deliver(frame));
    this.#subscriptions.add(() => this.#connection.end());
    this.#subscriptions.add(
      server.actions$.pipe(subscribeOn(asyncScheduler)).subscribe({
        next: action => this.#perform(action),
        error: cause => this.#break(cause),
        complete: () => this.#closeWith(1000, ''),
      }),
    );
  }

  /** Whether the server answers what comes. */
  protected get isAnswered(): boolean {
    return this.readyState === OPEN && !this.#connection.isSilent;
  }

  send(frame: Frame): void {
    if (this.readyState === OPEN) this.#connection.receive(frame);
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState > OPEN) return;
    const opened = this.readyState === OPEN;
    this.readyState = CLOSING;
    this.#subscriptions.unsubscribe();
    // A server that is silent does not answer a close frame either.
    if (opened && this.#connection.isSilent) return;
    timer(0).subscribe(() => (opened ? this.#end(code, reason, true) : this.#break(undefined)));
  }

  #perform(action: ServerAction): void {
    switch (action.type) {
      case 'open':
        return this.#open();
      case 'welcome':
        return this.#welcome();
      case 'up':
        return this.#up();
      case 'silent':
        this.#connection.isSilent = true;
        return;
      case 'down':
        return this.#break(undefined);
      case 'send':
        return this.#connection.sendRaw(action.data);
      case 'close':
        return this.#closeWith(action.code, action.reason);
      case 'buffered':
        this.bufferedAmount = action.bytes;
        return;
      default:
        return this.#connection.say(action);
    }
  }

  #open(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.#call(this.onopen, { type: 'open' });
  }

  #up(): void {
    this.#connection.isSilent = false;
    if (this.readyState !== CONNECTING) return;
    this.#open();
    this.#welcome();
  }

  #welcome(): void {
    const welcome = this.#server.rules.wire.welcome?.(this.#server.address);
    if (welcome !== undefined) this.#deliver(welcome);
  }

  #deliver(data: unknown): void {
    if (this.readyState === OPEN) this.#call(this.onmessage, { type: 'message', data });
  }

  /** The server closes. A socket that is not open yet cannot receive a close frame: its connection is refused. */
  #closeWith(code: number, reason: string): void {
    if (this.readyState === CONNECTING) this.#break(undefined);
    else this.#end(code, reason, true);
  }

  /** The connection breaks without a close frame, or is refused if it was not open yet. As in Node, `error` carries the cause. */
  #break(cause: unknown): void {
    if (this.readyState === CLOSED) return;
    this.#call(this.onerror, { type: 'error', ...(cause instanceof Error ? { error: cause } : {}) });
    this.#end(NO_CLOSE_FRAME, '', false);
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#subscriptions.unsubscribe();
    this.#call(this.onclose, { type: 'close', code, reason, wasClean });
  }

  #call(handler: unknown, event: object): void {
    (handler as ((event: object) => void) | null)?.(event);
  }
}

/** One like those of Node: it has pings of the WebSocket protocol, which its server answers at once. */
export class PingingWebSocket extends InMemoryWebSocket {
  readonly #pong$ = new Subject<void>();
  readonly #listeners = new Map<() => void, Subscription>();

  ping(): void {
    if (this.isAnswered) timer(0).subscribe(() => this.isAnswered && this.#pong$.next());
  }

  on(event: 'ping' | 'pong', listener: () => void): void {
    if (event === 'pong') this.#listeners.set(listener, this.#pong$.subscribe(listener));
  }

  off(_event: 'ping' | 'pong', listener: () => void): void {
    this.#listeners.get(listener)?.unsubscribe();
    this.#listeners.delete(listener);
  }
}
