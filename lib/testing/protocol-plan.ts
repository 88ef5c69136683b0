import type { Protocol } from '../index.js';
import type { FrameEntry } from './beginning.js';
import { parsed } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** The parts of a plan that depend on the protocol. */
export interface ProtocolPlan {
  readonly auth?: readonly unknown[] | undefined;
  readonly firstId?: number | undefined;
  /** Handlers and subscriptions from before the recording began. */
  readonly ongoing: readonly Step[];
  /** The frames with which the first server brings its connection into the state at the first entry. */
  readonly welcome: readonly string[];
  /** A server's frame, as the replay sends it; undefined if it belongs to a call that the replay does not make. */
  received(frame: string): string | undefined;
  /** The steps that make the client send a frame again. @default none */
  sent?(entry: FrameEntry): readonly Step[];
}

/** Nothing for arguments that could not be serialized, since the client did not send them either. */
export const subscribing = (
  { subscriber, method, args, linger }: Extract<RecordedEntry, { type: 'subscribed' }>,
  at: number,
): readonly Step[] => {
  const given = parsed(args);
  if (given === undefined) return [];
  return [{ at, subscribe: subscriber, method, args: given, ...(linger === 0 ? {} : { options: { linger } }) }];
};

/** Whether a frame of the client is the heartbeat of its protocol, in Beam or JSON-RPC. */
export const isHeartbeat = (entry: FrameEntry, heartbeat: Protocol['heartbeat']): boolean => {
  if (heartbeat === undefined || 'call' in entry) return false;
  const { method, frame } = heartbeat;
  return method === undefined ? entry.frame === frame : parsed(entry.frame)?.['method'] === method;
};
