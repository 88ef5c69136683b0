import { Component, computed, inject, output, signal, viewChild } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { continues, type Line } from '../chat/line';
import { Lines } from '../chat/lines';
import { Outbox, type Pending } from '../chat/outbox';
import { VirtualList } from '../virtual-list/virtual-list';
import { Announcer } from './announcer';
import { MessageRow } from './message-row';
import { PendingRow } from './pending-row';

/** The log, and below it the messages that the server has not confirmed. */
@Component({
  selector: 'app-message-list',
  imports: [Announcer, MessageRow, PendingRow, VirtualList],
  template: `
    <app-virtual-list #list [items]="all()" label="Messages">
      <ng-template let-line let-before="before">
        @switch (line.kind) {
          @case ('message') {
            <app-message-row
              [message]="line.message"
              [follows]="continues(before, line)"
              [isOpen]="open() === line.key"
              (toggled)="toggle(line.key)"
              (whisper)="whisper.emit($event)"
            />
          }
          @case ('note') {
            <p class="note">{{ line.text }}</p>
          }
          @case ('pending') {
            <app-pending-row [pending]="line" />
          }
        }
      </ng-template>
    </app-virtual-list>
    @if (all().length === 0 && status().state === 'connected') {
      <p class="empty">Nobody has said anything yet.</p>
    }
    @if (!list.isAtEnd()) {
      <button class="down" (click)="list.toEnd()">To the newest ↓</button>
    }
    <app-announcer [log]="lines.all()" />
  `,
  styles: `
    :host {
      position: relative;
      display: grid;
      min-height: 0;
    }
    .note {
      margin: 0;
      padding: 0.5rem 1rem;
      color: var(--dim);
      font-size: 0.85rem;
      text-align: center;
    }
    .empty {
      position: absolute;
      inset: 0;
      display: grid;
      place-items: center;
      margin: 0;
      color: var(--dim);
      pointer-events: none;
    }
    .down {
      position: absolute;
      bottom: 0.75rem;
      left: 50%;
      translate: -50%;
      border-radius: 2rem;
      box-shadow: var(--shadow);
    }
  `,
})
export class MessageList {
  readonly whisper = output<string>();
  protected readonly lines = inject(Lines);
  protected readonly status = injectChatStatus();
  readonly #outbox = inject(Outbox);
  readonly #open = signal<string | undefined>(undefined);
  private readonly list = viewChild.required<VirtualList<Line | Pending>>('list');

  protected readonly all = computed<readonly (Line | Pending)[]>(() => [
    ...this.lines.all(),
    ...this.#outbox.pending(),
  ]);
  protected readonly open = this.#open.asReadonly();

  /** Scrolls to the newest message. */
  toEnd(): void {
    this.list().toEnd();
  }

  protected toggle(key: string): void {
    this.#open.update(open => (open === key ? undefined : key));
  }

  protected continues(before: Line | Pending | undefined, line: Line): boolean {
    return before?.kind !== 'pending' && continues(before, line);
  }
}
