import { Injectable, inject } from '@angular/core';
import { injectBeamChat } from 'rx-beam/angular';
import { Notices } from './notices';
import { sayError } from './say-error';

/** Now or not at all: nobody wants to be silenced by what was clicked an outage ago. */
const NOW = { force: true };

/** What moderators do. The server says what came of it, or why it will not. */
@Injectable()
export class Moderation {
  readonly #chat = injectBeamChat();
  readonly #notices = inject(Notices);

  timeout(name: string, duration: string): void {
    this.#tell(this.#chat.call('timeout', [name, duration], NOW));
  }

  purge(name: string): void {
    this.#tell(this.#chat.call('purge', [name], NOW));
  }

  delete(id: string): void {
    this.#tell(this.#chat.call('deleteMessage', [id], NOW));
  }

  clear(): void {
    this.#tell(this.#chat.call('clearMessages', [], NOW));
  }

  #tell(answer: Promise<unknown>): void {
    answer.then(
      said => typeof said === 'string' && this.#notices.say(said),
      error => this.#notices.say(sayError(error)),
    );
  }
}
