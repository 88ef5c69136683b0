import { whatIsWrongIn } from '../text/check.js';
import { quote } from '../text/quote.js';
import { duration, isObject, type Rule, rule } from '../text/rule.js';

/** The options of one call. Times in ms. */
export interface CallOptions {
  /** Resolve with undefined as soon as the client hands the packet to the socket; it ignores the reply. @default false */
  readonly noReply?: boolean | undefined;
  /** Send now or reject now; never wait in the spool. @default false */
  readonly force?: boolean | undefined;
  /** The longest wait for the reply after the sending; 0 or Infinity means no limit. @default the client's `callTimeout` */
  readonly timeout?: number | undefined;
  /** Cancels the call: the client never sends it if it is still spooled, and otherwise ignores its reply. */
  readonly signal?: AbortSignal | undefined;
  /** Send again if the connection drops before the reply. @default whether the client's `resend` lists the method */
  readonly resend?: boolean | undefined;
}

/** No options, as most calls have: the same object, so that nothing needs to be read from it. */
export const NO_OPTIONS: CallOptions = {};

const anything = rule('anything', () => true);

const callRules: Readonly<Record<keyof CallOptions, Rule>> = {
  noReply: anything,
  force: anything,
  timeout: duration,
  signal: rule('an AbortSignal', value => isObject(value) && 'addEventListener' in value),
  resend: anything,
};

/** The names of the call options; a plain object of only these is options. */
export const CALL_OPTIONS: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ Object.keys(callRules));

/** The error that says what is wrong with the options, if anything is. */
export const whatIsWrongWith = (method: string, options: CallOptions): TypeError | undefined =>
  isObject(options)
    ? whatIsWrongIn(options, callRules, { of: ` of ${quote(method)}` })
    : new TypeError(`the options of ${quote(method)} must be an object, not ${quote(options)}`);
