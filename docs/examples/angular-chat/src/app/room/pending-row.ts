import { Component, computed, inject, input } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { Outbox, type Pending } from '../chat/outbox';

/** A message that the server has not confirmed. */
@Component({
  selector: 'app-pending-row',
  template: `
    <p class="text">{{ text() }}</p>
    <p class="state" [class.failed]="pending().failure">
      {{ state() }}
      @if (pending().failure) {
        <button class="quiet" (click)="outbox.again(pending())">Try again</button>
      }
      @if (pending().failure || !isConnected()) {
        <button class="quiet" (click)="outbox.discard(pending().key)">Discard</button>
      }
    </p>
  `,
  styles: `
    :host {
      display: block;
      padding: 0.35rem 3rem 0.35rem 4rem;
    }
    p {
      margin: 0;
      overflow-wrap: anywhere;
    }
    .text {
      width: fit-content;
      max-width: 75ch;
      margin-left: -0.65rem;
      padding: 0.2rem 0.65rem;
      border: 1px dashed var(--dim);
      border-radius: 0.75rem;
      color: var(--dim);
      white-space: pre-wrap;
    }
    .state {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 0.5rem;
      color: var(--dim);
      font-size: 0.78rem;
    }
    .state::before {
      content: '◷';
    }
    .failed {
      color: var(--bad);
    }
    .failed::before {
      content: '!';
      font-weight: 800;
    }
  `,
})
export class PendingRow {
  readonly pending = input.required<Pending>();
  protected readonly outbox = inject(Outbox);
  readonly #status = injectChatStatus();
  protected readonly isConnected = computed(() => this.#status().state === 'connected');

  protected readonly text = computed(() => {
    const { text, to } = this.pending().saying;
    return to === undefined ? text : `to ${to}: ${text}`;
  });

  protected readonly state = computed(() => {
    const { failure } = this.pending();
    if (failure === undefined) return this.isConnected() ? 'Sending …' : 'Waits for the connection';
    return failure.mayHaveArrived ? `${failure.why} It may have been said all the same.` : failure.why;
  });
}
