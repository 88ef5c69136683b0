import { asyncScheduler, type Observable, type Subscription } from 'rxjs';
import type { ChatMessage } from '../beam/events.js';
import { Announcement } from './announcement.js';
import { History } from './history.js';
import { Pace } from './pace.js';
import type { Poll } from './poll.js';
import { RecentIds } from './recent-ids.js';
import { type Permission, permissionsOf, sortRoles } from './roles.js';
import type { User } from './users.js';
import type { Visitor } from './visitor.js';

/** What becomes of web addresses: sent as links, sent as plain text, or refused without `bypass_links`. */
export type Links = 'clickable' | 'plain' | 'forbidden';

/** A channel with rules of its own. */
export interface ChannelSetting {
  /** Positive integer. */
  id: number;
  /** Shortest gap, in ms, between two messages of one user without `bypass_slowchat`. Default: the server's `slowChat`. */
  slowChat?: number;
  /** @default 'clickable' */
  links?: Links;
  /** Users of a lower `rank` may not write. @default 0 */
  minimumRank?: number;
  /** Makes this a test stream, which `auth` enters only with this key. */
  accessKey?: string;
  /** Roles in this channel, by username, instead of the user's own. */
  roles?: Readonly<Record<string, readonly string[]>>;
}

export interface ChannelRules {
  slowChatMs: number;
  links: Links;
  minimumRank: number;
  accessKey?: string | undefined;
}

/** One chat: who is in it, with which roles, and what was said. */
export class Channel {
  readonly id: number;
  readonly rules: ChannelRules;
  readonly history: History;
  readonly pace: Pace;
  /** Executions that can still be cancelled. */
  readonly skills = new RecentIds();
  poll: Poll | undefined;
  giveaway: 'none' | 'running' = 'none';
  readonly #business = new Set<Subscription>();
  readonly #visitors = new Set<Visitor>();
  readonly #present = new Map<number, { user: User; visitors: Set<Visitor> }>();
  readonly #silent = new Map<number, number>();
  readonly #roles = new Map<number, readonly string[]>();

  constructor(id: number, rules: ChannelRules, historyLimit: number) {
    this.id = id;
    this.rules = rules;
    this.history = new History(historyLimit);
    this.pace = new Pace(rules.slowChatMs);
  }

  /** Whether nobody is here, not even an anonymous reader, and nothing is under way. */
  get idle(): boolean {
    return this.#visitors.size === 0 && this.#business.size === 0;
  }

  /** The users here, each once. */
  get users(): User[] {
    return [...this.#present.values()].map(({ user }) => user);
  }

  has(userId: number): boolean {
    return this.#present.has(userId);
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

  /** Lets a connection in; without a user, to read. Answers whether it is this user's only one. */
  enter(visitor: Visitor, user?: User): boolean {
    this.#visitors.add(visitor);
    if (!user) return false;
    const seat = this.#present.get(user.id) ?? { user, visitors: new Set() };
    this.#present.set(user.id, seat);
    seat.visitors.add(visitor);
    return seat.visitors.size === 1;
  }

  /** Lets a connection go. Answers whether it was this user's last one. */
  leave(visitor: Visitor, user?: User): boolean {
    this.#visitors.delete(visitor);
    const seat = user && this.#present.get(user.id);
    if (!seat) return false;
    seat.visitors.delete(visitor);
    return seat.visitors.size === 0 && this.#present.delete(user.id);
  }

  /** Silences a user until a moment in ms of Unix time; 0 lifts it. */
  timeOut(userId: number, untilMs: number): void {
    const now = asyncScheduler.now();
    for (const [id, until] of this.#silent) if (until <= now) this.#silent.delete(id);
    this.#silent.set(userId, untilMs);
  }

  isTimedOut(userId: number): boolean {
    return asyncScheduler.now() < (this.#silent.get(userId) ?? 0);
  }

  /** Tells everyone here. */
  announce(event: string, data: unknown): void {
    tell(this.#visitors, event, data);
  }

  /** Tells the connections of one user. */
  announceTo(userId: number, event: string, data: unknown): void {
    tell(this.#present.get(userId)?.visitors ?? [], event, data);
  }

  /** A message that everyone here hears, and history keeps. */
  say(message: ChatMessage): void {
    this.history.add(message);
    this.announce('ChatMessage', message);
  }

  /** Follows something that takes its time, until it or the channel ends. */
  keepBusy<T>(course: Observable<T>, step: (value: T) => void): void {
    const business = course.subscribe(step);
    this.#business.add(business);
    business.add(() => this.#business.delete(business));
  }

  close(): void {
    for (const business of this.#business) business.unsubscribe();
  }
}

const tell = (visitors: Iterable<Visitor>, event: string, data: unknown): void => {
  const announcement = new Announcement(event, data);
  // A copy: hearing may end a connection, and with it change the set.
  for (const visitor of [...visitors]) visitor.hear(announcement);
};
