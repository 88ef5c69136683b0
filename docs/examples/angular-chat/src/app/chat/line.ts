import type { ChatMessage } from 'rx-beam';
import { sentAt } from './sent-at';

/** A message longer than this after the one before begins a new group, with a name and a time. */
const GROUP_MS = 5 * 60_000;

/** One line of the log: a message, or a note about an event. */
export type Line =
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: ChatMessage;
      /** When it was sent, or else when it came, in epoch ms; undefined if neither is known. */
      readonly at: number | undefined;
    }
  | { readonly kind: 'note'; readonly key: string; readonly text: string };

export type Log = readonly Line[];

/** @param arrivedAt - when it came, of a live message */
export const messageLine = (message: ChatMessage, arrivedAt?: number): Line => ({
  kind: 'message',
  key: message.id,
  message,
  at: sentAt(message.id) ?? arrivedAt,
});

/** Whether a line is a public message by the author of the line before, soon after it, and is shown without the name. */
export const continues = (before: Line | undefined, line: Line): boolean => {
  if (before?.kind !== 'message' || line.kind !== 'message') return false;
  const [one, two] = [before.message, line.message];
  const isSoon = before.at === undefined || line.at === undefined || line.at - before.at < GROUP_MS;
  return isSoon && one.user_id === two.user_id && !one.message.meta.whisper && !two.message.meta.whisper;
};
