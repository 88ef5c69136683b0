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
