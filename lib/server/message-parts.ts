import type { LinkPart, MessageBody, MessagePart, SpacesuitPart, TagPart, TextPart } from '../beam/chat-message.js';
import type { Links } from './channel.js';
import { emoticon } from './emoticons.js';
import type { User } from './users.js';

type FindUser = (name: string) => User | undefined;

/** Text without a scheme is a link only under these top-level domains, so that "end.Then" is not one. */
const topLevelDomains = 'com|org|net|tv|io|gg|pro|dev|app|me|info|example';

/** What may become a part of its own, at the start of a word: an emoticon, a link, a `@tag`, a `:…inaspacesuit`. */
const markup = new RegExp(
  [
    '(?<=^|[\\s(])(?:',
    '(?<code>[:;<][()DPO/3](?=\\s|$))',
    '|(?<link>https?://[^\\s<>"]*[^\\s<>".,;:!?)]',
    `|(?:[a-z0-9-]{1,63}\\.){1,5}(?:${topLevelDomains})(?![\\w.-]*\\w)(?:/[^\\s<>"]*[^\\s<>".,;:!?)])?)`,
    '|@(?<tag>[\\p{L}\\p{N}_-]{1,40})',
    '|:(?<suit>[\\p{L}\\p{N}_-]{1,40})inaspacesuit(?=\\s|$)',
    ')',
  ].join(''),
  'giu',
);

const textPart = (text: string): TextPart => ({ type: 'text', data: text, text });

const linkPart = (text: string): LinkPart => ({
  type: 'link',
  url: /^https?:/i.test(text) ? text : `http://${text}`,
  text,
});

const tagPart = (text: string, user: User | undefined): TagPart | undefined =>
  user && { type: 'tag', text, username: user.username.toLowerCase(), id: user.id };

const spacesuitPart = (text: string, user: User | undefined): SpacesuitPart | undefined =>
  user && { type: 'inaspacesuit', username: user.username, userId: user.id, text };

const markupPart = (match: RegExpMatchArray, findUser: FindUser): MessagePart | undefined => {
  const [text] = match;
  const { code, link, tag, suit } = match.groups ?? {};
  if (code) return emoticon(text);
  if (link) return linkPart(text);
  return tag ? tagPart(text, findUser(tag)) : spacesuitPart(text, findUser(suit ?? ''));
};

/** Splits text into parts, whose `text` joined is the text again. Tags of unknown users remain text. */
export const partsOf = (text: string, findUser: FindUser): MessagePart[] => {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const match of text.matchAll(markup)) {
    const part = markupPart(match, findUser);
    if (!part) continue;
    if (match.index > end) parts.push(textPart(text.slice(end, match.index)));
    parts.push(part);
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(textPart(text.slice(end)));
  return parts;
};

/**
 * Puts an empty text part before a message that begins with anything else, as the service did. Public bots rely on it:
 * they read `message[0].data`, which only text parts are sure to have.
 */
const beginWithText = (parts: readonly MessagePart[]): MessagePart[] =>
  parts.length === 0 || parts[0]?.type === 'text' ? [...parts] : [textPart(''), ...parts];

/** Builds the body of a message from what a user typed. The prefix `/me ` becomes the flag `me`. */
export const bodyOf = (typed: string, findUser: FindUser, links: Links = 'clickable'): MessageBody => {
  const isAction = typed.startsWith('/me ');
  const parts = partsOf(isAction ? typed.slice(4) : typed, findUser);
  const message = links === 'plain' ? parts.map(part => (part.type === 'link' ? textPart(part.text) : part)) : parts;
  return { message: beginWithText(message), meta: isAction ? { me: true } : {} };
};
