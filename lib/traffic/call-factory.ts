import { CallError } from '../errors.js';
import { describeCause, kindOf, quote } from '../text/quote.js';
import { Call, type CallSettings, type Resolvers } from './call.js';
import { type CallOptions, NO_OPTIONS, whatIsWrongWith } from './call-options.js';
import type { Calls } from './calls.js';
import { Signals } from './signals.js';

/** What a client has settled for all its calls. */
export interface CallDefaults {
  readonly callTimeout: number;
  readonly resend: readonly string[];
}

/** A call as it is asked for. */
export interface CallRequest {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly options: CallOptions;
  readonly whenDown: CallSettings['whenDown'];
  /** @default false */
  readonly rawServerErrors?: boolean;
  /** Whether its arguments may be secrets, and no error shows them. @default false */
  readonly isSecret?: boolean;
}

/** What a factory needs of the protocol. */
export interface CallEncoding {
  readonly firstId: number;
  readonly body: (args: readonly unknown[]) => string;
}

/**
 * Makes calls of requests: checks them, serializes the arguments as they are now, and gives each call an id. What is wrong
 * with a request rejects that call, and affects nothing else.
 */
export class CallFactory {
  readonly #calls: Calls;
  readonly #body: CallEncoding['body'];
  readonly #timeout: number;
  readonly #resend: readonly string[];
  /** The settings of calls without options, made once for all of them, since there may be many. */
  readonly #plain: CallSettings[] = [];
  #nextId: number;
  /** Made for the first call with a signal. */
  #signals: Signals | undefined;

  constructor(calls: Calls, { firstId, body }: CallEncoding, { callTimeout, resend }: CallDefaults) {
    this.#calls = calls;
    this.#body = body;
    this.#nextId = firstId;
    this.#timeout = callTimeout;
    this.#resend = resend;
  }

  /** Ids count up, and none is used twice. */
  nextId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  /** Makes the call and submits it; returns it unless it was rejected on the spot. */
  create(request: CallRequest, resolvers: Resolvers): Call | undefined {
    const wrong = whatIsWrong(request);
    if (wrong !== undefined) {
      resolvers.reject(wrong);
      return undefined;
    }
    const { method, args, options } = request;
    let body: string;
    try {
      body = this.#body(args);
    } catch (cause) {
      resolvers.reject(unencodable(method, cause));
      return undefined;
    }
    const { signal } = options;
    // Serializing runs code of the arguments, which may have aborted.
    if (signal?.aborted) {
      resolvers.reject(aborted(method, signal));
      return undefined;
    }
    const call = new Call(this.nextId(), method, body, this.#settings(request), resolvers, this.#calls.unsettled);
    if (signal !== undefined) this.#obey(signal, call);
    this.#calls.submit(call);
    return call;
  }

  #settings(request: CallRequest): CallSettings {
    if (request.options !== NO_OPTIONS || request.whenDown !== 'spool') return this.#settingsOf(request);
    const kind = (this.#resend.includes(request.method) ? 1 : 0) + (request.rawServerErrors ? 2 : 0);
    this.#plain[kind] ??= this.#settingsOf(request);
    return this.#plain[kind];
  }

  #settingsOf({ method, options, whenDown, rawServerErrors = false }: CallRequest): CallSettings {
    return {
      timeout: options.timeout ?? this.#timeout,
      noReply: options.noReply ?? false,
      // A set-up belongs to its connection, and a forced call never waits for another.
      resend: whenDown === 'set-up' || options.force ? false : (options.resend ?? this.#resend.includes(method)),
      rawServerErrors,
      whenDown: options.force ? 'reject' : whenDown,
    };
  }

  #obey(signal: AbortSignal, call: Call): void {
    this.#signals ??= new Signals((each, cause) =>
      this.#calls.unsettled.reject(each, 'aborted', 'its signal was aborted', { cause }),
    );
    this.#signals.obey(signal, call);
  }
}

const whatIsWrong = ({ method, args, options, isSecret }: CallRequest): Error | undefined => {
  if (typeof method !== 'string' || method === '') {
    return new TypeError(`the method of a call must be its name, a string, not ${quote(method)}`);
  }
  if (!Array.isArray(args)) {
    const shown = isSecret ? kindOf(args) : quote(args);
    return new TypeError(`the arguments of ${quote(method)} must be an array, not ${shown}`);
  }
  if (options === NO_OPTIONS) return undefined;
  const wrong = whatIsWrongWith(method, options);
  return wrong === undefined && options.signal?.aborted ? aborted(method, options.signal) : wrong;
};

const unencodable = (method: string, cause: unknown): CallError =>
  new CallError(
    `the arguments of ${quote(method)} cannot be serialized: ${describeCause(cause)}`,
    { method, id: undefined, kind: 'encoding', delivery: 'never' },
    { cause },
  );

const aborted = (method: string, signal: AbortSignal): CallError =>
  new CallError(
    `the call of ${quote(method)} was not sent: its signal was aborted`,
    { method, id: undefined, kind: 'aborted', delivery: 'never' },
    { cause: signal.reason },
  );
