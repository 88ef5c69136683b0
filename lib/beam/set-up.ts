import { type Observable, Subject } from 'rxjs';
import type { BeamError } from '../errors.js';
import type { Join } from '../link/join.js';
import type { EventsByName } from '../protocol/events-by-name.js';
import type { SetUp, SetUpStep } from '../session/establish.js';
import type { Requester } from '../session/request.js';
import type { Secrets } from '../text/secrets.js';
import type { Resolvers } from '../traffic/call.js';
import type { CallRequest } from '../traffic/call-factory.js';
import type { Calls } from '../traffic/calls.js';
import { AUTH, type AuthSource, Credentials, type CredentialsListener } from './credentials.js';
import { OPT_OUT, type OptOutListener, OptOuts } from './opt-outs.js';
import { welcomed } from './welcome.js';

/** What the set-up of a Beam session needs of its client. */
export interface BeamSetUpParts {
  readonly calls: Calls;
  readonly demux: { readonly events: Pick<EventsByName, 'on'> };
  readonly secrets: Secrets;
  readonly announcements: {
    report(error: BeamError): void;
    /** An `auth` was accepted, as a user or not. */
    authenticated(isUser: boolean): void;
    announce(notify: () => void): void;
  };
}

/** The server accepted a call that belongs to set-ups. */
export interface SetUpReply {
  readonly method: typeof AUTH | typeof OPT_OUT;
  readonly data: unknown;
}

export interface BeamSetUpOptions {
  /** Whether the server sends a `WelcomeEvent`. */
  readonly welcome: boolean;
  readonly auth?: AuthSource | undefined;
}

/** What Beam's servers must hear on each connection: after their welcome, first the opt-outs, then `auth` (docs/protocol.md#session). */
export class BeamSetUp implements SetUp, OptOutListener, CredentialsListener {
  readonly #parts: BeamSetUpParts;
  readonly #welcome: boolean;
  readonly #optOuts: OptOuts;
  readonly #credentials: Credentials;
  #replies: Subject<SetUpReply> | undefined;

  constructor(parts: BeamSetUpParts, { welcome, auth }: BeamSetUpOptions) {
    this.#parts = parts;
    this.#welcome = welcome;
    this.#optOuts = new OptOuts(parts.calls, this);
    this.#credentials = new Credentials(parts.calls, auth, parts.secrets, this);
  }

  optedOut(data: unknown): void {
    this.#announce(OPT_OUT, data);
  }

  authenticated(isUser: boolean, data: unknown): void {
    this.#parts.announcements.authenticated(isUser);
    this.#announce(AUTH, data);
  }

  /** Each accepted `auth` and opt-out, on reconnects too. Made when it is first asked for: only the bridge needs it. */
  get replies$(): Observable<SetUpReply> {
    this.#replies ??= new Subject();
    return this.#replies;
  }

  #announce(method: SetUpReply['method'], data: unknown): void {
    const replies = this.#replies;
    if (replies?.observed) this.#parts.announcements.announce(() => replies.next({ method, data }));
  }

  report(error: BeamError): void {
    this.#parts.announcements.report(error);
  }

  /** Whether each attempt needs a new join, since its authkey can be used only once. */
  get needsNewJoin(): boolean {
    return this.#credentials.isFunction;
  }

  steps(requester: Requester, join: Join): readonly SetUpStep[] {
    const { events } = this.#parts.demux;
    return [
      { waitsFor: 'the welcome', authenticated$: welcomed(events, this.#welcome) },
      { waitsFor: 'opt-outs and auth', authenticated$: this.#optOuts.apply(requester) },
      { waitsFor: 'opt-outs and auth', authenticated$: this.#credentials.authenticate(requester, join) },
    ];
  }

  /** A new run begins. */
  reset(): void {
    this.#credentials.reset();
  }

  /**
   * How a call is made. Made while down, `auth` and `optOutEvents` are part of the next connection's set-up; what the server
   * accepts is remembered for the later ones.
   */
  adapt(request: CallRequest, resolvers: Resolvers): readonly [CallRequest, Resolvers] {
    const { method, args, options } = request;
    if (method === AUTH && !Array.isArray(args)) return [{ ...request, isSecret: true }, resolvers];
    if (method === OPT_OUT && Array.isArray(args)) {
      return [{ ...request, whenDown: 'set-up' }, this.#optOuts.rememberUnlessRefused(args as string[], resolvers)];
    }
    if (method !== AUTH) return [request, resolvers];
    // Its answer is waited for in any case: only what the server accepted may be remembered.
    const { resolve, reject } = resolvers;
    const told = options?.noReply ? { resolve: () => resolve(undefined), reject } : resolvers;
    return [
      { ...request, options: options && { ...options, noReply: false }, whenDown: 'set-up' },
      this.#credentials.rememberOnSuccess(args as readonly unknown[], told),
    ];
  }
}
