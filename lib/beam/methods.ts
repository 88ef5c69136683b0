import type { ChatMessage } from './events.js';

/** The answer to `auth`. */
export interface AuthReply {
  /** False for an anonymous reader. */
  authenticated: boolean;
  /** Empty for an anonymous reader. */
  roles: string[];
  /** The one role, before `roles` (2015–2016). */
  role?: string;
}

/**
 * Server methods: the parameters are the packet's `arguments`, what is returned is the reply's `data`, `void` where the
 * reply has none. Unless told otherwise a method needs an authenticated user with the permission named.
 */
export interface ChatMethods {
  /**
   * Enters a channel, once per socket. Without user and key: anonymously, to read only.
   * Fails with `UNOTFOUND` (the three do not belong together, or the key has expired or been used), `UACCESS`
   * (banned, or a test stream without its access key), 4006 (trouble on the server's side: try again later).
   * @param authkey from the join request; single-use, lives for minutes
   * @param accessKey opens a test stream (since 2017-10)
   */
  auth(channelId: number, userId?: number | null, authkey?: string | null, accessKey?: string | null): AuthReply;

  /** Says something, up to 360 characters; `/me ` at the start makes it an action. Permission `chat`. */
  msg(text: string): ChatMessage;

  /** Says something to one user of this chat, whose name may be in any case. Permission `whisper`. */
  whisper(username: string, text: string): ChatMessage;

  /**
   * Starts the channel's one poll. Permission `poll_start`.
   * @param question 2 to 255 characters
   * @param options 2 to 6 of them
   * @param seconds 5 to 300
   */
  'vote:start'(question: string, options: readonly string[], seconds: number): string;

  /** Votes, once per user and poll, for the option at an index that counts from 0. Permission `poll_vote`. */
  'vote:choose'(option: number): boolean | string;

  /** The name of `vote:choose` until 2017-04. */
  vote(option: number): boolean | string;

  /**
   * Silences a user of this channel and purges what they wrote. Permission `timeout`.
   * @param duration such as `'30s'`, `'1m15s'`; a bare number is seconds; `'clear'` lifts it
   */
  timeout(username: string, duration: string | number): string;

  /** Removes all that a user wrote. Permission `purge`. */
  purge(username: string): void;

  /** Removes one message that `history` still has. Permission `remove_message`. */
  deleteMessage(messageId: string): string;

  /** Empties the chat and its history. Permission `clear_messages`. */
  clearMessages(): string;

  /** The newest messages, oldest first, at most 100. Anonymous readers may ask. */
  history(count: number): ChatMessage[];

  /** Has a bot draw one of those online, the caller excepted. Permission `giveaway_start`. */
  'giveaway:start'(): string;

  /** Keeps a quiet connection alive. Needs no authentication. */
  ping(): void;

  /** Asks for `meta.emoticons` in later messages on this socket (2016-11 to 2020-02). */
  attachEmotes(): void;

  /** Names events this socket does not want; names add up. Best sent before `auth` (since 2018-09). */
  optOutEvents(...events: string[]): Record<string, never>;

  /** Cancels a skill, without refund. Permission `cancel_skill` (since 2018). */
  cancelSkill(executionId: string): string;
}
