import type { Gap } from '../../lib/streams/gapless.js';
import type { Removal } from '../../lib/streams/removals.js';

/** A message of the model: its number is its place in the server's log. A whisper is not stored. */
export interface Said {
  readonly number: number;
  readonly user: number;
  readonly isWhisper: boolean;
}

/** What a server tells its connection. */
export type Told =
  | { readonly is: 'said'; readonly said: Said }
  | { readonly is: 'deleted'; readonly number: number }
  | { readonly is: 'purged'; readonly user: number }
  | { readonly is: 'cleared' };

/** What the server stores, and all that it ever did; the truth. */
export class ServerLog {
  readonly all: Said[] = [];
  stored: Said[] = [];

  say(user: number, isWhisper: boolean): Told {
    const said = { number: this.all.length + 1, user, isWhisper };
    this.all.push(said);
    if (!isWhisper) this.stored.push(said);
    return { is: 'said', said };
  }

  remove(what: Exclude<Told, { is: 'said' }>): Told {
    this.stored = this.stored.filter(said => !isHit(what, said));
    return what;
  }

  newest(count: number): Said[] {
    return this.stored.slice(-count);
  }
}

/** Whether a removal is one of this message. */
const isHit = (told: Told, { number, user }: Said): boolean =>
  (told.is === 'deleted' && told.number === number) ||
  (told.is === 'purged' && told.user === user) ||
  told.is === 'cleared';

type NumberedGap = Readonly<Record<'from' | 'to', number | undefined>> & { readonly cause: Gap<unknown>['cause'] };

/** How much of the first history is emitted, and how much of what was emitted is remembered. */
export interface Bounds {
  readonly initial: number;
  readonly remember: number;
}

/** Writes down what happens, and knows what may not happen. */
export class Auditor {
  readonly log: string[] = [];
  readonly emitted: Said[] = [];
  /** Numbers that the connection was told are gone. */
  readonly #goneByTold = new Set<number>();
  readonly #reported = new Set<number>();
  readonly #gaps: { readonly from: number; to: number | undefined; readonly told: number }[] = [];
  readonly #calls = new Map<number, number>();
  /** The newest that counts as from before the first session: nothing is known of what was missed before anything came. */
  #baseline: number | undefined;
  #isSilent = true;
  /** The newest that came, live or in an answer. */
  #told = 0;
  /** The newest answer. */
  #history: readonly Said[] = [];

  /** What came live before the first answer; undefined from that answer on. */
  #early: Set<number> | undefined = new Set();

  constructor(
    private readonly server: ServerLog,
    private readonly bounds: Bounds,
  ) {}

