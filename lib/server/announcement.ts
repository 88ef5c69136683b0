import type { ChatMessage } from '../beam/events.js';
import { withEmotes } from './emoticons.js';

/** One event on its way to many: serialized once, however many hear it. */
export class Announcement {
  readonly event: string;
  readonly #data: unknown;
  #text: string | undefined;
  #textWithEmotes: string | undefined;

  constructor(event: string, data: unknown) {
    this.event = event;
    this.#data = data;
  }

  get text(): string {
    this.#text ??= this.#write(this.#data);
    return this.#text;
  }

  /** For those who called `attachEmotes`. */
  get textWithEmotes(): string {
    if (this.event !== 'ChatMessage') return this.text;
    this.#textWithEmotes ??= this.#write(withEmotes(this.#data as ChatMessage));
    return this.#textWithEmotes;
  }

  #write(data: unknown): string {
    return JSON.stringify({ type: 'event', event: this.event, data });
  }
}
