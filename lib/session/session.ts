import type { Link } from '../link/link.js';
import type { Protocol, Wire } from '../protocol/protocol.js';
import type { Replies } from '../protocol/replies.js';
import type { SecretMask } from '../text/secrets.js';
import type { HeartbeatTarget } from './keep-alive.js';
import { type Requester, request } from './request.js';

/** A link with a protocol on it. It is established once its set-up is done, and its requests go before any user's call. */
export interface Session extends Requester, HeartbeatTarget {
  /** Whether the server knows the user. */
  readonly authenticated: boolean;
  /** Whether the socket still takes what is sent. */
  isOpen(): boolean;
  /** How many bytes were handed to the socket and have not left it. */
  bufferedAmount(): number;
}

/** What the sessions of a client have in common. */
export interface SessionParts {
  readonly protocol: Protocol;
  readonly demux: { readonly replies: Replies };
  readonly factory: { nextId(): number };
  readonly secrets: SecretMask;
  readonly announcements: Pick<Requester, 'announceSent'>;
}

export class LinkSession implements Session {
  authenticated = false;
  readonly #link: Link;
  readonly #wire: Wire;
  readonly #parts: SessionParts;

  constructor(link: Link, wire: Wire, parts: SessionParts) {
    this.#link = link;
    this.#wire = wire;
    this.#parts = parts;
  }

  get address(): string {
    return this.#link.address;
  }

  get replies(): Replies {
    return this.#parts.demux.replies;
  }

  get secrets(): SecretMask {
    return this.#parts.secrets;
  }

  nextId(): number {
    return this.#parts.factory.nextId();
  }

  body(args: readonly unknown[]): string {
    return this.#parts.protocol.body(args);
  }

  send(id: number, method: string, body: string): boolean {
    return this.sendFrame(this.#wire.frame(id, method, body));
  }

  sendFrame(frame: string): boolean {
    return this.#link.send(frame);
  }

  announceSent(id: number, method: string, body: string): void {
    this.#parts.announcements.announceSent(id, method, body);
  }

  isOpen(): boolean {
    return this.#link.isOpen();
  }

  bufferedAmount(): number {
    return this.#link.bufferedAmount();
  }

  heardAt(): number {
    return this.#link.heardAt();
  }

  heard(): number {
    return this.#link.heard();
  }

  /** A ping of the WebSocket protocol, or else the protocol's method for it, whose answer counts as much. */
  ping(): void {
    const { pingMethod } = this.#parts.protocol;
    if (this.#link.ping() || pingMethod === undefined) return;
    request(this, pingMethod, []).subscribe({ error: () => {} });
  }
}
