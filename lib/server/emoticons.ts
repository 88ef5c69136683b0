import type { ChatMessage, EmoticonPart } from '../beam/events.js';

/** Codes of the one built-in pack, in the order of its sprite sheet. */
const codes = [':)', ':(', ':D', ';)', ':P', ':O', ':/', '<3'];
const SIZE = 24;

/** A transparent picture of one pixel, PNG in base64: enough to see where emoticons go. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const emoticon = (code: string): EmoticonPart | undefined => {
  const place = codes.indexOf(code);
  if (place < 0) return undefined;
  const coords = { x: place * SIZE, y: 0, width: SIZE, height: SIZE };
  return { type: 'emoticon', text: code, source: 'builtin', pack: 'default', coords };
};

/** The message with `meta.emoticons`: each emoticon in it, by its text, as a picture. */
export const withEmotes = (message: ChatMessage): ChatMessage => {
  const { message: parts, meta } = message.message;
  const pictures = parts.filter(part => part.type === 'emoticon').map(part => [part.text, PIXEL] as const);
  return { ...message, message: { message: parts, meta: { ...meta, emoticons: Object.fromEntries(pictures) } } };
};