  /** The connection is told of something, now. */
  told(told: Told): void {
    this.log.push(`told ${JSON.stringify(told)}`);
    if (told.is === 'said') {
      if (!told.said.isWhisper) this.#baseline ??= told.said.number - 1;
      this.#early?.add(told.said.number);
      this.#told = Math.max(this.#told, told.said.number);
    } else {
      // Not what comes later of the same user.
      for (const said of this.server.all) if (this.#wasSaidBefore(told, said)) this.#goneByTold.add(said.number);
    }
  }

  readonly #heard = new Map<Told, number>();

  /** When a removal was made: it is not one of what is said later. */
  removed(told: Told): void {
    this.#heard.set(told, this.server.all.length);
  }

  #wasSaidBefore(told: Told, said: Said): boolean {
    return isHit(told, said) && said.number <= (this.#heard.get(told) ?? 0);
  }

  lost(): void {
    this.log.push('lost');
    this.#isSilent = true;
  }

  asked(session: number): void {
    this.log.push(`asked in session ${session}`);
    const calls = (this.#calls.get(session) ?? 0) + 1;
    this.#calls.set(session, calls);
    if (calls > 1) throw new Error(`session ${session} was asked ${calls} times`);
  }

  /** An answer, or a failure that is none of the connection, is given to the client, now. */
  answered(history: readonly Said[] | undefined): void {
    this.log.push(`answered ${history?.map(({ number }) => number)}`);
    this.#isSilent = false;
    if (history === undefined) return;
    this.#baseline ??= history.at(-1)?.number;
    this.#excuseInitial(history);
    this.#history = history;
    this.#told = Math.max(this.#told, history.at(-1)?.number ?? 0);
  }

  /**
   * If the first answer has nothing of what came live before it, it does not show which of its messages were said later. Those
   * that `initial` leaves out may have been, and cannot be emitted any more, since newer ones are. They are older than all that
   * the user asked to begin with, so that nothing which was shown is missing anything.
   */
  #excuseInitial(history: readonly Said[]): void {
    const early = this.#early;
    this.#early = undefined;
    const left = this.bounds.initial === 0 ? undefined : history.at(-1 - this.bounds.initial);
    if (left === undefined || !early?.size || history.some(({ number }) => early.has(number))) return;
    this.#baseline = Math.max(this.#baseline ?? 0, left.number);
  }

  gap({ from = 0, to, cause }: NumberedGap): void {
    this.log.push(`gap ${from} ${to} ${cause}`);
    const last = this.emitted.findLast(({ number }) => number === from)?.number ?? 0;
    if (last !== from || (from !== 0 && this.emitted.at(-1)?.number !== from)) throw new Error(`a gap from ${from}`);
    this.#gaps.push({ from, to, told: this.#told });
    // What was dropped before the first history cannot show where the live messages began in it.
    if (from === 0 && cause === 'overflow') this.#baseline = Math.max(this.#baseline ?? 0, this.#told);
  }

  removal({ ids, cause }: Removal): void {
    this.log.push(`${cause} ${ids.join()}`);
    for (const number of ids.map(Number)) {
      const said = this.server.all[number - 1];
      if (said === undefined || this.server.stored.includes(said)) throw new Error(`${number} is not gone`);
      if (said.isWhisper && cause === 'missed') throw new Error(`the whisper ${number} was missed`);
      if (this.#reported.has(number)) throw new Error(`${number} was removed twice`);
      if (!this.emitted.includes(said)) throw new Error(`${number} was removed, and never emitted`);
      this.#reported.add(number);
    }
  }

  next(said: Said): void {
    this.log.push(`emitted ${said.number}`);
    if (this.#isSilent) throw new Error(`${said.number} was emitted without a session`);
    // If all that is remembered is gone, a history that has only older messages shows nothing that is known.
    const remembered = this.emitted.slice(-this.bounds.remember);
    if (remembered.some(({ number }) => number === said.number)) throw new Error(`${said.number} was emitted twice`);
    if (this.#goneByTold.has(said.number)) throw new Error(`${said.number} was emitted after it was removed`);
    // Among those that are there. What is gone may come late: its removal is on its way. And if all that was known is gone, a
    // history shows nothing of what is older.
    const isThere = (each: Said) => this.server.stored.includes(each);
    if (isThere(said) && remembered.some(each => isThere(each) && each.number > said.number)) {
      throw new Error(`${said.number} was emitted out of order`);
    }
    // A gap whose end was not known ends with the first that came since.
    for (const gap of this.#gaps) if (said.number > gap.told) gap.to ??= said.number;
    this.emitted.push(said);
  }

  /** Once all has settled: what is there was emitted, or lies in a gap; and what is not there was reported. */
  verdict(): void {
    const emitted = new Set(this.emitted.map(({ number }) => number));
    const isExcused = (number: number) =>
      number <= (this.#baseline ?? 0) ||
      this.#gaps.some(({ from, to }) => from < number && number < (to ?? Number.POSITIVE_INFINITY));
    const lost = this.server.stored.filter(({ number }) => !emitted.has(number) && !isExcused(number));
    if (lost.length > 0) throw new Error(`lost: ${lost.map(({ number }) => number)}`);
    const shown = this.emitted.slice(-this.bounds.remember).filter(({ number }) => !this.#reported.has(number));
    const isThere = (said: Said) => said.isWhisper || this.server.stored.includes(said);
    const first = shown.findIndex(said => this.#history.includes(said));
    const ghosts = first < 0 ? [] : shown.slice(first).filter(said => !isThere(said));
    if (ghosts.length > 0) throw new Error(`not reported as removed: ${ghosts.map(({ number }) => number)}`);
  }
}
