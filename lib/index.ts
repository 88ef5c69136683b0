export type { AddressStats, CallStats, Counts, FrameStats } from './activity/counts.js';
export type * from './beam/chat-message.js';
export type { AuthArguments, AuthSource } from './beam/credentials.js';
export type * from './beam/events.js';
export type * from './beam/methods.js';
export { type BeamChatOptions, defaults } from './beam/options.js';
export type { EventPacket, MethodPacket, Packet, ReplyPacket } from './beam/packet.js';
export { BeamChat } from './beam-chat.js';
export type { ArgumentsOf, CallParameters, NamedCallParameters, ReplyOf } from './client/call-types.js';
export type { CloseOptions } from './client/close-options.js';
export type { RpcClientOptions } from './client/rpc-options.js';
export type { SubscribeOptions } from './client/subscribe-options.js';
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
export { type AddressSource, addressLists, type Join, type JoinUser } from './link/join.js';
export type { Closed, End, Frame } from './link/link.js';
export type { NetworkEvent } from './link/network.js';
export type { Alternatives, Attempt, Failure, Reconnecting, RetryPolicy } from './link/retry-policy.js';
export { retryWithNextAddress } from './link/retry-with-next-address.js';
export type { Eventually } from './link/user-functions.js';
export { type ClockJumpOptions, fromBrowserWake, fromClockJump } from './link/wake.js';
export type { NodeSocketOptions, WebSocketConstructor, WebSocketLike } from './link/web-socket-like.js';
export { type IterateOptions, IterateOverflowError, iterate } from './observe/iterate.js';
export { type Stats, type StatsOptions, stats, stats$ } from './observe/stats.js';
export { type TracedClient, type TraceOptions, trace } from './observe/trace.js';
export type { ClientOptions } from './options.js';
export type {
  Arguments,
  Body,
  Heartbeat,
  Protocol,
  ProtocolRules,
  Receiver,
  RefusalMeaning,
  SentRequest,
  SubscriptionRules,
  Talk,
  Wire,
} from './protocol/protocol.js';
export type { SentCall } from './protocol/sent-call.js';
export { type AnyMethods, RpcClient } from './rpc-client.js';
export { type HeartbeatTarget, type KeepAliveOptions, keepAlive } from './session/keep-alive.js';
export type { Connected, State, Status } from './status.js';
export { type Gap, type GaplessOptions, gapless } from './streams/gapless.js';
export { type MessagesOptions, messages$ } from './streams/messages.js';
export type { Removal } from './streams/removals.js';
export type { CallOptions } from './traffic/call-options.js';
export type { CallContext, Handler } from './traffic/handlers.js';
export { inWindow, type WindowOptions } from './traffic/in-window.js';
export { onRefusal } from './traffic/on-refusal.js';
export type { Pace } from './traffic/pace.js';
export type { SpoolOptions } from './traffic/spool.js';
