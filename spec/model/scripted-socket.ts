import type { WebSocketLike } from '../../lib/link/web-socket-like.js';
import type { Answer, Auditor } from './auditor.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** A packet of the client's that waits for an answer. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly arguments: readonly unknown[];
}

/** The tags of the calls that a packet is of, which are somewhere in its arguments. */
export const tagsOf = ({ arguments: args }: Asked): readonly number[] =>
  args.filter(each => typeof each === 'string' && each.includes('#')).map(text => Number(String(text).split('#')[1]));

/** A WebSocket that does what the model says, and tells the books whatever happens to it. */
export class ScriptedSocket implements WebSocketLike {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  readyState = CONNECTING;
  /** What is not answered yet, oldest first. */
  readonly asked: Asked[] = [];
  /** The packet answered last. */
  answered: Asked | undefined;
  welcomed = false;
  terminate?: () => void;
  leave?: (code: number, reason: string) => void;
  ping?: () => void;
  on?: (event: 'ping' | 'pong', listener: () => void) => void;
  readonly #listeners: (() => void)[] = [];

  constructor(
    readonly number: number,
    private readonly auditor: Auditor,
    likeNode: boolean,
  ) {
    auditor.dialled(number);
    if (!likeNode) return;
    this.terminate = () => this.#go();
    this.leave = () => this.#go();
    this.ping = () => {};
    this.on = (_event, listener) => void this.#listeners.push(listener);
  }

  send(text: string): void {
    const packet = JSON.parse(text) as Asked;
    this.asked.push(packet);
    this.auditor.received(this.number, packet.id, packet.method, ...tagsOf(packet));
  }

  close(): void {
    this.#go();
  }

  /** The client has let go of it. */
  get left(): boolean {
    return !this.auditor.live().includes(this.number);
  }

  get isOpen(): boolean {
    return this.readyState === OPEN;
  }

  get isOver(): boolean {
    return this.readyState === CLOSED;
  }

  opens(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.auditor.opened(this.number);
    this.#tell(this.onopen, {});
  }

  welcomes(): void {
    if (!this.isOpen || this.welcomed) return;
    this.welcomed = true;
    this.auditor.welcomed(this.number);
    this.hears('{"type":"event","event":"WelcomeEvent","data":{"server":"s"}}');
  }

  answers(packet: Asked, answer: Answer): void {
    const at = this.asked.indexOf(packet);
    if (at >= 0) this.asked.splice(at, 1);
    this.answered = packet;
    this.replies(packet.id, answer);
  }

  replies(id: unknown, answer: Answer): void {
    this.auditor.answered(this.number, id, answer);
    this.hears(JSON.stringify({ type: 'reply', id, ...answer }));
  }

  hears(data: unknown): void {
    this.#tell(this.onmessage, { data });
  }

  pongs(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The server's close frame came, and the socket takes nothing more. */
  beginsToClose(): void {
    if (!this.isOpen) return;
    this.readyState = CLOSING;
    this.auditor.unready(this.number);
  }

  closes(code: number): void {
    if (this.isOver) return;
    this.readyState = CLOSED;
    this.auditor.unready(this.number);
    this.#tell(this.onclose, { code, reason: '', wasClean: code !== 1006 });
  }

  fails(): void {
    if (this.isOver) return;
    this.#tell(this.onerror, { type: 'error', error: new Error('refused') });
    this.closes(1006);
  }

  #go(): void {
    if (this.readyState !== CLOSED) this.readyState = CLOSING;
    this.auditor.gone(this.number);
  }

  #tell(handler: unknown, event: object): void {
    (handler as ((event: object) => void) | undefined)?.(event);
  }
}
