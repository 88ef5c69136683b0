import { asyncScheduler, type Observable, type OperatorFunction, type Subscriber, type Subscription } from 'rxjs';
import { ConnectionError } from '../errors.js';
import type { Join } from '../link/join.js';
import type { Link } from '../link/link.js';
import { Stage, stage } from '../link/stage.js';
import { subscribeAsChild } from '../link/subscribe-as-child.js';
import type { Wire } from '../protocol/protocol.js';
import { isBounded } from '../timers.js';
import { LinkSession, type Session, type SessionParts } from './session.js';

/** One step of a set-up. */
export interface SetUpStep {
  /** What the client waits for meanwhile, in words. */
  readonly waitsFor: string;
  /** Emits whether the server has accepted a user. The next step begins when it completes. When it errors, the next address is tried. */
  readonly authenticated$: Observable<boolean>;
}

/** What a protocol does on each new link before users' calls may go. */
export interface SetUp {
  /** In their order; the session is established after the last one. */
  steps(session: Session, join: Join): readonly SetUpStep[];
}

/** Read when something is to be said of it: an attempt may move to another address. */
export interface AttemptToEstablish {
  readonly address: string;
  readonly join: Join;
  /** What the link waits for. @default 'the socket to open' */
  readonly waitsFor?: string | undefined;
}

export interface EstablishParts extends SessionParts {
  readonly activity?: SessionParts['activity'] & { waitsFor: string | undefined };
  readonly setUp: SetUp;
  /** `connectTimeout`: from the dial until the session is established, in ms; 0 or Infinity for ever. */
  readonly options: { readonly connectTimeout: number };
}

/**
 * Makes a session of each link: runs the protocol's set-up on it, and emits the session when that completes. Errors when the
 * session is not established within `connectTimeout` of being subscribed to, which is the dial.
 */
export const establish = (
  attempt: AttemptToEstablish,
  wire: Wire,
  parts: EstablishParts,
): OperatorFunction<Link, Session> => stage(out => new Establish(out, attempt, wire, parts));

class Establish extends Stage<Link, Session> {
  readonly #attempt: AttemptToEstablish;
  readonly #wire: Wire;
  readonly #parts: EstablishParts;
  #late: Subscription | undefined;
  #waitsFor: string | undefined;

  constructor(out: Subscriber<Session>, attempt: AttemptToEstablish, wire: Wire, parts: EstablishParts) {
    super(out);
    this.#attempt = attempt;
    this.#wire = wire;
    this.#parts = parts;
    const { connectTimeout } = parts.options;
    if (!isBounded(connectTimeout)) return;
    const establish = this;
    this.#late = asyncScheduler.schedule<boolean>(
      function (isRead) {
        // The timer may be late because the process was busy: what is in the socket by then is read first.
        if (isRead) establish.#tooLate();
        else this.schedule(true, 0);
      },
      connectTimeout,
      false,
    );
  }

  override unsubscribe(): void {
    this.#late?.unsubscribe();
    super.unsubscribe();
  }

  protected override _next(link: Link): void {
    const session = new LinkSession(link, this.#wire, this.#parts);
    this.#perform(this.#parts.setUp.steps(session, this.#attempt.join), 0, session);
  }

  /** Not by `concat`, which allocates 7 kB for each connection: a process may have thousands of clients. */
  #perform(steps: readonly SetUpStep[], at: number, session: LinkSession): void {
    const step = steps[at];
    if (step === undefined) return this.#established(session);
    this.#waitFor(step.waitsFor);
    subscribeAsChild(this, step.authenticated$, {
      next: authenticated => {
        session.authenticated = authenticated;
      },
      error: cause => this.error(cause),
      complete: () => this.#perform(steps, at + 1, session),
    });
  }

  #waitFor(what: string): void {
    this.#waitsFor = what;
    if (this.#parts.activity !== undefined) this.#parts.activity.waitsFor = what;
  }

  /** A handler may have ended the set-up after the socket was gone: its error is on its way, and nothing is established. */
  #established(session: Session): void {
    if (!session.isOpen()) return;
    this.#late?.unsubscribe();
    this.#late = undefined;
    this.out.next(session);
  }

  #tooLate(): void {
    const { address, waitsFor = 'the socket to open' } = this.#attempt;
    const { connectTimeout } = this.#parts.options;
    const cause = new Error(`it waited for ${this.#waitsFor ?? waitsFor}`);
    const why = `the connection to ${address} was not established within ${connectTimeout} ms: ${cause.message}`;
    this.error(new ConnectionError(why, { address, cause }));
  }
}
