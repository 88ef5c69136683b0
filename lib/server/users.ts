import { sortRoles } from './roles.js';

/** A user to be known from the start. */
export interface UserSetting {
  /** Positive integer; the next free one from 100 up when not given. */
  id?: number;
  /** 1 to 40 characters without blanks, unique in any case. */
  username: string;
  /** @default ['User'] */
  roles?: readonly string[];
  /** Shown as `user_level`. @default 1 */
  level?: number;
  /** Shown as `user_ascension_level`, and compared with a channel's `minimumRank`. @default 0 */
  rank?: number;
  /** Shown as `user_avatar`. @default null */
  avatar?: string | null;
}

export interface User {
  readonly id: number;
  readonly username: string;
  readonly roles: readonly string[];
  readonly level: number;
  readonly rank: number;
  readonly avatar: string | null;
}

const regulars: readonly UserSetting[] = [
  { id: 7, username: 'ada', roles: ['Owner'] },
  { id: 8, username: 'bob', roles: ['User'] },
];

/** Names beyond this many are turned away. */
const MOST_USERS = 100_000;
const FIRST_FREE_ID = 100;

export const isUsername = (name: string): boolean => /^[^\s\p{C}]{1,40}$/u.test(name);

/** Who there is, by id and by name in any case. An open book enters every new name it is asked for. */
export class Users {
  readonly #byId = new Map<number, User>();
  readonly #byName = new Map<string, User>();
  readonly #open: boolean;
  #nextId = FIRST_FREE_ID;

  /** @param listed the only users there are; without a list anyone, with `ada` and `bob` in the book already */
  constructor(listed?: readonly UserSetting[]) {
    this.#open = listed === undefined;
    const settings = listed ?? regulars;
    const taken = new Set(settings.map(({ id }) => id));
    for (const setting of settings) {
      while (taken.has(this.#nextId)) this.#nextId += 1;
      this.#enter(setting);
    }
  }

  named(name: string): User | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  withId(id: number): User | undefined {
    return this.#byId.get(id);
  }

  /** The user of this name or id (digits), entered now if the book is open and the name can be one. */
  admit(nameOrId: string): User | undefined {
    const isId = /^\d+$/.test(nameOrId);
    const known = (isId ? this.withId(Number(nameOrId)) : undefined) ?? this.named(nameOrId);
    if (known || isId || !this.#open || !isUsername(nameOrId) || this.#byId.size >= MOST_USERS) return known;
    return this.#enter({ username: nameOrId });
  }

  #enter({ id, username, roles = ['User'], level = 1, rank = 0, avatar = null }: UserSetting): User {
    const user: User = { id: id ?? this.#nextId++, username, roles: sortRoles(roles), level, rank, avatar };
    this.#byId.set(user.id, user);
    this.#byName.set(username.toLowerCase(), user);
    return user;
  }
}
