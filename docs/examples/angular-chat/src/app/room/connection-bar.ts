import { Component, computed, inject } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { barOf, spokenState } from '../chat/bar';
import { injectNow } from '../chat/now';
import { TryNow } from '../chat/try-now';

/** Shows the state of the connection while the chat is not connected, and always says it to screen readers. */
@Component({
  selector: 'app-connection-bar',
  template: `
    <span role="status" class="unseen">{{ spoken() }}</span>
    @if (bar(); as bar) {
      <div [class]="bar.tone">
        <span>{{ bar.text }}</span>
        @if (bar.seconds !== undefined) {
          <span role="timer" aria-live="off">Next try in {{ bar.seconds }} s</span>
          <button (click)="tryNow.ask()">Try now</button>
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    div {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      gap: 0.25rem 0.75rem;
      min-height: 2.75rem;
      padding: 0.35rem 1rem;
      font-size: 0.9rem;
    }
    .busy {
      background: var(--sunken);
      color: var(--dim);
    }
    .waiting {
      background: var(--warn);
      color: var(--on-warn);
    }
    .over {
      background: var(--bad);
      color: var(--on-bad);
    }
    button {
      padding: 0.2rem 0.8rem;
      border-color: currentColor;
      background: none;
    }
    button:hover:enabled {
      background: var(--surface);
      color: var(--text);
    }
    [role='timer'] {
      font-weight: 650;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class ConnectionBar {
  protected readonly tryNow = inject(TryNow);
  readonly #status = injectChatStatus();
  readonly #now = injectNow(computed(() => this.#status().retryAt !== undefined));
  protected readonly bar = computed(() => barOf(this.#status(), this.#now()));
  protected readonly spoken = computed(() => spokenState(this.#status()));
}
