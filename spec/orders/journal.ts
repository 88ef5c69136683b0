import type { Observable, Subscription } from 'rxjs';
import { type BeamChat, CallError, type MethodPacket } from '../../lib/index.js';

/** What a journal tells to whom may act on it. */
export const HANDLERS = [
  'status$ reconnecting',
  'closed$',
  'call$ error',
  'reconnecting$',
  'errors$',
  'connected$',
  'shouldReconnect',
] as const;
export type Handler = (typeof HANDLERS)[number];

/** Everything that a client tells, one line each, in the order of telling. */
export class Journal {
  #lines: string[] = [];
  #at: number | undefined;
  readonly #now: () => number;
  readonly #told: (handler: Handler) => void;
  readonly #nameOf: (address: string) => string;

  /**
   * @param told - called when a handler is told, behind the line that says so
   * @param nameOf - a short name for an address
   */
  constructor(nameOf: (address: string) => string, told: (handler: Handler) => void, now = () => 0) {
    this.#nameOf = nameOf;
    this.#told = told;
    this.#now = now;
  }

  /** What was told since the last time, as lines; a line `+n ms` stands where time has passed. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#at = undefined;
    return lines;
  }

  note(line: string): void {
    const now = this.#now();
    if (this.#at !== undefined && now > this.#at) this.#lines.push(`+${now - this.#at} ms`);
    this.#at = now;
    this.#lines.push(line);
  }

  name(address: string | undefined): string {
    return address === undefined ? '-' : this.#nameOf(address);
  }

  /** Subscribes to all that tells of the client's life. */
  watch(chat: BeamChat): void {
    chat.status$.subscribe(({ state, attempt }) => {
      this.note(`status$ ${state} #${attempt}`);
      if (state === 'reconnecting') this.#told('status$ reconnecting');
    });
    chat.connected$.subscribe(({ address, session, authenticated }) => {
      this.note(`connected$ ${this.name(address)}, session ${session}${authenticated ? ', as a user' : ''}`);
      this.#told('connected$');
    });
    chat.reconnecting$.subscribe(({ address, attempt, delay, cause }) => {
      this.note(`reconnecting$ from ${this.name(address)} #${attempt} in ${delay} ms, ${sayError(cause)}`);
      this.#told('reconnecting$');
    });
    chat.closed$.subscribe(({ address, code, wasClean }) => {
      this.note(`closed$ ${this.name(address)} ${code}${wasClean ? ', clean' : ''}`);
      this.#told('closed$');
    });
    chat.errors$.subscribe(error => {
      this.note(`errors$ ${sayError(error)}`);
      this.#told('errors$');
    });
    chat.sent$.subscribe(packet => this.note(`sent$ ${sayPacket(packet)}`));
    chat.spooled$.subscribe(packet => this.note(`spooled$ ${sayPacket(packet)}`));
  }

  /** Subscribes to a call, and writes down how it ends. */
  call$(label: string, call$: Observable<unknown>): Subscription {
    return call$.subscribe({
      next: data => this.note(`call$ ${label} emits ${JSON.stringify(data)}`),
      complete: () => this.note(`call$ ${label} completes`),
      error: error => {
        this.note(`call$ ${label} errors: ${sayError(error)}`);
        this.#told('call$ error');
      },
    });
  }

  /** Writes down how a promise ends. */
  promise(label: string, promise: Promise<unknown>): void {
    promise.then(
      value => this.note(`${label} resolves${value === undefined ? '' : ` ${JSON.stringify(value)}`}`),
      error => this.note(`${label} rejects: ${sayError(error)}`),
    );
  }
}

export const sayPacket = ({ method, id }: Pick<MethodPacket, 'method' | 'id'>): string => `${method}#${id}`;

const sayError = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof CallError)) return error.name;
  const because = error.cause instanceof Error ? `, because of ${error.cause.name}` : '';
  return `${error.name} ${error.kind}, ${error.delivery}${because}`;
};
