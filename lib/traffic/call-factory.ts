import { CallError } from '../errors.js';
import { type Encoding, encode, unencodable } from '../protocol/encode.js';
import type { Ids } from '../protocol/ids.js';
import type { Arguments, Body } from '../protocol/protocol.js';
import { kindOf, quote } from '../text/quote.js';
import { isRecord } from '../text/rule.js';
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
  readonly args: Arguments;
  readonly options: CallOptions;
  readonly whenDown: CallSettings['whenDown'];
  /** @default false */
  readonly rawServerErrors?: boolean;
  /** Whether its arguments may be secrets, and no error shows them. @default false */
  readonly isSecret?: boolean;
}

/** How a factory makes calls. */
export interface CallEncoding extends Encoding {
  readonly ids: Pick<Ids, 'whenMade'>;
  /** Whether arguments may have names. @default false */
  readonly takesNamed?: boolean | undefined;
}

/**
 * Makes calls of requests: checks them, serializes the arguments as they are now, and gives each call an id. What is wrong
 * with a request rejects that call, and affects nothing else.
 */
export class CallFactory {
  readonly #calls: Calls;
  readonly #encoding: CallEncoding;
  readonly #timeout: number;
  readonly #resend: readonly string[];
  /** The settings of calls without options, made once for all of them, since there may be many. */
  readonly #plain: CallSettings[] = [];
  /** Made for the first call with a signal. */
  #signals: Signals | undefined;

  constructor(calls: Calls, encoding: CallEncoding, { callTimeout, resend }: CallDefaults) {
    this.#calls = calls;
    this.#encoding = encoding;
    this.#timeout = callTimeout;
    this.#resend = resend;
  }

  /** Makes the call and submits it; returns it unless it was rejected on the spot. */
  create(request: CallRequest, resolvers: Resolvers): Call | undefined {
    const encoding = this.#encoding;
    const wrong = whatIsWrong(request, encoding.takesNamed);
    if (wrong !== undefined) {
      resolvers.reject(wrong);
      return undefined;
    }
    const { method, args, options } = request;
    let body: Body;
    try {
      body = encode(encoding, method, args);
    } catch (cause) {
      resolvers.reject(unencodable(method, cause, encoding.secrets));
      return undefined;
    }
    const { signal } = options;
    // Serializing runs code of the arguments, which may have aborted.
    if (signal?.aborted) {
      resolvers.reject(aborted(method, signal));
      return undefined;
    }
    const id = encoding.ids.whenMade();
    const call = new Call(id, method, body, this.#settings(request), resolvers, this.#calls.owner);
    if (signal !== undefined) this.#obey(signal, call);
    this.#calls.submit(call, args);
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
      // Whatever else it is belongs to its connection, and a forced call never waits for another.
      resend: whenDown === 'spool' && !options.force && (options.resend ?? this.#resend.includes(method)),
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

const whatIsWrong = ({ method, args, options, isSecret }: CallRequest, takesNamed = false): Error | undefined => {
  if (typeof method !== 'string' || method === '') {
    return new TypeError(`the method of a call must be its name, a string that is not empty, not ${quote(method)}`);
  }
  if (!Array.isArray(args) && !(takesNamed && isRecord(args))) {
    const shown = isSecret ? kindOf(args) : quote(args);
    const must = takesNamed ? 'an array or an object' : 'an array';
    return new TypeError(`the arguments of ${quote(method)} must be ${must}, not ${shown}`);
  }
  if (options === NO_OPTIONS) return undefined;
  const wrong = whatIsWrongWith(method, options);
  return wrong === undefined && options.signal?.aborted ? aborted(method, options.signal) : wrong;
};

const aborted = (method: string, signal: AbortSignal): CallError =>
  new CallError(
    `the call of ${quote(method)} was not sent: its signal was aborted`,
    { method, id: undefined, kind: 'aborted', delivery: 'never' },
    { cause: signal.reason },
  );
