import type { LinkPart, MessageBody, MessagePart, SpacesuitPart, TagPart, TextPart } from '../beam/events.js';
import { emoticon } from './emoticons.js';
import type { User } from './users.js';

type FindUser = (name: string) => User | undefined;

/** Domains without a scheme count as links only under these, so that "end.Then" stays two words. */
const domains = 'com|org|net|tv|io|gg|pro|dev|app|me|info|example';

/** What might be more than text, at the start of a word: an emoticon, a link, a `@tag`, a `:…inaspacesuit`. */
const special = new RegExp(
  [
    '(?<=^|[\\s(])(?:',
    '(?<code>[:;<][()DPO/3](?=\\s|$))',
    '|(?<link>https?://[^\\s<>"]*[^\\s<>".,;:!?)]',
    `|(?:[a-z0-9-]{1,63}\\.){1,5}(?:${domains})(?![\\w.-]*\\w)(?:/[^\\s<>"]*[^\\s<>".,;:!?)])?)`,
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

const specialPart = (match: RegExpMatchArray, findUser: FindUser): MessagePart | undefined => {
  const [text] = match;
  const { code, link, tag, suit } = match.groups ?? {};
  if (code) return emoticon(text);
  if (link) return linkPart(text);
  return tag ? tagPart(text, findUser(tag)) : spacesuitPart(text, findUser(suit ?? ''));
};

/** Text to parts; joined, their `text` is the text again. Who or what is unknown stays text. */
export const partsOf = (text: string, findUser: FindUser): MessagePart[] => {
  const parts: MessagePart[] = [];
  let done = 0;
  for (const match of text.matchAll(special)) {
    const part = specialPart(match, findUser);
    if (!part) continue;
    if (match.index > done) parts.push(textPart(text.slice(done, match.index)));
    parts.push(part);
    done = match.index + match[0].length;
  }
  if (done < text.length) parts.push(textPart(text.slice(done)));
  return parts;
};

/** The same body with its links as plain text. */
export const withoutLinks = (body: MessageBody): MessageBody => ({
  ...body,
  message: body.message.map(part => (part.type === 'link' ? textPart(part.text) : part)),
});

/** What was typed to what is sent: `/me ` in front becomes a flag. */
export const bodyOf = (typed: string, findUser: FindUser): MessageBody =>
  typed.startsWith('/me ')
    ? { message: partsOf(typed.slice(4), findUser), meta: { me: true } }
    : { message: partsOf(typed, findUser), meta: {} };
