import { textAt } from './wire.js';

/** More than any answer to `history` holds. */
const MOST = 1_000;

/**
 * Which messages were shown. A message may come as an event, as the reply to its author and in the history of a later
 * connection; it is shown once. While history is awaited, what is said meanwhile waits for it, so that the order is right.
 */
export class MessageLog {
  readonly #shown = new Set<string>();
  #held: unknown[] | undefined;

  /** What to show now of a message that was just said. */
  live(message: unknown): unknown[] {
    if (this.#held === undefined) return this.#new([message]);
    this.#held.push(message);
    return [];
  }

  /** History was asked for. */
  hold(): void {
    this.#held ??= [];
  }

  /** History came, or failed to: what of it to show, and what was said since. */
  release(history: readonly unknown[]): { past: unknown[]; live: unknown[] } {
    const held = this.#held ?? [];
    this.#held = undefined;
    return { past: this.#new(history), live: this.#new(held) };
  }

  #new(messages: readonly unknown[]): unknown[] {
    return messages.filter(message => {
      const id = textAt(message, 'id');
      if (id === '') return true;
      if (this.#shown.has(id)) return false;
      this.#remember(id);
      return true;
    });
  }

  #remember(id: string): void {
    this.#shown.add(id);
    const [oldest] = this.#shown;
    if (this.#shown.size > MOST && oldest !== undefined) this.#shown.delete(oldest);
  }
}
