import { Component, computed } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { barOf } from '../chat/bar';
import { injectNow } from '../chat/now';

/** Shows the state of the connection while the chat is not connected. */
@Component({
  selector: 'app-connection-bar',
  template: `
    <span role="status">{{ bar()?.text }}</span>
    @if (bar()?.seconds; as seconds) {
      <span role="timer" aria-live="off">Next try in {{ seconds }} s</span>
    }
  `,
  host: { '[class]': 'bar()?.tone', '[class.shown]': 'bar() !== undefined' },
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      gap: 0 0.6rem;
      overflow: hidden;
      font-size: 0.9rem;
    }
    :host(.shown) {
      padding: 0.45rem 1rem;
    }
    :host(.busy) {
      background: var(--sunken);
      color: var(--dim);
    }
    :host(.waiting) {
      background: var(--warn);
      color: var(--on-warn);
    }
    :host(.over) {
      background: var(--bad);
      color: var(--on-accent);
    }
    [role='timer'] {
      font-weight: 650;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class ConnectionBar {
  readonly #status = injectChatStatus();
  readonly #now = injectNow(computed(() => this.#status().retryAt !== undefined));
  protected readonly bar = computed(() => barOf(this.#status(), this.#now()));
}
