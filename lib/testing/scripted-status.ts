import { defer, distinctUntilChanged, filter, map, merge, Observable, of, ReplaySubject, Subject, timer } from 'rxjs';
import type { Connected, Status } from '../index.js';
import type { SerialQueue } from './serial-queue.js';

const ADDRESS = 'ws://double.test';

/** The status of a connected client, but for what the script states. */
const statusOf = (facts: Partial<Status>): Status =>
  Object.freeze({
    state: 'connected',
    address: ADDRESS,
    attempt: 0,
    retryAt: undefined,
    lastError: undefined,
    ...facts,
  });

/**
 * The status of a double, and its sessions: one begins each time the status becomes connected. All values that it emits
 * are frozen, since each goes to every subscriber.
 */
export class ScriptedStatus {
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  /** The number of the session, and undefined while there is none; the present one first. */
  readonly session$: Observable<number | undefined>;
  readonly #queue: SerialQueue;
  readonly #statuses$ = new ReplaySubject<Status>(1);
  readonly #sessions$ = new Subject<Connected>();
  #current = statusOf({});
  #session: Connected | undefined;
  #announcedSession: Connected | undefined;
  #sessionCount = 0;
  #hasStatus = false;

  constructor(facts$: Observable<Partial<Status>>, queue: SerialQueue) {
    this.#queue = queue;
    this.status$ = this.#statuses$.asObservable();
    // Before its first status, a script may have one for this very moment, such as the first letter of a hot diagram.
    const first$ = defer(() => (this.#hasStatus ? of(0) : timer(0)));
    // What is replayed may be older than the current status.
    this.session$ = merge(first$, this.#statuses$).pipe(
      map(() => this.session),
      distinctUntilChanged(),
    );
    const isCurrent = (session: Connected) => session === this.#session;
    this.connected$ = new Observable(subscriber => {
      // A session is replayed once it was announced, or a subscriber would receive it twice.
      if (this.#session !== undefined && this.#announcedSession === this.#session) subscriber.next(this.#session);
      // An earlier subscriber may have ended the session that is being announced.
      return this.#sessions$.pipe(filter(isCurrent)).subscribe(subscriber);
    });
    facts$.subscribe({
      next: facts => this.#update(facts),
      error: (error: unknown) => this.#forward(subject => subject.error(error)),
      complete: () => this.#forward(subject => subject.complete()),
    });
  }

  /** The current status, also while an earlier one is being emitted. */
  get current(): Status {
    return this.#current;
  }

  /** The number of the current session. Before the first status of a script, the double is connected: to its first session. */
  get session(): number | undefined {
    return this.#current.state === 'connected' ? Math.max(1, this.#sessionCount) : undefined;
  }

  /** How many sessions there were. */
  get sessions(): number {
    return this.#sessionCount;
  }

  #update(facts: Partial<Status>): void {
    const status = statusOf(facts);
    this.#current = status;
    this.#hasStatus = true;
    const begun = this.#updateSession(status);
    this.#queue.run(() => this.#statuses$.next(status));
    if (begun !== undefined) this.#queue.run(() => this.#announce(begun));
  }

  /** The session that begins with this status, if one does. */
  #updateSession({ state, address = ADDRESS }: Status): Connected | undefined {
    if (state !== 'connected') {
      this.#session = undefined;
      return undefined;
    }
    if (this.#session !== undefined) return undefined;
    this.#sessionCount += 1;
    this.#session = Object.freeze({ address, session: this.#sessionCount, authenticated: true });
    return this.#session;
  }

  #announce(session: Connected): void {
    this.#announcedSession = session;
    this.#sessions$.next(session);
  }

  #forward(end: (subject: Subject<never>) => void): void {
    for (const subject of [this.#statuses$, this.#sessions$]) {
      this.#queue.run(() => end(subject as unknown as Subject<never>));
    }
  }
}
