import type { Observable } from 'rxjs';
import type { ClientActivity } from '../activity/client-activity.js';
import type { Frame, Link } from '../link/link.js';
import { checkFrame } from '../protocol/check-frame.js';
import { encode } from '../protocol/encode.js';
import type { Ids } from '../protocol/ids.js';
import type { Arguments, Body, Protocol, Wire } from '../protocol/protocol.js';
import type { Replies } from '../protocol/replies.js';
import type { SecretMask, Secrets } from '../text/secrets.js';
import { monotonicClock } from '../timers.js';
import type { HeartbeatTarget } from './keep-alive.js';
import { type Requester, request } from './request.js';

/** A link with a protocol on it. It is established once its set-up is done, and its requests go before any user's call. */
export interface Session extends Requester, HeartbeatTarget {
  /** Whether the server knows the user. */
  readonly authenticated: boolean;
  /** A call that wants no reply → its frame; undefined where it is a call like any other. */
  notification(method: string, body: Body): Frame | undefined;
  /** Whether the socket still takes what is sent. */
  isOpen(): boolean;
  /** How many bytes were handed to the socket and have not left it. */
  bufferedAmount(): number;
}

/** What the sessions of a client have in common. */
export interface SessionParts {
  readonly protocol: Protocol;
  readonly demux: { readonly replies: Replies };
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly announcements: Pick<Requester, 'announceSent'>;
  /** Where the round trip of a heartbeat is noted. */
  readonly activity?: Pick<ClientActivity, 'roundTripMs' | 'pinged'>;
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
    parts.ids.connected();
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

  get ids(): Ids {
    return this.#parts.ids;
  }

  body(args: Arguments, method: string): Body {
    return encode(this.#parts, method, args);
  }

  frame(id: number, method: string, body: Body): Frame {
    return checkFrame('frame', this.#wire.frame(id, method, body));
  }

  notification(method: string, body: Body): Frame | undefined {
    if (this.#wire.notification === undefined) return undefined;
    return checkFrame('notification', this.#wire.notification(method, body));
  }

  send(frame: Frame): boolean {
    return this.#link.send(frame);
  }

  announceSent(id: number | undefined, method: string, body: Body): void {
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

  #pingSocket(): boolean {
    const { activity } = this.#parts;
    const { address, pong$ } = this.#link;
    if (!this.#link.ping()) return false;
    activity?.pinged(address, pong$);
    return true;
  }

  #measure(answer$: Observable<unknown>): void {
    const { activity } = this.#parts;
    const now = monotonicClock();
    const start = now();
    const answered = () => {
      if (activity !== undefined) activity.roundTripMs = now() - start;
    };
    answer$.subscribe({ next: answered, error: () => {} });
  }

  /**
   * A ping of the WebSocket protocol, or else the protocol's method for it, whose answer counts as much. False where there
   * is neither, or a limit stops it: then silence is no sign.
   */
  ping(): boolean {
    const { heartbeat } = this.#parts.protocol;
    if (heartbeat?.when !== 'always' && this.#pingSocket()) return true;
    if (heartbeat === undefined || this.#link.hasRoom?.() === false) return false;
    const { method, args = [], frame } = heartbeat;
    if (method !== undefined) this.#measure(request(this, method, args));
    else if (frame !== undefined) this.send(frame);
    return true;
  }
}
