import type { ChatMessage } from 'rx-beam';

/** One line of the log: a message, or a note about an event. */
export type Line =
  | { readonly kind: 'message'; readonly key: string; readonly message: ChatMessage }
  | { readonly kind: 'note'; readonly key: string; readonly text: string };

export type Log = readonly Line[];

export const messageLine = (message: ChatMessage): Line => ({ kind: 'message', key: message.id, message });

/** Whether a line is a public message by the author of the line before, and is shown without repeating the name. */
export const continues = (before: Line | undefined, line: Line): boolean => {
  if (before?.kind !== 'message' || line.kind !== 'message') return false;
  const [one, two] = [before.message, line.message];
  return one.user_id === two.user_id && !one.message.meta.whisper && !two.message.meta.whisper;
};
