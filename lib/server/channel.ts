import { asyncScheduler, type Observable, type Subscription } from 'rxjs';
import type { ChatMessage } from '../beam/chat-message.js';
import { History } from './history.js';
import type { Poll } from './poll.js';
import { RecentIds } from './recent-ids.js';
import { type Permission, permissionsOf, sortRoles } from './roles.js';
import { SerializedEvent } from './serialized-event.js';
import { SlowMode } from './slow-mode.js';
import type { User } from './users.js';

/** How web addresses are sent: as links, as plain text, or not at all by users without `bypass_links`. */
export type Links = 'clickable' | 'plain' | 'forbidden';

/** A channel with its own rules. */
export interface ChannelSetting {
  /** Positive integer. */
  id: number;
  /** Shortest gap, in ms, between two messages of one user without `bypass_slowchat`. Default: the server's `slowChat`. */
  slowChat?: number;
  /** @default 'clickable' */
  links?: Links;
  /** Users of a lower `rank` may not write. @default 0 */
  minimumRank?: number;
  /** Makes this a test stream: `auth` is refused without this key. */
  accessKey?: string;
  /** Roles in this channel, by username. They replace the user's own roles. */
  roles?: Readonly<Record<string, readonly string[]>>;
}

export interface ChannelRules {
  slowChatMs: number;
  links: Links;
  minimumRank: number;
  accessKey?: string | undefined;
}

/** A connection, as its channel sees it. */
export interface ChannelMember {
  receive(event: SerializedEvent): void;
}

/** One chat: the connections in it, the users and their roles, and the messages. */
export class Channel {
  readonly id: number;
  readonly rules: ChannelRules;
  readonly history: History;
  readonly slowMode: SlowMode;
  /** Skill executions that `cancelSkill` accepts. */
  readonly skills = new RecentIds();
  poll: Poll | undefined;
  giveaway: 'none' | 'running' = 'none';
  readonly #activities = new Set<Subscription>();
  readonly #members = new Set<ChannelMember>();
  readonly #presence = new Map<number, { user: User; members: Set<ChannelMember> }>();
  readonly #timeoutEnds = new Map<number, number>();
  readonly #roles = new Map<number, readonly string[]>();

  constructor(id: number, rules: ChannelRules, historyLimit: number) {
    this.id = id;
    this.rules = rules;
    this.history = new History(historyLimit);
    this.slowMode = new SlowMode(rules.slowChatMs);
  }

  /** Whether no connection is here, anonymous ones included, and no poll or giveaway is running. */
  get idle(): boolean {
    return this.#members.size === 0 && this.#activities.size === 0;
  }

  /** The users here, each once. */
  get users(): User[] {
    return [...this.#presence.values()].map(({ user }) => user);
  }

  has(userId: number): boolean {
    return this.#presence.has(userId);
  }

  rolesOf(user: User): readonly string[] {
    return this.#roles.get(user.id) ?? user.roles;
  }

  setRoles(user: User, roles: readonly string[]): void {
    this.#roles.set(user.id, sortRoles(roles));
  }

  allows(user: User, permission: Permission): boolean {
    return permissionsOf(this.rolesOf(user)).includes(permission);
  }

  /** Adds a connection, anonymous if there is no user. Returns whether it is the user's first one here. */
  enter(member: ChannelMember, user?: User): boolean {
    this.#members.add(member);
    if (!user) return false;
    const entry = this.#presence.get(user.id) ?? { user, members: new Set() };
    this.#presence.set(user.id, entry);
    entry.members.add(member);
    return entry.members.size === 1;
  }

  /** Removes a connection. Returns whether it was the user's last one here. */
  leave(member: ChannelMember, user?: User): boolean {
    this.#members.delete(member);
    const entry = user && this.#presence.get(user.id);
    if (!entry) return false;
    entry.members.delete(member);
    return entry.members.size === 0 && this.#presence.delete(user.id);
  }

  /** Keeps a user from writing until a time in Unix ms; 0 lifts the timeout. */
  timeOut(userId: number, untilMs: number): void {
    const now = asyncScheduler.now();
    for (const [id, endsAt] of this.#timeoutEnds) if (endsAt <= now) this.#timeoutEnds.delete(id);
    this.#timeoutEnds.set(userId, untilMs);
  }

  isTimedOut(userId: number): boolean {
    return asyncScheduler.now() < (this.#timeoutEnds.get(userId) ?? 0);
  }

  /** Sends an event to every connection in the channel. */
  broadcast(event: string, data: unknown): void {
    sendTo(this.#members, event, data);
  }

  /** Sends an event to the connections of one user. */
  sendToUser(userId: number, event: string, data: unknown): void {
    sendTo(this.#presence.get(userId)?.members ?? [], event, data);
  }

  /** Adds a message to the history and sends it to every connection. */
  post(message: ChatMessage): void {
    this.history.add(message);
    this.broadcast('ChatMessage', message);
  }

  /** Subscribes to a poll or a giveaway. Closing the channel unsubscribes. */
  runActivity<T>(activity$: Observable<T>, onStep: (value: T) => void): void {
    const activity = activity$.subscribe(onStep);
    this.#activities.add(activity);
    activity.add(() => this.#activities.delete(activity));
  }

  close(): void {
    for (const activity of this.#activities) activity.unsubscribe();
  }
}

const sendTo = (members: Iterable<ChannelMember>, event: string, data: unknown): void => {
  const serialized = new SerializedEvent(event, data);
  // A copy: sending may end a connection, which removes it from the set.
  for (const member of [...members]) member.receive(serialized);
};
