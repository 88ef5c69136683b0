import { quote } from '../text/quote.js';
import { areTexts, isObject, isWhole, type Rule, rule, text, whole } from '../text/rule.js';
import { MAX_TIMER_MS } from '../timers.js';

/** A close frame: its code, and a reason of at most 123 bytes. */
export interface CloseFrame {
  code: number;
  reason: string;
}

/** The faults of an endpoint by name, each with the type of its setting. docs/server.md explains them. */
export interface FaultSettings {
  /** The port is closed: new connections are refused. */
  refuse: undefined;
  /** TCP connects, and the WebSocket handshake is never answered. */
  hang: undefined;
  /** The handshake is answered with this HTTP status. @default 503 */
  httpError: number;
  /** No WelcomeEvent. */
  neverWelcome: undefined;
  /** The WelcomeEvent is sent this many ms late. @default 1000 */
  lateWelcome: number;
  /** Immediate: the TCP connections end without a close frame. */
  drop: undefined;
  /** Immediate: a close frame with this code, or with this code and reason. @default 1000 */
  close: number | Partial<CloseFrame>;
  /** A close frame follows the WelcomeEvent at once. @default 1000 */
  closeAfterWelcome: number | Partial<CloseFrame>;
  /** Connections stay open but dead: the server sends nothing, not even pongs, and ignores what it receives. */
  freeze: undefined;
  /** Latency in ms, in each direction. @default 200 */
  slow: number;
  /** Replies, but not events, are sent this many ms late. @default 1000 */
  delayReplies: number;
  /** Calls of these methods, or all calls, are carried out but get no reply. @default 'all' */
  suppressReplies: readonly string[] | 'all';
  /** Every reply is sent twice. */
  duplicateReplies: undefined;
  /** Replies swap places in pairs. One without a partner is sent after this many ms. @default 100 */
  reorderReplies: number;
  /** Immediate: this many text frames that are not JSON. @default 1 */
  garbage: number;
  /** Immediate: a binary frame of these bytes. @default four bytes that are not UTF-8 */
  binary: Uint8Array;
  /** Immediate: an event of this many bytes. @default 1_048_577, one more than clients accept by default */
  oversize: number;
  /** Every `auth` is refused with this error. @default 'UNOTFOUND' */
  refuseAuth: unknown;
  /** Every `auth` fails with code 4006, an internal error of the server, and with this message. */
  authServerError: string;
  /** Every `auth` is ignored: it gets no reply, and no authkey is spent. */
  silentAuth: undefined;
}

export type FaultName = keyof FaultSettings;

/** A fault with its setting, discriminated by `name`. */
export type Fault = { [Name in FaultName]: { name: Name; setting: FaultSettings[Name] } }[FaultName];

/** The default setting of a fault, and what another one must be. */
interface FaultSpec<Setting> {
  readonly fallback: Setting;
  readonly rule: Rule;
}

const spec = <Setting>(fallback: Setting, rule: Rule): FaultSpec<Setting> => ({ fallback, rule });
const noSetting = spec(
  undefined,
  rule('left out', () => false),
);
const ms = (fallback: number): FaultSpec<number> => spec(fallback, whole(0, MAX_TIMER_MS));

const isCloseCode = (code: unknown): boolean =>
  typeof code === 'number' &&
  isWhole(code) &&
  ((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999));
const isReason = (reason: unknown): boolean => typeof reason === 'string' && Buffer.byteLength(reason) <= 123;
const closeFrameSpec: FaultSpec<number | Partial<CloseFrame>> = spec(
  1000,
  rule('a close code that may be sent, or {code, reason} with a reason of at most 123 bytes', given => {
    if (!isObject(given)) return isCloseCode(given);
    const { code = 1000, reason = '' } = given as Partial<CloseFrame>;
    return isCloseCode(code) && isReason(reason);
  }),
);

const faultSpecs: { readonly [Name in FaultName]: FaultSpec<FaultSettings[Name]> } = {
  refuse: noSetting,
  hang: noSetting,
  httpError: spec(503, whole(300, 599)),
  neverWelcome: noSetting,
  lateWelcome: ms(1000),
  drop: noSetting,
  close: closeFrameSpec,
  closeAfterWelcome: closeFrameSpec,
  freeze: noSetting,
  slow: ms(200),
  delayReplies: ms(1000),
  suppressReplies: spec<readonly string[] | 'all'>(
    'all',
    rule("'all' or an array of method names", given => given === 'all' || areTexts(given)),
  ),
  duplicateReplies: noSetting,
  reorderReplies: ms(100),
  garbage: spec(1, whole(1, 10_000)),
  binary: spec(
    Uint8Array.of(0xff, 0x00, 0xfe, 0x01),
    rule('a Uint8Array', given => given instanceof Uint8Array),
  ),
  oversize: spec(1_048_577, whole(64, 64 * 1_048_576)),
  refuseAuth: spec<unknown>(
    'UNOTFOUND',
    rule('an error that is not null', given => given !== null),
  ),
  authServerError: spec('Authentication is unavailable, please try again later.', text),
  silentAuth: noSetting,
};

export const faultNames = Object.keys(faultSpecs) as readonly FaultName[];

/** @throws TypeError for an unknown name, listing the known ones */
export const checkFaultName = (name: string): FaultName => {
  const known = faultNames.find(entry => entry === name);
  if (!known) throw new TypeError(`there is no fault ${quote(name)}: there are ${faultNames.join(', ')}`);
  return known;
};

/**
 * The setting of a fault, or its default if none is given.
 * @throws TypeError that names the fault, if it is unknown or its setting is invalid
 */
export const resolveSetting = <Name extends FaultName>(
  name: Name,
  given?: FaultSettings[Name],
): FaultSettings[Name] => {
  const { fallback, rule } = faultSpecs[checkFaultName(name)] as FaultSpec<FaultSettings[Name]>;
  if (given === undefined) return fallback;
  if (!rule.holds(given))
    throw new TypeError(`the setting of the fault ${name} must be ${rule.must}, not ${quote(given)}`);
  return given;
};

/** Completes a close code or a partial close frame. */
export const closeFrame = (setting: number | Partial<CloseFrame>): CloseFrame =>
  typeof setting === 'number' ? { code: setting, reason: '' } : { code: 1000, reason: '', ...setting };

/** The faults active at an endpoint. Whatever they affect reads them at each step, so that a change applies at once. */
export class ActiveFaults {
  readonly #settings = new Map<FaultName, unknown>();

  set<Name extends FaultName>(name: Name, setting: FaultSettings[Name]): void {
    this.#settings.set(name, setting);
  }

  has(name: FaultName): boolean {
    return this.#settings.has(name);
  }

  get<Name extends FaultName>(name: Name): FaultSettings[Name] | undefined {
    return this.#settings.get(name) as FaultSettings[Name] | undefined;
  }

  heal(name?: FaultName): void {
    if (name === undefined) this.#settings.clear();
    else this.#settings.delete(name);
  }
}
