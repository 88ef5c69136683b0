import { CallError } from '../errors.js';
import { encode, encodeArguments } from '../packet/codec.js';
import { kindOf, quote, sayCause } from '../quote.js';
import { Call, type Caller, type Terms } from './call.js';
import type { Calls } from './calls.js';

/** How one call is to be made. Times in ms. */
export interface CallOptions {
  /** Resolve with nothing as soon as the packet is handed to the socket; a reply is ignored. @default false */
  readonly noReply?: boolean | undefined;
  /** Send now or reject now; never wait in the spool. @default false */
  readonly force?: boolean | undefined;
  /** The longest wait for the reply, from the sending; 0 or Infinity waits for ever. @default the client's `callTimeout` */
  readonly timeout?: number | undefined;
  /** Cancels: a call not sent yet never is, the reply to one that was is ignored. */
  readonly signal?: AbortSignal | undefined;
  /** Send again when the connection drops before the reply. @default whether the client's `resend` lists the method */
  readonly resend?: boolean | undefined;
}

/** What a client has settled for all its calls. */
export interface CallDefaults {
  readonly callTimeout: number;
  readonly resend: readonly string[];
}

/** What is asked for. */
export interface Request {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly options: CallOptions;
  readonly whenDown: Terms['whenDown'];
  /** @default false */
  readonly asSent?: Terms['asSent'];
}

/** No options: those of most calls, and nothing to look into. */
export const NO_OPTIONS: CallOptions = {};

/** The names of the call options; a plain object of only these is options. */
export const CALL_OPTIONS: ReadonlySet<string> = new Set<keyof CallOptions>([
  'noReply',
  'force',
  'timeout',
  'signal',
  'resend',
]);

/**
 * Makes calls out of requests: checked, serialized as the arguments are now, and given an id.
 * What is wrong with a request rejects its caller and touches nothing else.
 */
export class CallMaker {
  readonly #calls: Calls;
  readonly #timeout: number;
  readonly #resend: readonly string[];
  /** The terms of calls without options, made once for all of them: calls are many. */
  readonly #plain: Terms[] = [];
  #nextId = 0;

  constructor(calls: Calls, { callTimeout, resend }: CallDefaults) {
    this.#calls = calls;
    this.#timeout = callTimeout;
    this.#resend = [...resend];
  }

  /** Ids count up from 0, and none serves twice. */
  readonly nextId = (): number => this.#nextId++;

  /** Makes the call and lets it go its way; gives it back unless it was refused on the spot. */
  make(request: Request, caller: Caller): Call | undefined {
    const wrong = whatIsWrong(request);
    if (wrong !== undefined) {
      caller.reject(wrong);
      return undefined;
    }
    const { method, args, options } = request;
    let text: string;
    try {
      text = encodeArguments(args);
    } catch (cause) {
      caller.reject(unencodable(method, cause));
      return undefined;
    }
    // The arguments' own code may have done it.
    if (options.signal?.aborted) {
      caller.reject(aborted(method, options.signal));
      return undefined;
    }
    const id = this.nextId();
    const call = new Call(id, method, encode(id, method, text), this.#terms(request), caller, this.#calls);
    if (options.signal !== undefined) this.#obey(options.signal, call);
    this.#calls.make(call);
    return call;
  }

  #terms(request: Request): Terms {
    if (request.options !== NO_OPTIONS || request.whenDown !== 'spool') return this.#termsOf(request);
    const kind = (this.#resend.includes(request.method) ? 1 : 0) + (request.asSent ? 2 : 0);
    this.#plain[kind] ??= this.#termsOf(request);
    return this.#plain[kind];
  }

  #termsOf({ method, options, whenDown, asSent = false }: Request): Terms {
    return {
      timeout: options.timeout ?? this.#timeout,
      noReply: options.noReply ?? false,
      // What is part of a connection's set-up belongs to that connection, and what is forced never waits for another.
      resend: whenDown === 'standing' || options.force ? false : (options.resend ?? this.#resend.includes(method)),
      asSent,
      whenDown: options.force ? 'reject' : whenDown,
    };
  }

  #obey(signal: AbortSignal, call: Call): void {
    const abort = () => this.#calls.abort(call, signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    call.settled$.subscribe(() => signal.removeEventListener('abort', abort));
  }
}

const unencodable = (method: string, cause: unknown): CallError =>
  new CallError(
    `the arguments of ${quote(method)} cannot be serialized: ${sayCause(cause)}`,
    { method, id: undefined, kind: 'encoding', delivery: 'never' },
    { cause },
  );

const whatIsWrong = ({ method, args, options }: Request): Error | undefined => {
  if (typeof method !== 'string' || method === '') {
    return new TypeError(`the method of a call must be its name, a string, not ${quote(method)}`);
  }
  if (!Array.isArray(args)) {
    const shown = method === 'auth' ? kindOf(args) : quote(args);
    return new TypeError(`the arguments of ${quote(method)} must be an array, not ${shown}`);
  }
  return options === NO_OPTIONS ? undefined : whatIsWrongWith(method, options);
};

const whatIsWrongWith = (method: string, options: CallOptions): Error | undefined => {
  const wrong = (what: string, value: unknown) =>
    new TypeError(`the call of ${quote(method)} cannot have ${what}: ${quote(value)}`);
  if (typeof options !== 'object' || options === null) return wrong('options that are no object', options);
  const unknown = Object.keys(options).find(key => !CALL_OPTIONS.has(key));
  if (unknown !== undefined) return wrong('an option of that name', unknown);
  const { timeout, signal } = options;
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    return wrong('a timeout that is no number of ms from 0 up', timeout);
  }
  if (signal === undefined) return undefined;
  if (typeof signal !== 'object' || typeof signal?.addEventListener !== 'function') {
    return wrong('a signal that is no AbortSignal', signal);
  }
  return signal.aborted ? aborted(method, signal) : undefined;
};

const aborted = (method: string, signal: AbortSignal): CallError =>
  new CallError(
    `the call of ${quote(method)} was not sent: its signal was aborted`,
    { method, id: undefined, kind: 'aborted', delivery: 'never' },
    { cause: signal.reason },
  );
