import type { Actor, Audience, World } from './world.js';

interface Entry {
  readonly topic: string;
  readonly actors: Actor[];
  at: 'waiting' | 'requested' | 'running';
  id: number;
  key: unknown;
  /** When the answer is late. */
  dueAt: number;
  /** When it is cancelled unless somebody comes; the second number orders those of one time. */
  lingers: readonly [until: number, nth: number] | undefined;
}

/** What R33 says of subscriptions, said once more, without sockets, streams or timers: time is a number that is set. */
export class Model implements World {
  readonly trace: string[] = [];
  readonly #audience: Audience;
  readonly #isKeyed: boolean;
  readonly #callTimeout: number;
  /** Those who are being told of the end. */
  readonly #ending = new Set<Actor[]>();
  /** In the order of making. */
  readonly #live = new Map<string, Entry>();
  #early: (readonly ['item' | 'end', key: unknown, data: unknown])[] = [];
  /** Ids whose answer nobody waits for any more. */
  readonly #tooLate = new Set<number>();
  /** The keys of what was cancelled on this connection. */
  readonly #cancelled = new Set<unknown>();
  #connections = 0;
  #isConnected = false;
  #isDisposed = false;
  #isRestoring = false;
  #ids = 0;
  #lingers = 0;
  #now = 0;

  constructor(audience: Audience, isKeyed: boolean, callTimeout: number) {
    this.#audience = audience;
    this.#isKeyed = isKeyed;
    this.#callTimeout = callTimeout;
  }

  /** Time passes: what is due until then happens in its order. */
  advance(now: number): void {
    for (let next = this.#next(); next !== undefined && next.at <= now; next = this.#next()) {
      this.#now = next.at;
      next.act();
    }
    this.#now = now;
  }

