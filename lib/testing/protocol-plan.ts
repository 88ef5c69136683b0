import type { Protocol } from '../index.js';
import type { FrameEntry } from './beginning.js';
import { parsed } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** What is different from one protocol to another. */
export interface ProtocolPlan {
  readonly auth?: readonly unknown[] | undefined;
  readonly firstId?: number | undefined;
  /** What went on when the recording began, whether there was a connection or not. */
  readonly ongoing: readonly Step[];
  /** What the server of the first dial said until its connection was as it was when the recording began. */
  readonly welcome: readonly string[];
  /** A frame of a server, as the client of the replay is to get it; undefined if it belongs to what is not replayed. */
  received(frame: string): string | undefined;
  /** What is done for a frame of the client, which it does not send by itself. @default nothing */
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
