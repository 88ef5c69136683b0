import { quote } from '../text/quote.js';

/** How to make one call. Times in ms. */
export interface CallOptions {
  /** Resolve with nothing as soon as the packet is handed to the socket; the reply is ignored. @default false */
  readonly noReply?: boolean | undefined;
  /** Send now or reject now; never wait in the spool. @default false */
  readonly force?: boolean | undefined;
  /** The longest wait for the reply, from the sending; 0 or Infinity waits for ever. @default the client's `callTimeout` */
  readonly timeout?: number | undefined;
  /** Cancels the call: a spooled call is never sent, and the reply to a call that was sent is ignored. */
  readonly signal?: AbortSignal | undefined;
  /** Send again when the connection drops before the reply. @default whether the client's `resend` lists the method */
  readonly resend?: boolean | undefined;
}

/** No options, as most calls have: the same object, so that nothing needs to be read from it. */
export const NO_OPTIONS: CallOptions = {};

/** The names of the call options; a plain object of only these is options. */
export const CALL_OPTIONS: ReadonlySet<string> = new Set<keyof CallOptions>([
  'noReply',
  'force',
  'timeout',
  'signal',
  'resend',
]);

/** The error that says what is wrong with the options, if anything is. */
export const whatIsWrongWith = (method: string, options: CallOptions): TypeError | undefined => {
  const wrong = (what: string, value: unknown) =>
    new TypeError(`the call of ${quote(method)} cannot have ${what}: ${quote(value)}`);
  if (typeof options !== 'object' || options === null) return wrong('options that are no object', options);
  const unknown = Object.keys(options).find(key => !CALL_OPTIONS.has(key));
  if (unknown !== undefined) return wrong('an option of that name', unknown);
  const { timeout, signal } = options;
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    return wrong('a timeout that is no number of ms from 0 up', timeout);
  }
  const isSignal = typeof signal === 'object' && typeof signal?.addEventListener === 'function';
  return signal === undefined || isSignal ? undefined : wrong('a signal that is no AbortSignal', signal);
};
