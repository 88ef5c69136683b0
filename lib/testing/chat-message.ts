import type { ChatMessage } from '../index.js';

/**
 * A complete message as the server sends it: plain text by an ordinary user.
 *
 * @param more - fields that replace the defaults
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

/** The text of a message as its author typed it. */
export const textOf = ({ message }: Pick<ChatMessage, 'message'>): string =>
  message.message.map(part => part.text).join('');
