import { type Actor, type Audience, REACTIONS, type Reaction, type World } from './world.js';

export const TOPICS = ['a', 'b', 'c'] as const;
/** Times that never meet those of the steps, nor each other. */
export const LINGERS = [0, 101, 2_503, Number.POSITIVE_INFINITY] as const;
export const CALL_TIMEOUT = 3_707;
export const STEP_MS = 1_000;
/** After so many steps, the client may have given up an answer, and request again. */
const STEPS_OF_TIMEOUT = 3;
/** How often handlers may react in one play: they could call each other for ever. */
const MAX_REACTIONS = 40;

/** One step; `pick` chooses among what there is. */
export type Step =
  | { readonly do: 'subscribe'; readonly topic: number; readonly linger: number; readonly reaction: Reaction }
  | { readonly do: 'unsubscribe' | 'answer' | 'refuse' | 'item' | 'late item' | 'end' | 'fail'; readonly pick: number }
  | { readonly do: 'when sent'; readonly reaction: Reaction }
  | { readonly do: 'lose' | 'connect' | 'reconnect' | 'wait' | 'dispose' };

/** A subscription as the server knows it. */
interface Served {
  readonly id: number;
  readonly topic: string;
  readonly key: string | number;
  isAnswered: boolean;
  /** In which step it was requested, and answered. */
  readonly at: number;
  answeredAt: number | undefined;
}

/** Whether the client may have given up the answer. */
const isLate = ({ at, answeredAt }: Served, now: number): boolean => (answeredAt ?? now) - at >= STEPS_OF_TIMEOUT;

/**
 * Plays steps in one world: the server of its present connection, and the handlers of its subscribers. Two worlds that behave
 * alike are played alike.
 */
export class Play implements Audience {
  /** What the server saw that must never be. */
  readonly complaints: string[] = [];
  readonly #isKeyed: boolean;
  #world: World | undefined;
  readonly #actors = new Map<string, Actor>();
  #served: Served[] = [];
  /** Keys that are cancelled or ended on this connection. */
  #past: (string | number)[] = [];
  #isConnected = false;
  #requestsOfConnection = 0;
  #steps = 0;
  #connections = 0;
  #items = 0;
  #names = 0;
  #reactions = 0;
  #whenSent: Reaction | undefined;

  constructor(isKeyed: boolean) {
    this.#isKeyed = isKeyed;
  }

  /** What the server goes on to serve, although it answered in time. */
  get served(): readonly string[] {
    return this.#served.filter(each => !isLate(each, this.#steps)).map(({ topic }) => topic);
  }

  enter(world: World): void {
    this.#world = world;
  }

  get #on(): World {
    if (this.#world === undefined) throw new Error('no world is entered');
    return this.#world;
  }

  step(step: Step): void {
    this.#steps += 1;
    switch (step.do) {
      case 'subscribe':
        return this.#subscribe(TOPICS[step.topic] ?? 'a', LINGERS[step.linger] ?? 0, step.reaction);
      case 'unsubscribe':
        return this.#leave([...this.#actors.keys()].at(step.pick % Math.max(1, this.#actors.size)));
      case 'when sent':
        this.#whenSent = step.reaction;
        return;
      case 'lose':
        return this.#lose();
      case 'connect':
        return this.#isConnected ? undefined : this.#connect();
      case 'reconnect':
        return this.#react('reconnect');
      case 'dispose':
        return this.#on.dispose();
      case 'wait':
        return;
      default:
        return this.#serve(step.do, step.pick);
    }
  }

