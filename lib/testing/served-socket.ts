import { asyncScheduler, type Observable, observeOn, Subscription, subscribeOn, timer } from 'rxjs';
import type { MethodPacket, WebSocketLike } from '../index.js';
import type { Act } from './act.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const NO_CLOSE_FRAME = 1006;

/** The server's side of one socket. */
export interface Service {
  /** The server's address. */
  readonly address: string;
  /** What it does of its own accord. */
  readonly acts$: Observable<Act>;
  /** Told of each packet of the client's; gives the answer, if there is to be one. */
  readonly hear: (packet: MethodPacket) => Observable<unknown> | undefined;
}

/** A WebSocket like a browser's, whose server is a script. Nothing happens within the client's own calls. */
export class ServedSocket implements WebSocketLike {
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;
  readyState = CONNECTING;
  readonly #service: Service;
  readonly #doings = new Subscription();
  #listens = true;

  constructor(service: Service) {
    this.#service = service;
    this.#doings.add(
      service.acts$.pipe(subscribeOn(asyncScheduler)).subscribe({
        next: act => this.#undergo(act),
        error: cause => this.#break(cause),
        complete: () => this.#closeWith(1000, ''),
      }),
    );
  }

  send(text: string): void {
    if (this.readyState !== OPEN) return;
    const packet = JSON.parse(text) as MethodPacket;
    const answer$ = this.#service.hear(packet);
    if (answer$ === undefined || !this.#listens) return;
    this.#doings.add(
      answer$.pipe(observeOn(asyncScheduler)).subscribe({
        next: data => this.#answer({ id: packet.id, error: null, data }),
        error: error => this.#answer({ id: packet.id, error: asSent(error) }),
      }),
    );
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState > OPEN) return;
    const opened = this.readyState === OPEN;
    this.readyState = CLOSING;
    this.#doings.unsubscribe();
    // A server that is silent does not answer a close frame either.
    if (opened && !this.#listens) return;
    timer(0).subscribe(() => (opened ? this.#end(code, reason, true) : this.#break(undefined)));
  }

  #undergo(act: Act): void {
    switch (act.does) {
      case 'open':
        return this.#open();
      case 'welcome':
        return this.#tell({ type: 'event', event: 'WelcomeEvent', data: { server: this.#service.address } });
      case 'up':
        return this.#up();
      case 'hush':
        this.#listens = false;
        return;
      case 'break':
        return this.#break(undefined);
      case 'send':
        return this.#hear(act.data);
      case 'close':
        return this.#closeWith(act.code, act.reason);
      default:
        act satisfies never;
    }
  }

  #open(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.#fire(this.onopen, { type: 'open' });
  }

  #up(): void {
    this.#listens = true;
    if (this.readyState !== CONNECTING) return;
    this.#open();
    this.#undergo({ does: 'welcome' });
  }

  #answer(reply: object): void {
    if (this.#listens) this.#tell({ type: 'reply', ...reply });
  }

  #tell(packet: object): void {
    this.#hear(JSON.stringify(packet));
  }

  #hear(data: unknown): void {
    if (this.readyState === OPEN) this.#fire(this.onmessage, { type: 'message', data });
  }

  /** The server's close frame, which comes only over what is open. */
  #closeWith(code: number, reason: string): void {
    if (this.readyState === CONNECTING) this.#break(undefined);
    else this.#end(code, reason, true);
  }

  /** Without a close frame; refused, if it was not open yet. A cause is what Node's tells, and browsers do not. */
  #break(cause: unknown): void {
    if (this.readyState === CLOSED) return;
    this.#fire(this.onerror, { type: 'error', ...(cause instanceof Error ? { error: cause } : {}) });
    this.#end(NO_CLOSE_FRAME, '', false);
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#doings.unsubscribe();
    this.#fire(this.onclose, { type: 'close', code, reason, wasClean });
  }

  #fire(handler: unknown, event: object): void {
    (handler as ((event: object) => void) | null)?.(event);
  }
}

const asSent = (error: unknown): unknown => (error instanceof Error ? error.message : error);
