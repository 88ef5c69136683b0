import { asyncScheduler, BehaviorSubject, Observable, type Observer } from 'rxjs';
import { ClientActivity } from '../activity/client-activity.js';
import { AuthenticationFailedError, BadMessageError, type BeamError } from '../errors.js';
import { LazySubject } from '../link/lazy-subject.js';
import type { Closed } from '../link/link.js';
import type { Reconnecting } from '../link/retry-policy.js';
import type { Body } from '../protocol/protocol.js';
import { type Connected, IDLE, type Status } from '../status.js';
import { readStack } from '../text/read-stack.js';
import { Announcer } from './announcer.js';

type PacketOf = (id: number | undefined, method: string, body: Body) => unknown;

/** What a client reports of itself: one order for all streams and all their subscribers. */
export class Announcements {
  readonly reconnecting$ = new LazySubject<Reconnecting>();
  readonly closed$ = new LazySubject<Closed>();
  readonly sent$ = new LazySubject<unknown>();
  readonly errors$ = new LazySubject<BeamError>();
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  /** The present status, also while its subscribers are still being notified of it. */
  status = IDLE;
  readonly #announced = new BehaviorSubject(IDLE);
  readonly #connected = new LazySubject<Connected>();
  readonly #announcer = new Announcer();
  readonly #packet: PacketOf;
  readonly #activity: ClientActivity;
  /** The session that `connected$` replays; undefined from the moment when it is lost. */
  #session: Connected | undefined;
  /** The session that is not lost, although it may not have been announced yet. */
  #present: Connected | undefined;
  #sessions = 0;

  /** @param packet - a call as `sent$` emits it */
  constructor(packet: PacketOf, activity = new ClientActivity()) {
    this.#packet = packet;
    this.#activity = activity;
    this.status$ = this.#announced.asObservable();
    this.connected$ = new Observable(subscriber => {
      if (this.#session !== undefined) subscriber.next(this.#session);
      return this.#connected.subscribe(subscriber);
    });
  }

  /** Does something at once, and notifies of all that comes of it when it is done. */
  batch(act: () => void): void {
    this.#announcer.batch(act);
  }

  /** Notifies when all have heard what was announced before. */
  announce(notify: () => void): void {
    this.#announcer.announce(notify);
  }

  updateStatus(facts: Partial<Status>): void {
    this.status = Object.freeze({ ...this.status, ...facts });
    this.#emit(this.#announced, this.status);
  }

  connected(address: string, authenticated: boolean): void {
    this.#sessions += 1;
    const session = Object.freeze({ address, session: this.#sessions, authenticated });
    this.#present = session;
    this.#activity.established(address, session.session);
    this.#announcer.announce(() => {
      // A handler may have ended it since, or called `auth()`.
      if (this.#present?.session === session.session) this.#session = this.#present;
      this.#connected.next(this.#session ?? session);
    });
  }

  /** An `auth()` on an established session: late subscribers of `connected$` get it as it is now. */
  authenticated(authenticated: boolean): void {
    if (this.#present === undefined) return;
    this.#present = Object.freeze({ ...this.#present, authenticated });
    if (this.#session !== undefined) this.#session = this.#present;
  }

  endSession(): void {
    this.#present = undefined;
    this.#session = undefined;
  }

  reconnecting(info: Reconnecting): void {
    this.#activity.waiting(info.address, info.attempt, info.delay);
    this.updateStatus({ attempt: info.attempt, retryAt: asyncScheduler.now() + info.delay });
    this.#emit(this.reconnecting$, Object.freeze(info));
  }

  closed(info: Closed): void {
    this.#activity.tell({ type: 'closed', ...info });
    this.#emit(this.closed$, Object.freeze(info));
  }

  report(error: BeamError): void {
    if (error instanceof BadMessageError) this.#activity.badFrame(this.status.address, error);
    // It ends the client, whichever connection it is of.
    if (error instanceof AuthenticationFailedError) this.#activity.failed(this.status.address, error);
    readStack(error);
    this.updateStatus({ lastError: error });
    this.#emit(this.errors$, error);
  }

  #emit<T>(subject: Pick<Observer<T>, 'next'>, value: T): void {
    this.#announcer.announce(() => subject.next(value));
  }

  /** In the order of sending, also for those who hear of a call after a handler that has made the next one. */
  announceSent(id: number | undefined, method: string, body: Body): void {
    if (this.sent$.observed) this.#announcer.announce(() => this.sent$.next(this.#packet(id, method, body)));
  }

  complete(): void {
    for (const subject of [
      this.#announced,
      this.#connected,
      this.reconnecting$,
      this.closed$,
      this.sent$,
      this.errors$,
    ]) {
      this.#announcer.announce(() => subject.complete());
    }
  }
}