  /** What is due first. */
  #next(): { readonly at: number; readonly act: () => void } | undefined {
    const due = [...this.#live.values()].flatMap(entry => {
      const { at, dueAt, id, lingers } = entry;
      const late = at === 'requested' ? [{ at: dueAt, nth: id, act: () => this.#late(entry) }] : [];
      if (lingers === undefined) return late;
      const [until, nth] = lingers;
      return [...late, { at: until, nth, act: () => this.#lingered(entry) }];
    });
    return due.sort((a, b) => a.at - b.at || a.nth - b.nth)[0];
  }

  subscribe(actor: Actor): void {
    if (this.#isDisposed) return this.#give([actor], 'done', 'end');
    const { topic } = actor;
    const made: Entry = { topic, actors: [], at: 'waiting', id: 0, key: undefined, dueAt: 0, lingers: undefined };
    const entry = this.#live.get(topic) ?? made;
    this.#live.set(topic, entry);
    entry.actors.push(actor);
    entry.lingers = undefined;
    if (!this.#isRestoring) this.#request(entry);
  }

  unsubscribe(name: string): void {
    for (const actors of this.#ending) {
      const at = actors.findIndex(actor => actor.name === name);
      if (at >= 0) actors.splice(at, 1);
    }
    for (const entry of this.#live.values()) {
      const at = entry.actors.findIndex(actor => actor.name === name);
      const actor = entry.actors[at];
      if (actor === undefined) continue;
      entry.actors.splice(at, 1);
      if (entry.actors.length > 0) return;
      if (actor.linger > 0 && entry.at !== 'waiting') entry.lingers = [this.#now + actor.linger, ++this.#lingers];
      else this.#unwanted(entry);
      return;
    }
  }

  connect(): void {
    this.#isConnected = true;
    this.#connections += 1;
    this.#isRestoring = true;
    for (const entry of this.#live.values()) this.#request(entry);
    this.#isRestoring = false;
  }

  lose(): void {
    this.#isConnected = false;
    this.#early = [];
    this.#tooLate.clear();
    this.#cancelled.clear();
    for (const entry of [...this.#live.values()]) {
      entry.at = 'waiting';
      entry.lingers = undefined;
      if (entry.actors.length === 0) this.#live.delete(entry.topic);
    }
  }

  answer(id: number, key: string): void {
    if (this.#tooLate.delete(id)) return this.#cancel(key);
    const entry = this.#requested(id);
    if (entry === undefined || !this.#isKeyed) return;
    if (entry.actors.length === 0 && entry.lingers === undefined) {
      this.#over(entry);
      return this.#cancel(key);
    }
    this.#cancelled.delete(key);
    const early = this.#early.filter(each => each[1] === key);
    this.#early = this.#early.filter(each => each[1] !== key);
    entry.at = 'running';
    entry.key = key;
    this.#forgetEarly();
    for (const [, , data] of early.filter(([what]) => what === 'item')) this.#give(entry.actors, String(data), 'item');
    const end = early.find(([what]) => what === 'end');
    if (end !== undefined && entry.at === 'running' && this.#live.get(entry.topic) === entry && this.#isConnected) {
      this.end(key, end[2]);
    }
  }

  refuse(id: number): void {
    if (this.#tooLate.delete(id)) return;
    const entry = this.#requested(id);
    if (entry !== undefined) this.#finish(entry, 'failed ReplyError', 'end');
  }

  item(key: unknown, data: string): void {
    const entry = this.#running(key);
    if (entry !== undefined) this.#give(entry.actors, data, 'item');
    else this.#keep('item', key, data);
  }

  end(key: unknown, error: unknown): void {
    const entry = this.#running(key);
    if (entry === undefined) return this.#keep('end', key, error);
    this.#finish(entry, error === undefined ? 'done' : 'failed ReplyError', 'end');
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const entry of [...this.#live.values()]) {
      if (this.#live.get(entry.topic) === entry) this.#finish(entry, 'done', 'end');
    }
  }

  #request(entry: Entry): void {
    if (!this.#isConnected || entry.at !== 'waiting' || entry.actors.length === 0) return;
    this.#ids += 1;
    entry.id = this.#ids;
    entry.at = this.#isKeyed ? 'requested' : 'running';
    entry.key = entry.id;
    entry.dueAt = this.#now + this.#callTimeout;
    this.#say(`${entry.id} ${entry.topic} []`);
  }

  #send(what: string): void {
    if (!this.#isConnected) return;
    this.#ids += 1;
    this.#say(`${this.#ids} ${what}`);
  }

  #cancel(key: unknown): void {
    if (this.#isConnected) this.#cancelled.add(key);
    this.#send(`off [${JSON.stringify(key)}]`);
  }

  #say(line: string): void {
    this.trace.push(line);
    this.#audience.sent(line);
  }

  /** Nobody wants it: it is cancelled as soon as its key is known. */
  #unwanted(entry: Entry): void {
    if (entry.at === 'requested') return;
    this.#over(entry);
    if (entry.at === 'running') this.#cancel(entry.key);
  }

  #lingered(entry: Entry): void {
    entry.lingers = undefined;
    this.#unwanted(entry);
  }

  #late(entry: Entry): void {
    const connection = this.#connections;
    this.#finish(entry, 'failed TimeoutError', 'timeout');
    if (this.#isConnected && this.#connections === connection) this.#tooLate.add(entry.id);
  }

  #finish(entry: Entry, what: string, kind: 'end' | 'timeout'): void {
    this.#over(entry);
    this.#ending.add(entry.actors);
    this.#give(entry.actors, what, kind);
    this.#ending.delete(entry.actors);
  }

  #over(entry: Entry): void {
    this.#live.delete(entry.topic);
    this.#forgetEarly();
  }

  /** To those who are subscribed now; one who leaves meanwhile is spared. */
  #give(actors: readonly Actor[], what: string, kind: 'item' | 'end' | 'timeout'): void {
    for (const actor of [...actors]) {
      if (!actors.includes(actor)) continue;
      if (kind !== 'item') (actors as Actor[]).splice(actors.indexOf(actor), 1);
      this.trace.push(`${actor.name} ${what}`);
      this.#audience.given(actor.name, kind);
    }
  }

  #keep(what: 'item' | 'end', key: unknown, data: unknown): void {
    if (this.#cancelled.has(key)) return;
    if ([...this.#live.values()].some(({ at }) => at === 'requested')) this.#early.push([what, key, data]);
  }

  #forgetEarly(): void {
    if (![...this.#live.values()].some(({ at }) => at === 'requested')) this.#early = [];
  }

  #requested(id: number): Entry | undefined {
    return [...this.#live.values()].find(entry => entry.at !== 'waiting' && entry.id === id);
  }

  #running(key: unknown): Entry | undefined {
    return [...this.#live.values()].find(entry => entry.at === 'running' && entry.key === key);
  }
}
