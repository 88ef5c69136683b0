export { BeamChat } from './beam-chat.js';
export type { CloseOptions } from './close-options.js';
export {
  AddressError,
  AuthenticationFailedError,
  BadMessageError,
  BeamError,
  CallError,
  type CallErrorKind,
  type CallFacts,
  type CallFailure,
  ConnectionError,
  type ConnectionFacts,
  type Delivery,
  NoMethodHandlerError,
  type OtherCallError,
  ReplyError,
  type ReportedError,
  TimeoutError,
} from './errors.js';
export { type Backoff, backoffMs } from './link/backoff.js';
export type { AddressSource, Eventually, Join, JoinUser } from './link/join.js';
export type { Closed, End } from './link/link.js';
export {
  type Attempt,
  type Reconnecting,
  type RetryOptions,
  retryWithNextAddress,
} from './link/retry-with-next-address.js';
export type { NodeSocketOptions, WebSocketConstructor, WebSocketLike } from './link/web-socket-like.js';
export { type BeamChatOptions, defaults } from './options.js';
export type * from './packet/events.js';
export type * from './packet/methods.js';
export type { EventPacket, MethodPacket, Packet, ReplyPacket } from './packet/packet.js';
export { type LivenessOptions, liveness, type Pulse } from './session/liveness.js';
export type { Connected, State, Status } from './status.js';
export type { AuthArguments, AuthSource } from './traffic/credentials.js';
export type { CallOptions } from './traffic/make-call.js';
export type { SpoolOptions } from './traffic/spool.js';
export type { ArgumentsOf, CallParameters, ReplyOf } from './typed-calls.js';
