/**
 * A chat message and its parts, as the service sent them in its last years (2019–2020). A field that was missing in
 * earlier years says since when it was sent; one that could be missing even later is optional. Sources: docs/protocol.md.
 */

/** The author of a message or a poll. */
export interface Author {
  user_name: string;
  user_id: number;
  /** Strongest role first, e.g. `['Mod', 'User']`. Undocumented roles occur. */
  user_roles: string[];
}

/** Plain text. Not HTML-escaped; may be empty. */
export interface TextPart {
  type: 'text';
  /** The same string as `text`; the only one of the two before 2016-05. */
  data: string;
  text: string;
}

/** A picture that replaces a code such as `:)`. */
export interface EmoticonPart {
  type: 'emoticon';
  text: string;
  /** `builtin`: `pack` is a name. `external`: `pack` is a sprite sheet's URL. `subscriber` occurs only in old typings. */
  source: 'builtin' | 'external' | 'subscriber';
  pack: string;
  /** Position in the sprite sheet: pixels from its top left corner. Data of the Beam era has no size. */
  coords: { x: number; y: number; width?: number; height?: number };
  /** Text for screen readers, by language. */
  alt?: Record<string, string>;
}

/** A web address: `text` as it was typed, `url` with a scheme. */
export interface LinkPart {
  type: 'link';
  text: string;
  url: string;
}

/** A mention: `text` as typed, `@` included. */
export interface TagPart {
  type: 'tag';
  text: string;
  /** In lower case in all recordings. */
  username: string;
  id: number;
}

/** `:<name>inaspacesuit`, the avatar of a user behind a visor. */
export interface SpacesuitPart {
  type: 'inaspacesuit';
  text: string;
  username: string;
  /** The id of the user, which {@link TagPart} calls `id`. */
  userId: number;
}

/** A sticker or another inline picture (since 2018-11). */
export interface ImagePart {
  type: 'image';
  text: string;
  url: string;
  data?: string;
}

/** One part of a message; `type` discriminates the union. The `text` of all parts, joined, is what the author typed. */
export type MessagePart = TextPart | EmoticonPart | LinkPart | TagPart | SpacesuitPart | ImagePart;

/** A paid effect: a sticker, a beach ball … */
export interface Skill {
  skill_id: string;
  skill_name: string;
  /** The argument of `cancelSkill`. Recorded stickers use the message id. */
  execution_id: string;
  icon_url: string;
  cost: number;
  /** `Sparks` or `Embers`. */
  currency: string;
}

/** Properties of a whole message. A missing flag is false. */
export interface MessageMeta {
  /** Only for one user; the message has a `target`. */
  whisper?: boolean;
  /** Typed as `/me …`; the text comes without that prefix. */
  me?: boolean;
  /** Blocked by the word filter; only moderators and the owner receive it (since 2018-02). */
  censored?: boolean;
  is_skill?: boolean;
  skill?: Skill;
  /** Base64 PNG by emoticon text, on sockets that called `attachEmotes`. */
  emoticons?: Record<string, string>;
  /** Avatar URL of a bot. */
  avatar?: string;
  /** Recorded as `false`; meaning unknown. */
  shouldDrop?: boolean;
  /** Recorded as `{}`; meaning unknown. */
  images?: Record<string, unknown>;
}

/** The content of a message. */
export interface MessageBody {
  message: MessagePart[];
  meta: MessageMeta;
}

/**
 * A message: plain, `/me`, whispered, or a sticker. It has no time stamp: the order of arrival is the order.
 * The data of the event, of the reply to `msg` and `whisper`, and of each entry of `history`.
 */
export interface ChatMessage extends Author {
  channel: number;
  /** UUID, version 1. */
  id: string;
  /** Since 2017; bots have none. */
  user_level?: number;
  /** URL, or null for the default picture (since 2017-10). */
  user_avatar?: string | null;
  user_ascension_level?: number;
  message: MessageBody;
  /** Name of the recipient; only in whispers. */
  target?: string;
}