  /** Everybody leaves, and the server answers what it owes. */
  finish(): void {
    this.#whenSent = undefined;
    this.#reactions = MAX_REACTIONS;
    for (const name of [...this.#actors.keys()]) this.#leave(name);
    while (this.#served.some(({ isAnswered }) => !isAnswered)) this.#serve('answer', 0);
  }

  #serve(what: 'answer' | 'refuse' | 'item' | 'late item' | 'end' | 'fail', pick: number): void {
    if (!this.#isConnected) return;
    if (what === 'late item') {
      const past = this.#past[pick % Math.max(1, this.#past.length)];
      return past === undefined ? undefined : this.#on.item(past, `late ${++this.#items}`);
    }
    const open = what === 'answer' || what === 'refuse' ? this.#served.filter(each => !each.isAnswered) : this.#served;
    const served = open[pick % Math.max(1, open.length)];
    if (served === undefined) return;
    if (what === 'item') return this.#on.item(served.key, `item ${++this.#items}`);
    if (what === 'answer') {
      served.isAnswered = true;
      served.answeredAt = this.#steps;
      return this.#on.answer(served.id, String(served.key));
    }
    this.#forget(served);
    if (what === 'refuse') return this.#on.refuse(served.id);
    const connection = this.#connections;
    this.#on.end(served.key, what === 'fail' ? 'broken' : undefined);
    // The answer comes behind it, if it has not come, unless a handler has ended the connection.
    if (!served.isAnswered && this.#isConnected && this.#connections === connection)
      this.#on.answer(served.id, String(served.key));
  }

  #forget(served: Served): void {
    this.#served = this.#served.filter(each => each !== served);
    this.#past.push(served.key);
  }

  sent(line: string): void {
    const [id, method, args = ''] = line.split(' ');
    if (method === 'off') this.#cancelled(args);
    else this.#requested(Number(id), method ?? '');
    const reaction = this.#whenSent;
    this.#whenSent = undefined;
    if (reaction !== undefined) this.#react(reaction);
  }

  #cancelled(args: string): void {
    const key = JSON.parse(args)[0] as string | number;
    const served = this.#served.find(each => each.key === key);
    if (served !== undefined) return this.#forget(served);
    if (!this.#past.includes(key)) this.complaints.push(`${key} is cancelled, and was never served`);
  }

  #requested(id: number, topic: string): void {
    if (!this.#isConnected) this.complaints.push(`${topic} is requested without a session`);
    const twice = this.#served.some(each => each.topic === topic && !isLate(each, this.#steps));
    if (twice) this.complaints.push(`${topic} is requested twice on one connection`);
    this.#requestsOfConnection += 1;
    const key = this.#isKeyed ? `k${this.#requestsOfConnection}` : id;
    this.#served.push({ id, topic, key, isAnswered: false, at: this.#steps, answeredAt: undefined });
  }

  given(name: string, what: 'item' | 'end' | 'timeout'): void {
    const actor = this.#actors.get(name);
    if (actor === undefined) return void this.complaints.push(`${name} is given something after its end`);
    if (what !== 'item') this.#actors.delete(name);
    // At a time of its own, from which no other should count: they might meet.
    if (what === 'timeout') return;
    if (actor.reaction === 'none') return;
    if (what === 'item') this.#actors.set(name, { ...actor, reaction: 'none' });
    this.#react(actor.reaction, actor);
  }

  #react(reaction: Reaction, by?: Actor): void {
    this.#reactions += 1;
    if (this.#reactions > MAX_REACTIONS) return;
    switch (reaction) {
      case 'none':
        return;
      case 'leave':
        return this.#leave(by?.name ?? [...this.#actors.keys()][0]);
      case 'all leave':
        for (const name of [...this.#actors.keys()]) this.#leave(name);
        return;
      case 'come back':
        this.#leave(by?.name ?? [...this.#actors.keys()][0]);
        return this.#subscribe(by?.topic ?? 'a', by?.linger ?? 0, 'none');
      case 'another':
        return this.#subscribe(by?.topic === 'b' ? 'c' : 'b', 101, 'leave');
      case 'lose':
        return this.#lose();
      case 'reconnect':
        this.#lose();
        return this.#connect();
      case 'dispose':
        return this.#on.dispose();
    }
  }

  #subscribe(topic: string, linger: number, reaction: Reaction): void {
    this.#names += 1;
    const actor: Actor = { name: `${topic}${this.#names}`, topic, linger, reaction };
    this.#actors.set(actor.name, actor);
    this.#on.subscribe(actor);
  }

  #leave(name: string | undefined): void {
    if (name === undefined || !this.#actors.delete(name)) return;
    this.#on.unsubscribe(name);
  }

  #lose(): void {
    this.#isConnected = false;
    this.#served = [];
    this.#past = [];
    this.#on.lose();
  }

  #connect(): void {
    this.#isConnected = true;
    this.#connections += 1;
    this.#requestsOfConnection = 0;
    this.#on.connect();
  }
}

export { REACTIONS };
