import { catchError, concat, defer, map, mergeMap, type Observable, of, reduce, throwError } from 'rxjs';
import { AuthenticationFailedError, BeamError, ConnectionError, ReplyError } from '../errors.js';
import { askUser, type Eventually, type Join } from '../link/join.js';
import { kindOf, sayCause } from '../quote.js';
import { ask, type Desk, isRefusal } from '../session/ask.js';
import type { Call, Caller } from './call.js';
import type { Calls } from './calls.js';

/** The arguments of `auth` (docs/protocol.md#auth): `[channelId]` alone joins anonymously. */
export type AuthArguments = readonly [
  channelId: number,
  userId?: number | null | undefined,
  authkey?: string | null | undefined,
  accessKey?: string | null | undefined,
];

/** Credentials, or a function that gives them on each connection, with the newest reply of the addresses' function. */
export type AuthSource = AuthArguments | ((join: Join) => Eventually<AuthArguments>);

/** The server cannot tell now whether the credentials are good (docs/protocol.md#errors). */
const SERVER_TROUBLE = 4006;

/** Who we are, over all connections: what `auth` was accepted last, or who gives what to send. */
export class Credentials {
  readonly #calls: Calls;
  readonly #given: AuthSource | undefined;
  readonly #told: (isUser: boolean) => void;
  readonly #replied: (data: unknown) => void;
  #accepted: readonly unknown[] | undefined;
  #refusals = 0;

  /**
   * @param told - of each `auth()` that was accepted, and whether as a user
   * @param replied - called with the server's reply to every `auth` that it accepted, the client's own included
   */
  constructor(
    calls: Calls,
    given: AuthSource | undefined,
    told: (isUser: boolean) => void,
    replied: (data: unknown) => void = () => {},
  ) {
    this.#calls = calls;
    this.#replied = replied;
    this.#given = given;
    this.#told = told;
  }

  /** Whether credentials are asked for anew on each connection. */
  get fresh(): boolean {
    return typeof this.#given === 'function';
  }

  /**
   * The same caller; arguments that the server accepts are remembered, as they are now, for every later connection.
   * So the answer is waited for in any case, with `noReply` too.
   */
  remembering(given: readonly unknown[], caller: Caller): Caller {
    const args = [...given];
    return {
      resolve: data => {
        this.#accepted = args;
        this.#refusals = 0;
        this.#told(isUser(args, data));
        this.#replied(data);
        caller.resolve(data);
      },
      reject: error => caller.reject(error instanceof ReplyError ? tellingNoSecret(error, args) : error),
    };
  }

  /**
   * Authenticates on a link, and emits whether as a user: the calls of `auth()` that wait for it, or else whatever
   * is remembered. Errors with a {@link ConnectionError} when another connection may do better, and with an
   * {@link AuthenticationFailedError} when none will.
   */
  authenticate(desk: Desk, join: Join): Observable<boolean> {
    return defer(() => {
      const waiting = this.#calls.standing('auth');
      if (waiting.length > 0) {
        return concat(...waiting.map(call => this.#introduce(call, desk))).pipe(
          reduce((any, user) => any || user, false),
        );
      }
      const given = this.#given;
      if (typeof given === 'function') {
        // For as long as the session may take to stand.
        return askUser('credentials', () => given(join), 0).pipe(mergeMap(args => this.#again(args, desk)));
      }
      const args = this.#accepted ?? given;
      return args === undefined ? of(false) : this.#again(args, desk);
    });
  }

  /** A new run: earlier refusals do not count against it. */
  reset(): void {
    this.#refusals = 0;
  }

  /** A call of `auth()`: refused, it rejects, and the connection stays up without it. */
  #introduce(call: Call, desk: Desk): Observable<boolean> {
    const args = (JSON.parse(call.text) as { arguments: unknown[] }).arguments;
    return this.#calls.sendAhead(call, desk).pipe(
      map(reply => {
        if (isTrouble(reply.error))
          throw trouble(desk, withoutSecrets(new ReplyError(call.method, call.id, reply.error), args));
        call.answered(reply);
        return !isRefusal(reply) && isUser(args, reply.data);
      }),
    );
  }

  /** Credentials that are known to us: refused, they are asked for once more if they can be, and then it is over. */
  #again(args: unknown, desk: Desk): Observable<boolean> {
    if (!Array.isArray(args)) {
      const why = `the function that gives credentials must give an array [channelId, userId, authkey], not ${kindOf(args)}`;
      return throwError(() => new ConnectionError(why, { address: desk.address }));
    }
    return ask(desk, 'auth', args).pipe(
      map(data => {
        this.#refusals = 0;
        this.#replied(data);
        return isUser(args, data);
      }),
      catchError(error => throwError(() => this.#refused(error, args, desk))),
    );
  }

  #refused(error: unknown, args: readonly unknown[], desk: Desk): unknown {
    const { address } = desk;
    if (!(error instanceof BeamError)) {
      return new ConnectionError(`the credentials cannot be sent: ${sayCause(error)}`, { address, cause: error });
    }
    if (!(error instanceof ReplyError)) return error;
    const cause = withoutSecrets(error, args);
    if (isTrouble(error.error)) return trouble(desk, cause);
    this.#refusals += 1;
    if (this.fresh && this.#refusals === 1) {
      const message = `${address} refused to authenticate: new credentials are asked for, once`;
      return new ConnectionError(message, { address, cause });
    }
    const code = codeOf(cause.error);
    return new AuthenticationFailedError(
      `${address} refused to authenticate, and the client closes: ${cause.message}`,
      {
        address,
        cause,
        ...(code === undefined ? {} : { code }),
      },
    );
  }
}

const isTrouble = (error: unknown): boolean => codeOf(error) === SERVER_TROUBLE;

const codeOf = (error: unknown): string | number | undefined => {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
};

const trouble = ({ address }: Desk, cause: ReplyError): ConnectionError =>
  new ConnectionError(`${address} cannot authenticate anybody at present`, { address, cause });

/** Anonymous joins are accepted too, but as nobody. */
const isUser = ([, userId]: readonly unknown[], data: unknown): boolean =>
  userId !== undefined &&
  userId !== null &&
  (data as { authenticated?: unknown } | null | undefined)?.authenticated !== false;

/** The error of a server, which may say what it was sent, without the keys: none of them is told to anybody but its owner. */
const withoutSecrets = (error: ReplyError, args: readonly unknown[]): ReplyError => {
  const { method, id = 0 } = error;
  return new ReplyError(method, id, scrubbed(error.error, args));
};

/** The same for the owner: the error is as sent, the message holds no key. */
const tellingNoSecret = (error: ReplyError, args: readonly unknown[]): ReplyError => {
  const { method, id = 0 } = error;
  return new ReplyError(method, id, error.error, withoutSecrets(error, args).message);
};

/** Before it is quoted or cut: what is escaped or halved would not be found. Long keys first, since one may hold another. */
const scrubbed = (error: unknown, [, , ...keys]: readonly unknown[]): unknown => {
  const secrets = keys.filter(key => typeof key === 'string' && key !== '') as string[];
  secrets.sort((a, b) => b.length - a.length);
  const scrub = (value: unknown): unknown =>
    typeof value === 'string' ? secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value) : value;
  if (typeof error !== 'object' || error === null) return scrub(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return Object.fromEntries(
    Object.entries({ code: scrub(code), message: scrub(message) }).filter(([, part]) => part !== undefined),
  );
};
