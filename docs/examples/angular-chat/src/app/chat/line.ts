import type { ChatMessage } from 'rx-beam';

/** One line of the log: what somebody said, or what happened. */
export type Line =
  | { readonly kind: 'message'; readonly key: string; readonly message: ChatMessage }
  | { readonly kind: 'note'; readonly key: string; readonly text: string };

export type Log = readonly Line[];

export const messageLine = (message: ChatMessage): Line => ({ kind: 'message', key: message.id, message });

/** Whether a line goes on where the one before it ended: the same person speaks, and to all. */
export const continues = (before: Line | undefined, line: Line): boolean => {
  if (before?.kind !== 'message' || line.kind !== 'message') return false;
  const [one, two] = [before.message, line.message];
  return one.user_id === two.user_id && !one.message.meta.whisper && !two.message.meta.whisper;
};
