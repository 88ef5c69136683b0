import type { ChatMessage } from './chat-message.js';

/** The answer to `auth`. */
export interface AuthReply {
  /** False for an anonymous user. */
  authenticated: boolean;
  /** Empty for an anonymous user. */
  roles: string[];
  /** The only role, before there was `roles` (2015–2016). */
  role?: string;
}

/**
 * Server methods: the parameters are the packet's `arguments`, the return type is the reply's `data`, or `void` if the
 * reply has none. Unless it says otherwise, a method needs an authenticated user with the permission it names.
 */
export interface ChatMethods {
  /**
   * Joins a channel, once per socket. Without user and key it joins anonymously, and you can only read.
   * Fails with `UNOTFOUND` (channel, user and key do not match, or the key has expired or been used), `UACCESS`
   * (banned, or a test stream without its access key), 4006 (server-side trouble: try again later).
   * @param authkey from the join request; single-use, and valid for minutes
   * @param accessKey opens a test stream (since 2017-10)
   */
  auth(channelId: number, userId?: number | null, authkey?: string | null, accessKey?: string | null): AuthReply;

  /** Sends a message of up to 360 characters; `/me ` at the start makes it an action. Permission `chat`. */
  msg(text: string): ChatMessage;

  /** Sends a message to one user of this chat. The case of the name does not matter. Permission `whisper`. */
  whisper(username: string, text: string): ChatMessage;

  /**
   * Starts a poll; a channel has one at a time. Permission `poll_start`.
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
   * Silences a user of this channel for a while, and removes their messages. Permission `timeout`.
   * @param duration such as `'30s'`, `'1m15s'`; a bare number is seconds; `'clear'` ends the timeout
   */
  timeout(username: string, duration: string | number): string;

  /** Removes all messages of a user. Permission `purge`. */
  purge(username: string): void;

  /** Removes one message that `history` still has. Permission `remove_message`. */
  deleteMessage(messageId: string): string;

  /** Empties the chat and its history. Permission `clear_messages`. */
  clearMessages(): string;

  /** The newest messages, oldest first, at most 100. Anonymous users may call it. */
  history(count: number): ChatMessage[];

  /** Makes a bot draw one of the users online, except the caller. Permission `giveaway_start`. */
  'giveaway:start'(): string;

  /** Keeps a quiet connection alive. Needs no authentication. */
  ping(): void;

  /** Adds `meta.emoticons` to later messages on this socket (2016-11 to 2020-02). */
  attachEmotes(): void;

  /** Stops events of these names on this socket, in addition to earlier ones. Best sent before `auth` (since 2018-09). */
  optOutEvents(...events: string[]): Record<string, never>;

  /** Cancels a skill, without refund. Permission `cancel_skill` (since 2018). */
  cancelSkill(executionId: string): string;
}
