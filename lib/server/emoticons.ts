import type { ChatMessage, EmoticonPart } from '../beam/chat-message.js';

/** The codes of the one built-in pack, in the order of its sprite sheet. */
const codes = [':)', ':(', ':D', ';)', ':P', ':O', ':/', '<3'];
const SPRITE_SIZE_PX = 24;

/** A transparent one-pixel PNG in base64: a placeholder for every emoticon's picture. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const emoticon = (code: string): EmoticonPart | undefined => {
  const index = codes.indexOf(code);
  if (index < 0) return undefined;
  const coords = { x: index * SPRITE_SIZE_PX, y: 0, width: SPRITE_SIZE_PX, height: SPRITE_SIZE_PX };
  return { type: 'emoticon', text: code, source: 'builtin', pack: 'default', coords };
};

/** The message with `meta.emoticons`: the picture of each emoticon in it, by the emoticon's text. */
export const withEmotes = (message: ChatMessage): ChatMessage => {
  const { message: parts, meta } = message.message;
  const pictures = parts.filter(part => part.type === 'emoticon').map(part => [part.text, PIXEL] as const);
  return { ...message, message: { message: parts, meta: { ...meta, emoticons: Object.fromEntries(pictures) } } };
};
