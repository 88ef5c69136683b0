/** A close frame: its code, and a reason of at most 123 bytes. */
export interface CloseFrame {
  code: number;
  reason: string;
}

/** Everything that an endpoint can be told to do wrong: the name of a fault, and its setting. docs/server.md explains each. */
export interface FaultSettings {
  /** The port is closed to new connections. */
  refuse: undefined;
  /** TCP is accepted, the WebSocket handshake never answered. */
  hang: undefined;
  /** The handshake is answered with this HTTP status. @default 503 */
  httpError: number;
  /** No WelcomeEvent. */
  neverWelcome: undefined;
  /** The WelcomeEvent comes after so many ms. @default 1000 */
  lateWelcome: number;
  /** Now: the TCP connections end without a close frame. */
  drop: undefined;
  /** Now: a close frame, given as a code or as code and reason. @default 1000 */
  close: number | Partial<CloseFrame>;
  /** A close frame right behind the WelcomeEvent. @default 1000 */
  closeAfterWelcome: number | Partial<CloseFrame>;
  /** Connections stay, and are dead: nothing is sent, not even a pong, and what comes is ignored. */
  freeze: undefined;
  /** So many ms of latency, in each direction. @default 200 */
  slow: number;
  /** Replies, not events, come so many ms late. @default 1000 */
  delayReplies: number;
  /** No replies, to these methods or to any. @default all */
  suppressReplies: readonly string[] | 'all';
  /** Every reply comes twice. */
  duplicateReplies: undefined;
  /** Replies swap places in pairs; one without a partner waits for so many ms. @default 100 */
  reorderReplies: number;
  /** Now: so many text frames that are not JSON. @default 1 */
  garbage: number;
  /** Now: a binary frame of these bytes. @default four bytes that are no UTF-8 */
  binary: Uint8Array;
  /** Now: an event of so many bytes. @default 1_048_577, one more than clients accept by default */
  oversize: number;
  /** Every `auth` is refused with this error. @default 'UNOTFOUND' */
  refuseAuth: unknown;
  /** Every `auth` fails with 4006, trouble on the server's side; given: with this message. */
  authServerError: string;
  /** No `auth` is answered, or even looked at. */
  silentAuth: undefined;
}

export type FaultName = keyof FaultSettings;

/** One fault with its setting, told apart by `name`. */
export type Fault = { [Name in FaultName]: { name: Name; setting: FaultSettings[Name] } }[FaultName];

/** Reads what was given for a fault; undefined where it makes no sense. */
interface Trait<Setting> {
  ordinary: Setting;
  accepts: (given: unknown) => boolean;
  wants: string;
}

const plain: Trait<undefined> = { ordinary: undefined, accepts: () => false, wants: 'no setting' };
const count = (ordinary: number, from: number, to: number, unit: string): Trait<number> => ({
  ordinary,
  accepts: given => typeof given === 'number' && Number.isInteger(given) && given >= from && given <= to,
  wants: `${unit}, an integer from ${from} to ${to}`,
});
const ms = (ordinary: number): Trait<number> => count(ordinary, 0, 2 ** 31 - 1, 'ms');

const isCloseCode = (code: unknown): boolean =>
  typeof code === 'number' &&
  ((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999));
const isReason = (reason: unknown): boolean => typeof reason === 'string' && Buffer.byteLength(reason) <= 123;
const close: Trait<number | Partial<CloseFrame>> = {
  ordinary: 1000,
  accepts: given => {
    if (typeof given !== 'object' || given === null) return isCloseCode(given);
    const { code = 1000, reason = '' } = given as Partial<CloseFrame>;
    return isCloseCode(code) && isReason(reason);
  },
  wants: 'a close code that may be sent, or {code, reason}, the reason at most 123 bytes',
};

const traits: { readonly [Name in FaultName]: Trait<FaultSettings[Name]> } = {
  refuse: plain,
  hang: plain,
  httpError: count(503, 300, 599, 'an HTTP status'),
  neverWelcome: plain,
  lateWelcome: ms(1000),
  drop: plain,
  close,
  closeAfterWelcome: close,
  freeze: plain,
  slow: ms(200),
  delayReplies: ms(1000),
  suppressReplies: {
    ordinary: 'all',
    accepts: given => given === 'all' || (Array.isArray(given) && given.every(name => typeof name === 'string')),
    wants: "'all' or an array of method names",
  },
  duplicateReplies: plain,
  reorderReplies: ms(100),
  garbage: count(1, 1, 10_000, 'frames'),
  binary: {
    ordinary: Uint8Array.of(0xff, 0x00, 0xfe, 0x01),
    accepts: given => given instanceof Uint8Array,
    wants: 'a Uint8Array',
  },
  oversize: count(1_048_577, 64, 64 * 1_048_576, 'bytes'),
  refuseAuth: { ordinary: 'UNOTFOUND', accepts: given => given !== null, wants: 'an error that is not null' },
  authServerError: {
    ordinary: 'Authentication is unavailable, please try again later.',
    accepts: given => typeof given === 'string',
    wants: 'a message',
  },
  silentAuth: plain,
};

export const faultNames = Object.keys(traits) as readonly FaultName[];

/** @throws TypeError unless there is a fault of this name; it lists those there are. */
export const checkFaultName = (name: string): FaultName => {
  const known = faultNames.find(entry => entry === name);
  if (!known) throw new TypeError(`There is no fault ${JSON.stringify(name)}; known: ${faultNames.join(', ')}`);
  return known;
};

/**
 * The setting of a fault, the ordinary one where none is given.
 * @throws TypeError naming the fault that is unknown or its setting that cannot be
 */
export const readSetting = <Name extends FaultName>(name: Name, given?: FaultSettings[Name]): FaultSettings[Name] => {
  const { ordinary, accepts, wants } = traits[checkFaultName(name)] as Trait<FaultSettings[Name]>;
  if (given === undefined) return ordinary;
  if (!accepts(given)) throw new TypeError(`The fault ${name} takes ${wants}`);
  return given;
};

/** A code or a part of a close frame, as a whole one. */
export const closeFrame = (setting: number | Partial<CloseFrame>): CloseFrame =>
  typeof setting === 'number' ? { code: setting, reason: '' } : { code: 1000, reason: '', ...setting };

/** The faults in force at an endpoint; what is bound by them looks them up at each step. */
export class Faults {
  readonly #inForce = new Map<FaultName, unknown>();

  set<Name extends FaultName>(name: Name, setting: FaultSettings[Name]): void {
    this.#inForce.set(name, setting);
  }

  has(name: FaultName): boolean {
    return this.#inForce.has(name);
  }

  get<Name extends FaultName>(name: Name): FaultSettings[Name] | undefined {
    return this.#inForce.get(name) as FaultSettings[Name] | undefined;
  }

  heal(name?: FaultName): void {
    if (name === undefined) this.#inForce.clear();
    else this.#inForce.delete(name);
  }
}
