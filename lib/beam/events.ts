/**
 * The data of each server event, as the service sent it in its last years (2019–2020). A field that earlier years
 * lacked says since when; a field that could be missing even then is optional. docs/protocol.md has the sources.
 */

/** How a message or a poll names the person behind it. */
export interface Author {
  user_name: string;
  user_id: number;
  /** Strongest role first, e.g. `['Mod', 'User']`. Roles that no document lists occur. */
  user_roles: string[];
}

/** Who deleted, purged or cleared. */
export interface Moderator extends Author {
  user_level?: number;
}

/** The first event on every socket, sent before anything is asked (since 2016-09). */
export interface WelcomeEvent {
  /** UUID of the server process behind the socket; it differs from one endpoint to the next. */
  server: string;
}

/** Words without any special meaning. Not HTML-escaped; may be empty. */
export interface TextPart {
  type: 'text';
  /** The same string as `text`; the only one of the two before 2016-05. */
  data: string;
  text: string;
}

/** A picture in place of a code such as `:)`. */
export interface EmoticonPart {
  type: 'emoticon';
  text: string;
  /** `builtin`: `pack` is a name. `external`: `pack` is the URL of a sprite sheet. `subscriber` stands in old typings. */
  source: 'builtin' | 'external' | 'subscriber';
  pack: string;
  /** Place in the sprite sheet: pixels from its top left corner. Beam-era data lacks the size. */
  coords: { x: number; y: number; width?: number; height?: number };
  /** What a screen reader says, by language. */
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
  /** Lower case where it was recorded. */
  username: string;
  id: number;
}

/** `:<name>inaspacesuit`, the avatar of a user behind a visor. */
export interface SpacesuitPart {
  type: 'inaspacesuit';
  text: string;
  username: string;
  /** Unlike {@link TagPart.id}, under this name. */
  userId: number;
}

/** A sticker or another inline picture (since 2018-11). */
export interface ImagePart {
  type: 'image';
  text: string;
  url: string;
  data?: string;
}

/** One piece of a message, told apart by `type`. The `text` of all pieces, joined, is what was typed. */
export type MessagePart = TextPart | EmoticonPart | LinkPart | TagPart | SpacesuitPart | ImagePart;

/** A paid effect: a sticker, a beach ball … */
export interface Skill {
  skill_id: string;
  skill_name: string;
  /** What `cancelSkill` takes. Recorded stickers use the message id. */
  execution_id: string;
  icon_url: string;
  cost: number;
  /** `Sparks` or `Embers`. */
  currency: string;
}

/** Remarks about a whole message. A flag that is absent is false. */
export interface MessageMeta {
  /** For one reader's eyes; the message has a `target`. */
  whisper?: boolean;
  /** Typed as `/me …`; the text comes without that prefix. */
  me?: boolean;
  /** Held back by the word filter; only moderators and the owner receive it (since 2018-02). */
  censored?: boolean;
  is_skill?: boolean;
  skill?: Skill;
  /** Emoticon text to base64 PNG, for sockets that asked by `attachEmotes`. */
  emoticons?: Record<string, string>;
  /** Avatar URL of a bot. */
  avatar?: string;
  /** Recorded as `false`; meaning unknown. */
  shouldDrop?: boolean;
  /** Recorded as `{}`; meaning unknown. */
  images?: Record<string, unknown>;
}

/** What a message says. */
export interface MessageBody {
  message: MessagePart[];
  meta: MessageMeta;
}

/**
 * A message: spoken, `/me`, whispered, or a sticker. There is no time stamp: the order of arrival is the order.
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
  /** Name of the reader; whispers only. */
  target?: string;
}

/** A user's first connection to the channel. Nobody is told of anonymous readers. */
export interface UserJoin {
  /** Where it happened, when chats are merged for a co-stream (since 2017-06). */
  originatingChannel: number;
  username: string;
  roles: string[];
  id: number;
}

/** A user's last connection has gone. */
export interface UserLeave extends UserJoin {}

/** Roles have changed; a ban shows as the role `Banned`. */
export interface UserUpdate {
  /** User id. */
  user: number;
  roles: string[];
  /** Dropped by 2020. */
  username?: string;
  /** Dropped by 2020. */
  permissions?: string[];
}

/** You may not write for a while. Only the target receives it. */
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
  /** Votes by place in `answers`; undocumented, absent in old years. */
  responsesByIndex?: number[];
}

/** The final state of a poll. */
export interface PollEnd extends PollStart {}

export interface DeleteMessage {
  /** Of the message. */
  id: string;
  /** Since 2017-06. */
  moderator?: Moderator;
}

/** Everything that one user wrote is to vanish. */
export interface PurgeMessage {
  user_id: number;
  /** Since 2017-06; absent for a ban. */
  moderator?: Moderator;
  /** Since 2020-03, unless it was a mere purge. `durationString` as typed, for the two timeouts. */
  cause?: { type: 'ban' | 'timeout' | 'globaltimeout'; durationString?: string };
}

export interface ClearMessages {
  /** Since 2017-06. */
  clearer?: Moderator;
}

/** A skill that shows as no chat line (since 2018-11). */
export interface SkillAttribution extends Author {
  /** Since 2018-12, as is `message`. */
  id?: string;
  user_level?: number;
  user_avatar?: string | null;
  skill: Skill;
  message?: MessageBody;
}

/** A skill was cancelled; its price stays paid. */
export interface DeleteSkillAttribution {
  execution_id: string;
  moderator?: Moderator;
}

/** Audience figures, in 2015 and 2016 only. */
export interface Stats {
  viewers: number;
  chatters: number;
}

/** Server events: name to data. Extend it, or give a map of your own, for a server that knows more. */
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
