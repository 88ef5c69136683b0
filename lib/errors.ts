import { quote } from './text/quote.js';
import { redactAddress } from './text/redact-address.js';
import { redactMessage } from './text/redact-message.js';
import { refusalMessage } from './text/server-error.js';

/** The parent of every error that this library makes; `name` tells the causes apart. */
export abstract class BeamError extends Error {}

/** An address that cannot be dialled, or a list without any. Thrown by the constructor, or on `errors$` for a function's list. */
export class AddressError extends BeamError {
  override readonly name = 'AddressError';
  /** The offending address, redacted, where it is a string; another value may be a whole reply, authkey and all. */
  readonly address: string | undefined;
  constructor(message: string, address?: unknown) {
    const text = typeof address === 'string' ? address : undefined;
    super(redactMessage(message, text));
    this.address = redacted(text);
  }
}

/** Here, so that nobody who makes an error can forget it (R26). */
const redacted = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : redactAddress(address);

/** What is known of a connection that failed or was lost. */
export interface ConnectionFacts {
  /** The server's address; undefined when no address could be had. */
  readonly address?: string | undefined;
  /** The WebSocket close code; 1006 when no close frame came. */
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  /** The status of an HTTP answer that was no upgrade (Node only). */
  readonly httpStatus?: number | undefined;
  /** How long the server asked to wait before the next try, by `Retry-After`, in ms (Node only). */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A connection that could not be established, or was lost. The client goes on to the next address by itself. */
export class ConnectionError extends BeamError {
  override readonly name = 'ConnectionError';
  readonly address: string | undefined;
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly httpStatus: number | undefined;
  readonly retryAfter: number | undefined;
  constructor(message: string, facts: ConnectionFacts = {}) {
    super(redactMessage(message, facts.address), facts);
    this.address = redacted(facts.address);
    this.code = facts.code;
    this.reason = facts.reason;
    this.httpStatus = facts.httpStatus;
    this.retryAfter = facts.retryAfter;
  }
}

/** A frame that is no packet of the protocol. The connection goes on. */
export class BadMessageError extends BeamError {
  override readonly name = 'BadMessageError';
  constructor(
    message: string,
    /** The first 256 characters of a text frame; of a binary one, its size. */
    readonly data: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A reply to a call that nobody made, or that was answered before. */
export class NoMethodHandlerError extends BeamError {
  override readonly name = 'NoMethodHandlerError';
  constructor(
    /** The reply's id, as received. */
    readonly id: unknown,
  ) {
    super(`a reply came with the id ${quote(id)}, which no call waits for`);
  }
}

/** Why a call failed; see docs/errors.md for what to do about each. */
export type CallErrorKind =
  | 'refused'
  | 'timeout'
  | 'aborted'
  | 'overflow'
  | 'expired'
  | 'disconnected'
  | 'closed'
  | 'not-connected'
  | 'encoding'
  | 'paced';

/**
 * Whether the server had the call: `never` (it was not handed to any socket: safe to try again), `unknown`
 * (it was sent, and no answer came), `answered` (the server refused it).
 */
export type Delivery = 'never' | 'unknown' | 'answered';

/** What every failed call tells. */
export interface CallFacts {
  readonly method: string;
  /** The packet's id; undefined when the call got none. */
  readonly id: number | undefined;
  readonly kind: CallErrorKind;
  readonly delivery: Delivery;
}

/** A call that was not answered with success. */
export class CallError extends BeamError {
  /** In the types only: what `instanceof` has found is told apart by its `kind`. */
  declare static readonly [Symbol.hasInstance]: (value: unknown) => value is CallFailure;
  override readonly name: string = 'CallError';
  readonly method: string;
  readonly id: number | undefined;
  readonly kind: CallErrorKind;
  readonly delivery: Delivery;
  constructor(message: string, facts: CallFacts, options?: ErrorOptions) {
    super(message, options);
    this.method = facts.method;
    this.id = facts.id;
    this.kind = facts.kind;
    this.delivery = facts.delivery;
  }
}

/** The server answered a call with an error. */
export class ReplyError extends CallError {
  declare static readonly [Symbol.hasInstance]: (value: unknown) => value is ReplyError;
  override readonly name = 'ReplyError';
  declare readonly kind: 'refused';
  declare readonly delivery: 'answered';
  constructor(
    method: string,
    id: number,
    /** The server's error exactly as sent: a string, or an object `{code, message}`. */
    readonly error: unknown,
    message = refusalMessage(method, error),
  ) {
    super(message, { method, id, kind: 'refused', delivery: 'answered' });
  }
}

/** No answer in time: to a call within its `timeout`, or to a ping (method `ping`) within `pingTimeout`. */
export class TimeoutError extends CallError {
  declare static readonly [Symbol.hasInstance]: (value: unknown) => value is TimeoutError;
  override readonly name = 'TimeoutError';
  declare readonly kind: 'timeout';
  declare readonly delivery: 'unknown';
  constructor(
    method: string,
    id: number | undefined,
    /** How long it was waited for, in ms. */
    readonly waited: number,
  ) {
    super(`no answer to ${quote(method)} in ${waited} ms`, { method, id, kind: 'timeout', delivery: 'unknown' });
  }
}

/**
 * Authentication is refused for good, and the client has closed. Throw one yourself from the function that gives
 * addresses or credentials to stop a client whose user may not join any more.
 */
export class AuthenticationFailedError extends BeamError {
  override readonly name = 'AuthenticationFailedError';
  /** The server's error code, such as `UNOTFOUND`, where it gave one. */
  readonly code: string | number | undefined;
  /** The server that refused. */
  readonly address: string | undefined;
  constructor(
    message: string,
    facts: { readonly code?: string | number; readonly address?: string; readonly cause?: unknown } = {},
  ) {
    super(redactMessage(message, facts.address), facts);
    this.code = facts.code;
    this.address = redacted(facts.address);
  }
}

/** A call that failed for any other reason: `name` is `CallError`, and it is neither a refusal nor a timeout. */
export interface OtherCallError extends CallError {
  readonly name: 'CallError';
  readonly kind: Exclude<CallErrorKind, 'refused' | 'timeout'>;
  readonly delivery: Exclude<Delivery, 'answered'>;
}

/** Every {@link CallError} that a call rejects with: `kind` tells them apart, so that `refused` has its `error`. */
export type CallFailure = ReplyError | TimeoutError | OtherCallError;

/** Every error that comes on `errors$`: `name` tells them apart. */
export type ReportedError =
  | AddressError
  | ConnectionError
  | BadMessageError
  | NoMethodHandlerError
  | AuthenticationFailedError
  | CallFailure;
