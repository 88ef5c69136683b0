import type { ChatMessage } from '../beam/chat-message.js';
import { withEmotes } from './emoticons.js';

/** An event on its way to any number of connections. It is serialized once, when the first of them needs it. */
export class SerializedEvent {
  readonly event: string;
  readonly #data: unknown;
  #text: string | undefined;
  #textWithEmotes: string | undefined;

  constructor(event: string, data: unknown) {
    this.event = event;
    this.#data = data;
  }

  get text(): string {
    this.#text ??= this.#serialize(this.#data);
    return this.#text;
  }

  /** The text for connections that called `attachEmotes`. */
  get textWithEmotes(): string {
    if (this.event !== 'ChatMessage') return this.text;
    this.#textWithEmotes ??= this.#serialize(withEmotes(this.#data as ChatMessage));
    return this.#textWithEmotes;
  }

  #serialize(data: unknown): string {
    return JSON.stringify({ type: 'event', event: this.event, data });
  }
}
