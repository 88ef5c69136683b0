import { listAt, numberAt, rolesAt, textAt } from './wire.js';

/** A user in a chat. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
}

/** How many people to remember. A server can name as many as it likes. */
const MAX_PEOPLE = 10_000;

/** Adds an entry as the newest. Forgets the oldest of too many. */
const remember = <T>(entries: Map<number, T>, id: number, value: T): void => {
  entries.delete(id);
  entries.set(id, value);
  const [oldest] = entries.keys();
  if (entries.size > MAX_PEOPLE && oldest !== undefined) entries.delete(oldest);
};

/** The people of a chat, as its events and messages name them: a purge has only the id of its user. */
export class People {
  readonly #names = new Map<number, string>();
  readonly #here = new Map<number, Person>();

  /** Who is here, as far as events told since the last connection. */
  get here(): readonly Person[] {
    return [...this.#here.values()];
  }

  nameOf(id: number | undefined): string | undefined {
    return id === undefined ? undefined : this.#names.get(id);
  }

  /** Learns from an event, or from a message as the data of a `ChatMessage`. */
  learn(event: string, data: unknown): void {
    if (event === 'ChatMessage') return this.#learnName(numberAt(data, 'user_id'), textAt(data, 'user_name'));
    const id = numberAt(data, 'id') ?? numberAt(data, 'user');
    const name = textAt(data, 'username');
    if (id === undefined) return;
    if (event === 'UserJoin' || event === 'UserUpdate') this.#learnName(id, name);
    if (event === 'UserJoin') remember(this.#here, id, { name: name || `user ${id}`, roles: rolesAt(data, 'roles') });
    if (event === 'UserLeave') this.#here.delete(id);
  }

  /** The connection is lost: no events tell who joins and leaves until the next one. */
  forgetHere(): void {
    this.#here.clear();
  }

  #learnName(id: number | undefined, name: string): void {
    if (id !== undefined && name !== '') remember(this.#names, id, name);
  }
}

/** The people that a REST reply lists: `[{ userId, userName, userRoles }]`. */
export const peopleIn = (reply: unknown): Person[] =>
  listAt(reply).map((_, i) => ({
    name: textAt(reply, i, 'username') || textAt(reply, i, 'userName') || `user ${textAt(reply, i, 'userId')}`,
    roles: rolesAt(reply, i, 'userRoles'),
  }));
