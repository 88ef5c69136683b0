import type { ChatMessage } from '../index.js';

/**
 * A message as the server sends it: plain text of a user of no special role, everything else filled in.
 *
 * @param more - what is to be different
 */
export const chatMessage = (user_name: string, text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  channel: 1,
  id: '00000000-0000-1000-8000-000000000000',
  user_name,
  user_id: 1,
  user_roles: ['User'],
  message: { message: [{ type: 'text', data: text, text }], meta: {} },
  ...more,
});

/** What was typed. */
export const textOf = ({ message }: Pick<ChatMessage, 'message'>): string =>
  message.message.map(part => part.text).join('');
