import { sortRoles } from './roles.js';

/** A user who exists from the start. */
export interface UserSetting {
  /** Positive integer. Default: the next free one from 100 up. */
  id?: number;
  /** 1 to 40 characters without blanks. Unique, ignoring case. */
  username: string;
  /** @default ['User'] */
  roles?: readonly string[];
  /** Sent as `user_level`. @default 1 */
  level?: number;
  /** Sent as `user_ascension_level`, and compared with a channel's `minimumRank`. @default 0 */
  rank?: number;
  /** Sent as `user_avatar`. @default null */
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

const defaultUsers: readonly UserSetting[] = [
  { id: 7, username: 'ada', roles: ['Owner'] },
  { id: 8, username: 'bob', roles: ['User'] },
];

/** Beyond this many, no users are created. */
const MAX_USERS = 100_000;
const FIRST_FREE_ID = 100;

const isId = (nameOrId: string): boolean => /^\d+$/.test(nameOrId);

export const isUsername = (name: string): boolean => /^[^\s\p{C}]{1,40}$/u.test(name);

/** The users, by id and by name, ignoring case: only the listed ones, or any name, created on demand. */
export class Users {
  readonly #byId = new Map<number, User>();
  readonly #byName = new Map<string, User>();
  readonly #createOnDemand: boolean;
  #nextId = FIRST_FREE_ID;

  /** @param listed the only users; without a list, `ada` and `bob` exist and any other name is created on demand */
  constructor(listed?: readonly UserSetting[]) {
    this.#createOnDemand = listed === undefined;
    const settings = listed ?? defaultUsers;
    const taken = new Set(settings.map(({ id }) => id));
    for (const setting of settings) {
      while (taken.has(this.#nextId)) this.#nextId += 1;
      this.#add(setting);
    }
  }

  withName(name: string): User | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  withId(id: number): User | undefined {
    return this.#byId.get(id);
  }

  /** The user with this name or id (digits). */
  find(nameOrId: string): User | undefined {
    return (isId(nameOrId) ? this.withId(Number(nameOrId)) : undefined) ?? this.withName(nameOrId);
  }

  /** The user with this name or id. Creates one for an unknown name if that is allowed and the name is valid. */
  findOrCreate(nameOrId: string): User | undefined {
    const known = this.find(nameOrId);
    const mayCreate = this.#createOnDemand && !isId(nameOrId) && isUsername(nameOrId);
    if (known || !mayCreate || this.#byId.size >= MAX_USERS) return known;
    return this.#add({ username: nameOrId });
  }

  #add({ id, username, roles = ['User'], level = 1, rank = 0, avatar = null }: UserSetting): User {
    const user: User = { id: id ?? this.#nextId++, username, roles: sortRoles(roles), level, rank, avatar };
    this.#byId.set(user.id, user);
    this.#byName.set(username.toLowerCase(), user);
    return user;
  }
}
