import { asyncScheduler, BehaviorSubject, Observable, Subject } from 'rxjs';
import { Announcer } from './announcer.js';
import type { BeamError } from './errors.js';
import type { Closed } from './link/link.js';
import type { Reconnecting } from './link/retry-with-next-address.js';
import { packetOf } from './packet/codec.js';
import type { MethodPacket } from './packet/packet.js';
import { type Connected, IDLE, type Status } from './status.js';

/** The server's reply to an `auth` or an `optOutEvents` that it accepted. */
export interface SetUpReply {
  readonly method: 'auth' | 'optOutEvents';
  readonly data: unknown;
}

/** What a client tells of its own life: one order for all streams and all their subscribers. */
export class Streams {
  readonly reconnecting$ = new Subject<Reconnecting>();
  readonly closed$ = new Subject<Closed>();
  readonly sent$ = new Subject<MethodPacket>();
  readonly errors$ = new Subject<BeamError>();
  readonly setUpReplies$ = new Subject<SetUpReply>();
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  /** The present status, also while it is still being told. */
  status = IDLE;
  readonly #told = new BehaviorSubject(IDLE);
  readonly #connected = new Subject<Connected>();
  readonly #announcer = new Announcer();
  #present: Connected | undefined;
  #sessions = 0;

  constructor() {
    this.status$ = this.#told.asObservable();
    this.connected$ = new Observable(subscriber => {
      if (this.#present !== undefined) subscriber.next(this.#present);
      return this.#connected.subscribe(subscriber);
    });
  }

  /** Does something at once, and tells of all that comes of it when it is done. */
  inOneGo(act: () => void): void {
    this.#announcer.together(act);
  }

  become(facts: Partial<Status>): void {
    const status = { ...this.status, ...facts };
    this.status = status;
    this.#announcer.announce(() => this.#told.next(status));
  }

  connected(address: string, authenticated: boolean): void {
    this.#sessions += 1;
    this.#session({ address, session: this.#sessions, authenticated });
  }

  /** An `auth()` on a session that stands: no new one, but whoever comes later is told how it is. */
  authenticated(authenticated: boolean): void {
    this.#announcer.announce(() => {
      if (this.#present === undefined) return;
      const { address, session } = this.#present;
      this.#present = { address, session, authenticated };
    });
  }

  /** The session is over. */
  lost(): void {
    this.#session(undefined);
  }

  reconnecting(info: Reconnecting): void {
    this.become({ attempt: info.attempt, retryAt: asyncScheduler.now() + info.delay });
    this.#announcer.announce(() => this.reconnecting$.next(info));
  }

  closed(info: Closed): void {
    this.#announcer.announce(() => this.closed$.next(info));
  }

  report(error: BeamError): void {
    this.become({ lastError: error });
    this.#announcer.announce(() => this.errors$.next(error));
  }

  setUpReply(method: SetUpReply['method'], data: unknown): void {
    if (this.setUpReplies$.observed) this.#announcer.announce(() => this.setUpReplies$.next({ method, data }));
  }

  readonly tellSent = (text: string): void => {
    // In the order of sending, also for those who hear of a call after a handler that has made the next one.
    if (this.sent$.observed) this.#announcer.announce(() => this.sent$.next(packetOf(text)));
  };

  complete(): void {
    const { reconnecting$, closed$, sent$, errors$, setUpReplies$ } = this;
    for (const subject of [this.#told, this.#connected, reconnecting$, closed$, sent$, errors$, setUpReplies$]) {
      this.#announcer.announce(() => subject.complete());
    }
  }

  #session(present: Connected | undefined): void {
    this.#announcer.announce(() => {
      this.#present = present;
      if (present !== undefined) this.#connected.next(present);
    });
  }
}
