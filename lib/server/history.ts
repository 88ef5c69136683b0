import type { ChatMessage } from '../beam/chat-message.js';

const MAX_MESSAGES_PER_CALL = 100;

/** The newest messages of a channel, oldest first. Whispers are not kept. */
export class History {
  readonly #limit: number;
  #messages: ChatMessage[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(message: ChatMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > this.#limit) this.#messages.shift();
  }

  newest(count: number): ChatMessage[] {
    const wanted = Math.min(Math.floor(count), MAX_MESSAGES_PER_CALL);
    return wanted > 0 ? this.#messages.slice(-wanted) : [];
  }

  find(id: string): ChatMessage | undefined {
    return this.#messages.find(message => message.id === id);
  }

  hasMessagesOf(userId: number): boolean {
    return this.#messages.some(message => message.user_id === userId);
  }

  remove(id: string): void {
    this.#messages = this.#messages.filter(message => message.id !== id);
  }

  purge(userId: number): void {
    this.#messages = this.#messages.filter(message => message.user_id !== userId);
  }

  clear(): void {
    this.#messages = [];
  }
}
