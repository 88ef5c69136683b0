import type { WebSocketLike } from '../../lib/index.js';

/** How a server takes a connection. */
export type Temper =
  | 'accepts'
  | 'refuses TCP'
  | 'answers 503'
  | 'never opens'
  | 'never welcomes'
  | 'refuses auth'
  | 'answers auth with 4006';

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
/** How long anything takes that the server does, in ms. */
const LATENCY = 10;

/** A call as it was received. */
interface Received {
  readonly id: number;
  readonly method: string;
}

/** A WebSocket, as that of Node, with the server behind it: it opens, welcomes and authenticates as its temper is. */
export class TemperedSocket implements WebSocketLike {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  readyState = CONNECTING;
  bufferedAmount = 0;
  httpStatus: number | undefined;
  /** Every call that came over it. */
  readonly wire: Received[] = [];
  /** Whether calls other than auth are answered. */
  answering = false;
  readonly #temper: Temper;
  readonly #note: (what: string) => void;
  #unanswered: Received[] = [];

  /** @param note - told of what the client does to it */
  constructor(temper: Temper, note: (what: string) => void) {
    this.#temper = temper;
    this.#note = note;
    setTimeout(() => this.#takes(), LATENCY);
  }

  get isLive(): boolean {
    return this.readyState !== CLOSED;
  }

  // What the client does.

  send(text: string): void {
    const call = JSON.parse(text) as Received;
    this.wire.push(call);
    if (call.method === 'auth') setTimeout(() => this.#authenticates(call.id), LATENCY);
    else this.#unanswered.push(call);
    if (this.answering) setTimeout(() => this.answer(), LATENCY);
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState >= CLOSING) return;
    this.#note(`says farewell ${code}`);
    this.readyState = CLOSING;
    setTimeout(() => this.closes(code, reason), LATENCY);
  }

  terminate(): void {
    if (this.readyState === CLOSED) return;
    this.#note('is dropped');
    this.readyState = CLOSING;
    setTimeout(() => this.closes(1006), LATENCY);
  }

  // What the server does.

  closes(code: number, reason = ''): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#tell(this.onclose, { code, reason, wasClean: code !== 1006 });
  }

  /** An error of the socket, and with it the end. */
  fails(why: string): void {
    this.readyState = CLOSING;
    this.#tell(this.onerror, { type: 'error', error: new Error(why) });
    this.closes(1006);
  }

  /** Answers what was not answered yet, and what comes from now on. */
  answer(): void {
    this.answering = true;
    const calls = this.#unanswered;
    this.#unanswered = [];
    for (const { id } of calls) this.#says({ type: 'reply', id, error: null, data: 'ok' });
  }

  /** A frame. */
  hears(data: unknown): void {
    if (this.readyState === OPEN) this.#tell(this.onmessage, { data });
  }

  #takes(): void {
    if (this.readyState !== CONNECTING) return;
    if (this.#temper === 'never opens') return;
    if (this.#temper === 'refuses TCP') return this.fails('connect ECONNREFUSED');
    if (this.#temper === 'answers 503') {
      this.httpStatus = 503;
      return this.fails('HTTP 503 instead of an upgrade');
    }
    this.readyState = OPEN;
    this.#tell(this.onopen, {});
    if (this.#temper === 'never welcomes') return;
    setTimeout(() => this.#says({ type: 'event', event: 'WelcomeEvent', data: { server: 'test' } }), LATENCY);
  }

  #authenticates(id: number): void {
    if (this.#temper === 'refuses auth') return this.#says({ type: 'reply', id, error: 'UNOTFOUND', data: null });
    if (this.#temper === 'answers auth with 4006') {
      return this.#says({ type: 'reply', id, error: { code: 4006, message: 'try again later' }, data: null });
    }
    this.#says({ type: 'reply', id, error: null, data: { authenticated: true, roles: ['User'] } });
  }

  #says(packet: object): void {
    this.hears(JSON.stringify(packet));
  }

  #tell(handler: unknown, event: object): void {
    (handler as ((event: object) => void) | null | undefined)?.(event);
  }
}
