import { asyncScheduler, type Observable, observeOn, Subscription, subscribeOn, timer } from 'rxjs';
import type { MethodPacket, WebSocketLike } from '../index.js';
import type { ServerAction } from './server-action.js';

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
  /** Is called with each packet of the client. Returns the reply's data, or undefined when the server does not answer. */
  readonly receive: (packet: MethodPacket) => Observable<unknown> | undefined;
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
  /** What is sent arrives at once. */
  readonly bufferedAmount = 0;
  readonly #server: ServerSide;
  readonly #subscriptions = new Subscription();
  #isSilent = false;

  constructor(server: ServerSide) {
    this.#server = server;
    this.#subscriptions.add(
      server.actions$.pipe(subscribeOn(asyncScheduler)).subscribe({
        next: action => this.#perform(action),
        error: cause => this.#break(cause),
        complete: () => this.#closeWith(1000, ''),
      }),
    );
  }

  send(text: string): void {
    if (this.readyState !== OPEN) return;
    const packet = JSON.parse(text) as MethodPacket;
    const answer$ = this.#server.receive(packet);
    if (answer$ === undefined || this.#isSilent) return;
    this.#subscriptions.add(
      answer$.pipe(observeOn(asyncScheduler)).subscribe({
        next: data => this.#answer({ id: packet.id, error: null, data }),
        error: error => this.#answer({ id: packet.id, error: toServerError(error) }),
      }),
    );
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState > OPEN) return;
    const opened = this.readyState === OPEN;
    this.readyState = CLOSING;
    this.#subscriptions.unsubscribe();
    // A server that is silent does not answer a close frame either.
    if (opened && this.#isSilent) return;
    timer(0).subscribe(() => (opened ? this.#end(code, reason, true) : this.#break(undefined)));
  }

  #perform(action: ServerAction): void {
    switch (action.type) {
      case 'open':
        return this.#open();
      case 'welcome':
        return this.#sendPacket({ type: 'event', event: 'WelcomeEvent', data: { server: this.#server.address } });
      case 'up':
        return this.#up();
      case 'silent':
        this.#isSilent = true;
        return;
      case 'down':
        return this.#break(undefined);
      case 'send':
        return this.#deliver(action.data);
      case 'close':
        return this.#closeWith(action.code, action.reason);
      default:
        action satisfies never;
    }
  }

  #open(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.#call(this.onopen, { type: 'open' });
  }

  #up(): void {
    this.#isSilent = false;
    if (this.readyState !== CONNECTING) return;
    this.#open();
    this.#perform({ type: 'welcome' });
  }

  #answer(reply: object): void {
    if (!this.#isSilent) this.#sendPacket({ type: 'reply', ...reply });
  }

  #sendPacket(packet: object): void {
    this.#deliver(JSON.stringify(packet));
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

/** Only values that JSON can hold reach a client: of an Error that is its message. */
const toServerError = (error: unknown): unknown => (error instanceof Error ? error.message : error);
