/**
 * The data of each server event, as the service sent it in its last years (2019–2020). A field that was missing in
 * earlier years says since when it was sent; one that could be missing even later is optional. Sources: docs/protocol.md.
 */

/** The author of a message or a poll. */
export interface Author {
  user_name: string;
  user_id: number;
  /** Strongest role first, e.g. `['Mod', 'User']`. Undocumented roles occur. */
  user_roles: string[];
}

/** Who deleted, purged or cleared. */
export interface Moderator extends Author {
  user_level?: number;
}

/** The first event on every socket, sent without a request (since 2016-09). */
export interface WelcomeEvent {
  /** UUID of the server process behind the socket; it differs from one endpoint to the next. */
  server: string;
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

/** A user's first connection to the channel. Not sent for anonymous users. */
export interface UserJoin {
  /** The channel where the user joined, if chats are merged for a co-stream (since 2017-06). */
  originatingChannel: number;
  username: string;
  roles: string[];
  id: number;
}

/** A user's last connection to the channel has closed. */
export interface UserLeave extends UserJoin {}

/** A user's roles have changed; a ban adds the role `Banned`. */
export interface UserUpdate {
  /** User id. */
  user: number;
  roles: string[];
  /** No longer sent in 2020. */
  username?: string;
  /** No longer sent in 2020. */
  permissions?: string[];
}

/** You may not write for a while. Only the affected user receives it. */
export interface UserTimeout {
  user: Author;
  /** Milliseconds. */
  duration: number;
}

/** The state of a poll. Repeated while it runs, so not every one opens a new poll. */
export interface PollStart {
  originatingChannel: number;
  /** The question. */
  q: string;
  answers: string[];
  author: Author;
  /** Milliseconds (seconds in 2015). */
  duration: number;
  /** Unix time in ms. */
  endsAt: number;
  voters: number;
  /** Votes by answer text: equal answers share one entry. */
  responses: Record<string, number>;
  /** Votes by index in `answers`; undocumented, missing in early years. */
  responsesByIndex?: number[];
}

/** The final state of a poll. */
export interface PollEnd extends PollStart {}

export interface DeleteMessage {
  /** The id of the message. */
  id: string;
  /** Since 2017-06. */
  moderator?: Moderator;
}

/** All messages of one user must be removed. */
export interface PurgeMessage {
  user_id: number;
  /** Since 2017-06; missing for a ban. */
  moderator?: Moderator;
  /** Since 2020-03, except for a plain purge. The two timeouts have `durationString`, as typed. */
  cause?: { type: 'ban' | 'timeout' | 'globaltimeout'; durationString?: string };
}

export interface ClearMessages {
  /** Since 2017-06. */
  clearer?: Moderator;
}

/** A skill that appears without a chat message (since 2018-11). */
export interface SkillAttribution extends Author {
  /** Since 2018-12, as is `message`. */
  id?: string;
  user_level?: number;
  user_avatar?: string | null;
  skill: Skill;
  message?: MessageBody;
}

/** A skill was cancelled, without a refund. */
export interface DeleteSkillAttribution {
  execution_id: string;
  moderator?: Moderator;
}

/** Audience figures, in 2015 and 2016 only. */
export interface Stats {
  viewers: number;
  chatters: number;
}

/** The data of server events by name. For a server with other events, extend it or pass your own map. */
export interface ChatEvents {
  WelcomeEvent: WelcomeEvent;
  ChatMessage: ChatMessage;
  UserJoin: UserJoin;
  UserLeave: UserLeave;
  UserUpdate: UserUpdate;
  UserTimeout: UserTimeout;
  PollStart: PollStart;
  PollEnd: PollEnd;
  DeleteMessage: DeleteMessage;
  PurgeMessage: PurgeMessage;
  ClearMessages: ClearMessages;
  SkillAttribution: SkillAttribution;
  DeleteSkillAttribution: DeleteSkillAttribution;
  Stats: Stats;
}
