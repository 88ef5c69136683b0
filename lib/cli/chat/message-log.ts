import { textAt } from './wire.js';

/** How many messages to remember. No reply to `history` holds more. */
const MAX_REMEMBERED_MESSAGES = 1_000;

/**
 * Remembers which messages were shown. A message may arrive as an event, as the reply to its author and in the history,
 * but is shown once. While the history is requested, new messages are held back, so that they are shown after it.
 */
export class MessageLog {
  readonly #shown = new Set<string>();
  #held: unknown[] | undefined;

  /** Adds a new message, and returns the messages to show now. */
  live(message: unknown): unknown[] {
    if (this.#held === undefined) return this.#notShown([message]);
    this.#held.push(message);
    return [];
  }

  /** Holds new messages back until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Adds the history, and returns what to show of it and of the messages that were held back. */
  release(history: readonly unknown[]): { past: unknown[]; live: unknown[] } {
    const held = this.#held ?? [];
    this.#held = undefined;
    return { past: this.#notShown(history), live: this.#notShown(held) };
  }

  #notShown(messages: readonly unknown[]): unknown[] {
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
    if (this.#shown.size > MAX_REMEMBERED_MESSAGES && oldest !== undefined) this.#shown.delete(oldest);
  }
}
