import { quote } from './text/quote.js';
import { redacted } from './text/redact-address.js';
import { redactMessage } from './text/redact-message.js';
import { refusalMessage } from './text/server-error.js';

/**
 * The base class of every error of this library; `name` says which error it is. The classes redact addresses themselves, so
 * that no code that creates an error can forget it (R26).
 */
export abstract class BeamError extends Error {}

/** An invalid address, or an empty list. The constructor throws it; if a function returned the addresses, `errors$` emits it. */
export class AddressError extends BeamError {
  override readonly name = 'AddressError';
  /** The invalid address, redacted. Undefined if it is not a string: it may be a whole join reply, with its authkey. */
  readonly address: string | undefined;
  constructor(message: string, address?: unknown) {
    const text = typeof address === 'string' ? address : undefined;
    super(redactMessage(message, text));
    this.address = redacted(text);
  }
}

/** The facts about a connection that failed or was lost. */
export interface ConnectionFacts {
  /** The server's address; undefined if the function gave no address. */
  readonly address?: string | undefined;
  /** The WebSocket close code; 1006 if no close frame arrived. */
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  /** The HTTP status, if the server answered the dial with something other than an upgrade (Node only). */
  readonly httpStatus?: number | undefined;
  /** The server's `Retry-After` in ms: how long it asked the client to wait (Node only). */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A connection that could not be established, or was lost. The client tries the next address by itself. */
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

/** A frame that is not a valid packet of the protocol. The connection continues. */
export class BadMessageError extends BeamError {
  override readonly name = 'BadMessageError';
  constructor(
    message: string,
    /** The first 256 characters of a text frame; the size of a binary frame. */
    readonly data: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A reply for which no call is pending: there was no such call, or it was already answered. */
export class NoMethodHandlerError extends BeamError {
  override readonly name = 'NoMethodHandlerError';
  constructor(
    /** The reply's id, as received. */
    readonly id: unknown,
  ) {
    super(`no call waits for a reply with the id ${quote(id)}`);
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
 * Whether the server received the call: `never` (the client did not hand it to a socket: safe to retry), `unknown` (the client
 * sent it, and no answer arrived), `answered` (the server refused it).
 */
export type Delivery = 'never' | 'unknown' | 'answered';

/** The facts of every failed call. */
export interface CallFacts {
  readonly method: string;
  /** The packet's id; undefined if the call had none. */
  readonly id: number | undefined;
  readonly kind: CallErrorKind;
  readonly delivery: Delivery;
}

/** A call that failed; `kind` and `delivery` say why. */
export class CallError extends BeamError {
  /** Only for the types: `instanceof CallError` narrows to a union that `kind` discriminates. */
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

/** A call was not answered within its `timeout`, or a ping (method `ping`) within `pingTimeout`. */
export class TimeoutError extends CallError {
  declare static readonly [Symbol.hasInstance]: (value: unknown) => value is TimeoutError;
  override readonly name = 'TimeoutError';
  declare readonly kind: 'timeout';
  declare readonly delivery: 'unknown';
  constructor(
    method: string,
    id: number | undefined,
    /** How long the client waited, in ms. */
    readonly waited: number,
  ) {
    super(`no answer to ${quote(method)} in ${waited} ms`, { method, id, kind: 'timeout', delivery: 'unknown' });
  }
}

/**
 * The server refused authentication for good, and the client has closed. To stop a client whose user may no longer join, throw
 * this error from your function for addresses or credentials.
 */
export class AuthenticationFailedError extends BeamError {
  override readonly name = 'AuthenticationFailedError';
  /** The server's error code, such as `UNOTFOUND`, if it sent one. */
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

/** Every {@link CallError} with which a call rejects; `kind` discriminates the union. */
export type CallFailure = ReplyError | TimeoutError | OtherCallError;

/** Every error that `errors$` emits; `name` discriminates the union. */
export type ReportedError =
  | AddressError
  | ConnectionError
  | BadMessageError
  | NoMethodHandlerError
  | AuthenticationFailedError
  | CallFailure;
