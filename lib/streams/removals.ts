import type { ChatMessage } from '../beam/chat-message.js';
import { bound } from './bound.js';

/** Emitted messages that were removed. */
export interface Removal {
  /** Ids of emitted messages. */
  readonly ids: readonly string[];
  /** `missed`: they were removed while there was no session. */
  readonly cause: 'deleted' | 'purged' | 'cleared' | 'missed';
}

interface Facts {
  readonly userId: number;
  /** Whether the history has it: whispers are not stored (docs/protocol.md#methods). */
  readonly isStored: boolean;
}

/** How much is remembered. */
export interface RemovalLimits {
  /** Of emitted messages. */
  readonly emitted: number;
  /** Of messages that are held, and of what is removed meanwhile. */
  readonly held: number;
}

const factsOf = ({ user_id: userId, message }: ChatMessage): Facts => ({
  userId,
  isStored: message?.meta?.whisper !== true,
});

/** Which of the emitted messages are there still, and which of those that are held must not be emitted any more. */
export class Removals {
  readonly #limits: RemovalLimits;
  readonly #onRemoved: (removal: Removal) => void;
  /** The messages that came and may be emitted still; the oldest first, as below. */
  #held = new Map<string, Facts>();
  readonly #emitted = new Map<string, Facts>();
  // What was removed since the history was asked for: its answer may have been made before that.
  readonly #deleted = new Set<string>();
  readonly #purged = new Set<number>();
  #isCleared = false;
  #hasSession = false;
  /** The ids of the first history that are older than what came live; undefined until it comes. */
  #before: readonly string[] | undefined;
  /** The ids of what was held at the last loss. */
  #old: ReadonlySet<string> = new Set();

  constructor(limits: RemovalLimits, onRemoved: (removal: Removal) => void) {
    this.#limits = limits;
    this.#onRemoved = onRemoved;
  }

  /** A message came, live or in a history. */
  came(message: ChatMessage): void {
    const { id } = message;
    if (this.#emitted.has(id) || this.#held.has(id)) return;
    this.#held.set(id, factsOf(message));
    bound(this.#held, this.#limits.held);
  }

  mayEmit({ id }: ChatMessage): boolean {
    return this.#held.has(id);
  }

  emitted({ id }: ChatMessage): void {
    const facts = this.#held.get(id);
    if (facts === undefined) return;
    this.#held.delete(id);
    this.#emitted.set(id, facts);
    bound(this.#emitted, this.#limits.emitted);
  }

  /** The connection is lost: what is held now is older than the next history. */
  lost(): void {
    this.#hasSession = false;
    this.#old = new Set(this.#held.keys());
  }

  /** The history of a new session is asked for. */
  asked(): void {
    if (this.#hasSession) this.lost();
    this.#hasSession = true;
    this.#deleted.clear();
    this.#purged.clear();
    this.#isCleared = false;
  }

  /** It came, the oldest message first: what is younger than a message in it must be in it too. */
  answered(history: readonly ChatMessage[]): void {
    const ids = new Set(history.map(({ id }) => id));
    const emitted = [...this.#emitted].filter(([, { isStored }]) => isStored);
    const old = [...this.#held].filter(([id, { isStored }]) => isStored && this.#old.has(id));
    const stored = [...new Set([...(this.#before ?? []), ...[...emitted, ...old].map(([id]) => id)])];
    this.#before ??= this.#beforeLive(history);
    const first = stored.findIndex(id => ids.has(id));
    // If none of them is left, those that are there may all be younger.
    const isKnown = first >= 0 || history.length === 0;
    const missed = isKnown ? stored.slice(Math.max(0, first)).filter(id => !ids.has(id)) : [];
    this.#holdInOrder(history, ids);
    this.#remove(missed, 'missed');
  }

  /** A history is older than what came live and is not in it, but not than what was held at the last loss. */
  #holdInOrder(history: readonly ChatMessage[], ids: ReadonlySet<string>): void {
    const others = [...this.#held].filter(([id]) => !ids.has(id));
    const wanted = history.filter(
      each => !this.#emitted.has(each.id) && (this.#held.has(each.id) || this.#isPresent(each)),
    );
    const answered = wanted.map(each => [each.id, this.#held.get(each.id) ?? factsOf(each)] as const);
    const older = others.filter(([id]) => this.#old.has(id));
    const newer = others.filter(([id]) => !this.#old.has(id));
    const all = [...older, ...answered, ...newer];
    this.#held = new Map(all.slice(-this.#limits.held));
  }

  #beforeLive(history: readonly ChatMessage[]): string[] {
    const ids = history.map(({ id }) => id);
    const [oldest] = [...this.#emitted, ...this.#held].find(([, { isStored }]) => isStored) ?? [];
    return oldest === undefined ? ids : ids.slice(0, Math.max(0, ids.indexOf(oldest)));
  }

  #isPresent({ id, user_id }: ChatMessage): boolean {
    return !this.#isCleared && !this.#deleted.has(id) && !this.#purged.has(user_id);
  }

  deleted(id: string): void {
    this.#deleted.add(id);
    bound(this.#deleted, this.#limits.held);
    this.#remove([id], 'deleted');
  }

  purged(userId: number): void {
    this.#purged.add(userId);
    bound(this.#purged, this.#limits.held);
    const isTheirs = ([, facts]: [string, Facts]) => facts.userId === userId;
    const theirs = [...this.#emitted, ...this.#held].filter(isTheirs);
    this.#remove(
      theirs.map(([id]) => id),
      'purged',
    );
  }

  cleared(): void {
    this.#isCleared = true;
    this.#remove([...this.#emitted.keys(), ...this.#held.keys()], 'cleared');
  }

  #remove(ids: readonly string[], cause: Removal['cause']): void {
    for (const id of ids) this.#held.delete(id);
    const gone = ids.filter(id => this.#emitted.delete(id));
    if (gone.length > 0) this.#onRemoved({ ids: gone, cause });
  }
}
