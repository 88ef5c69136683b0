import { catchError, defaultIfEmpty, defer, map, mergeMap, type Observable, of } from 'rxjs';
import { AuthenticationFailedError, BeamError, ConnectionError, ReplyError } from '../errors.js';
import type { Join } from '../link/join.js';
import { askUser, type Eventually } from '../link/user-functions.js';
import { type Requester, request } from '../session/request.js';
import { describeCause, kindOf } from '../text/quote.js';
import type { Secrets } from '../text/secrets.js';
import type { Resolvers } from '../traffic/call.js';
import type { Calls } from '../traffic/calls.js';
import { codeOf, isTrouble } from './refusals.js';
import { secretsOf } from './secrets.js';
import { sendDuringSetUp, settleGroup, type WaitingGroup, waitingCalls } from './set-up-calls.js';

export const AUTH = 'auth';

/** The arguments of `auth` (docs/protocol.md#auth): `[channelId]` alone joins anonymously. */
export type AuthArguments = readonly [
  channelId: number,
  userId?: number | null | undefined,
  authkey?: string | null | undefined,
  accessKey?: string | null | undefined,
];

/** Credentials, or a function that returns them on each connection; its argument is the newest reply of the address function. */
export type AuthSource = AuthArguments | ((join: Join) => Eventually<AuthArguments>);

export interface CredentialsListener {
  /** The server accepted an `auth`, as a user or not; `data` is its reply's. */
  authenticated(isUser: boolean, data: unknown): void;
}

/** The user's identity over all connections: the arguments of the last accepted `auth`, or `options.auth`. */
export class Credentials {
  readonly #calls: Calls;
  readonly #given: AuthSource | undefined;
  readonly #secrets: Secrets;
  readonly #listener: CredentialsListener;
  #accepted: readonly unknown[] | undefined;
  #refusals = 0;

  constructor(calls: Calls, given: AuthSource | undefined, secrets: Secrets, listener: CredentialsListener) {
    this.#calls = calls;
    this.#secrets = secrets;
    this.#given = given;
    this.#listener = listener;
  }

  /** Whether each connection needs new credentials, and so a new join. */
  get isFunction(): boolean {
    return typeof this.#given === 'function';
  }

  /** The same resolvers; arguments that the server accepts are remembered, as they are now, for every later connection. */
  rememberOnSuccess(given: readonly unknown[], { resolve, reject }: Resolvers): Resolvers {
    const args = [...given];
    this.#secrets.remember(secretsOf(args));
    return {
      resolve: (data, isShared) => {
        // A shared reply is that to the arguments of a newer call.
        if (!isShared) {
          this.#accepted = args;
          this.#succeeded(args, data);
        }
        resolve(data);
      },
      reject,
    };
  }

  /**
   * Authenticates on a link, and emits whether as a user: with the newest waiting `auth()`; if there is none, or it does not
   * succeed, with what is remembered. Errors with a {@link ConnectionError} when another connection may succeed, and with an
   * {@link AuthenticationFailedError} when none will.
   */
  authenticate(requester: Requester, join: Join): Observable<boolean> {
    return defer(() => {
      const waiting = waitingCalls(this.#calls, AUTH);
      const newest = waiting.at(-1);
      if (newest === undefined) return this.#authenticateRemembered(requester, join);
      const group = { newest, earlier: waiting.slice(0, -1), body: newest.body };
      return this.#authenticateCalls(group, requester).pipe(
        mergeMap(accepted => (accepted === undefined ? this.authenticate(requester, join) : of(accepted))),
      );
    });
  }

  /** Whether as a user. */
  #succeeded(args: readonly unknown[], data: unknown): boolean {
    const asUser = isUser(args, data);
    this.#refusals = 0;
    this.#listener.authenticated(asUser, data);
    return asUser;
  }

  /** A new run: earlier refusals do not count against it. */
  reset(): void {
    this.#refusals = 0;
  }

  /** Emits whether the server accepted a user; undefined if it refused, or the newest call was settled otherwise. */
  #authenticateCalls(group: WaitingGroup, requester: Requester): Observable<boolean | undefined> {
    const { id, method, body } = group.newest;
    const args = JSON.parse(body as string) as unknown[];
    return sendDuringSetUp(this.#calls, group, requester).pipe(
      map(reply => {
        if ('error' in reply && isTrouble(reply.error)) {
          throw trouble(requester, new ReplyError(method, id as number, this.#secrets.maskValue(reply.error)));
        }
        settleGroup(this.#calls, group, reply);
        // A handler of an earlier call may have cancelled the newest, whose arguments the server accepted all the same.
        if (!('error' in reply)) this.#accepted = args;
        return 'error' in reply ? undefined : isUser(args, reply.data);
      }),
      defaultIfEmpty(undefined),
    );
  }

  #authenticateRemembered(requester: Requester, join: Join): Observable<boolean> {
    const given = this.#given;
    if (typeof given === 'function') {
      // For as long as the session may take to be established.
      // A copy: the function may change what it is given, and the next tries go by the join.
      const copy = { ...join, endpoints: [...join.endpoints] };
      return askUser('credentials', () => given(copy), 0).pipe(mergeMap(args => this.#send(args, requester)));
    }
    const args = this.#accepted ?? given;
    return args === undefined ? of(false) : this.#send(args, requester);
  }

  /** Remembered credentials: refused, a function is asked once more on the next connection, and then it is over. */
  #send(args: unknown, requester: Requester): Observable<boolean> {
    if (!Array.isArray(args)) {
      const why = `the function that gives credentials must give an array [channelId, userId, authkey], not ${kindOf(args)}`;
      throw new ConnectionError(why, { address: requester.address });
    }
    this.#secrets.remember(secretsOf(args));
    return request(requester, AUTH, args).pipe(
      map(data => this.#succeeded(args, data)),
      catchError(error => {
        throw this.#refused(error, requester);
      }),
    );
  }

  #refused(error: unknown, requester: Requester): unknown {
    const { address } = requester;
    if (!(error instanceof BeamError)) {
      return new ConnectionError(`the credentials cannot be sent: ${describeCause(error)}`, { address, cause: error });
    }
    if (!(error instanceof ReplyError)) return error;
    if (isTrouble(error.error)) return trouble(requester, error);
    this.#refusals += 1;
    if (this.isFunction && this.#refusals === 1) {
      const message = `${address} refused to authenticate: new credentials are asked for, once`;
      return new ConnectionError(message, { address, cause: error });
    }
    const message = `${address} refused to authenticate, and the client closes: ${error.message}`;
    return new AuthenticationFailedError(message, { address, cause: error, code: codeOf(error.error) });
  }
}

const trouble = ({ address }: Requester, cause: ReplyError): ConnectionError =>
  new ConnectionError(`${address} cannot authenticate users at present`, { address, cause });

/** The server accepts anonymous joins too, but not as a user. */
const isUser = ([, userId]: readonly unknown[], data: unknown): boolean =>
  userId !== undefined &&
  userId !== null &&
  (data as { authenticated?: unknown } | null | undefined)?.authenticated !== false;
