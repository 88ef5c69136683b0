import { Injectable, inject } from '@angular/core';
import { injectBeamChat } from 'rx-beam/angular';
import { Notices } from './notices';
import { sayError } from './say-error';

/** Sent now or rejected: a click must not time out a user after an outage of ten minutes. */
const SEND_NOW = { force: true };

/** The actions of moderators. The server's answer or refusal becomes a notice. */
@Injectable()
export class Moderation {
  readonly #chat = injectBeamChat();
  readonly #notices = inject(Notices);

  timeout(name: string, duration: string): void {
    this.#showAnswer(this.#chat.call('timeout', [name, duration], SEND_NOW));
  }

  purge(name: string): void {
    this.#showAnswer(this.#chat.call('purge', [name], SEND_NOW));
  }

  delete(id: string): void {
    this.#showAnswer(this.#chat.call('deleteMessage', [id], SEND_NOW));
  }

  clear(): void {
    this.#showAnswer(this.#chat.call('clearMessages', [], SEND_NOW));
  }

  #showAnswer(answer: Promise<unknown>): void {
    answer.then(
      said => typeof said === 'string' && this.#notices.say(said),
      error => this.#notices.say(sayError(error)),
    );
  }
}
