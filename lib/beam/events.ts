import type { Author, ChatMessage, MessageBody, Skill } from './chat-message.js';

/**
 * The data of each server event, as the service sent it in its last years (2019–2020). A field that was missing in
 * earlier years says since when it was sent; one that could be missing even later is optional. Sources: docs/protocol.md.
 */

/** Who deleted, purged or cleared. */
export interface Moderator extends Author {
  user_level?: number;
}

/** The first event on every socket, sent without a request (since 2016-09). */
export interface WelcomeEvent {
  /** UUID of the server process behind the socket; it differs from one endpoint to the next. */
  server: string;
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
