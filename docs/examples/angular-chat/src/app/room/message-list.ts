import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  Injector,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { continues, type Line } from '../chat/line';
import { Lines } from '../chat/lines';
import { Outbox, type Pending } from '../chat/outbox';
import { VirtualList } from '../virtual-list/virtual-list';
import { TICKET } from '../visit/ticket';
import { Announcer } from './announcer';
import { MessageRow } from './message-row';
import { PendingRow } from './pending-row';

/** The log, and below it the messages that the server has not confirmed. */
@Component({
  selector: 'app-message-list',
  imports: [Announcer, MessageRow, PendingRow, VirtualList],
  template: `
    <app-virtual-list #list [items]="all()" label="Messages" (keydown)="move($event)">
      <ng-template let-line let-before="before">
        @switch (line.kind) {
          @case ('message') {
            <app-message-row
              [message]="line.message"
              [at]="line.at"
              [follows]="continues(before, line)"
              [isOpen]="open() === line.key"
              [isActive]="active() === line.key"
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
    @if (all().length === 0) {
      <p class="empty">{{ whyEmpty() }}</p>
    }
    @if (!list.isAtEnd()) {
      <button class="down" (click)="list.toEnd()">
        To the newest
        @if (newer() > 0) {
          <b>{{ newer() }}<span class="unseen"> below</span></b>
        }
        ↓
      </button>
    }
    <app-announcer [log]="lines.all()" />
  `,
  styleUrl: './message-list.css',
})
export class MessageList {
  readonly whisper = output<string>();
  protected readonly lines = inject(Lines);
  readonly #status = injectChatStatus();
  readonly #outbox = inject(Outbox);
  readonly #ticket = inject(TICKET);
  readonly #injector = inject(Injector);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #open = signal<string | undefined>(undefined);
  /** The message whose button was focused last. */
  readonly #focused = signal('');
  private readonly list = viewChild.required<VirtualList<Line | Pending>>('list');

  protected readonly all = computed<readonly (Line | Pending)[]>(() => [
    ...this.lines.all(),
    ...this.#outbox.pending(),
  ]);
  protected readonly open = this.#open.asReadonly();
  /** How many messages are below those in view. */
  protected readonly newer = computed(
    () =>
      this.all()
        .slice(this.list().inView().end)
        .filter(({ kind }) => kind !== 'note').length,
  );
  /** The one message whose button the Tab key stops at: the one that was focused, or else the last one in view. */
  protected readonly active = computed(() => {
    const { first, end } = this.list().inView();
    const visible = this.all().slice(first, Math.max(end, first + 1));
    const focused = visible.find(({ key }) => key === this.#focused());
    return (focused ?? visible.findLast(({ kind }) => kind === 'message'))?.key;
  });
  protected readonly whyEmpty = computed(() => {
    const { state, lastError } = this.#status();
    const { channel, user } = this.#ticket;
    if (state === 'connected') return 'Nobody has said anything yet.';
    if (state !== 'connecting' || lastError === undefined) return '';
    const what = user === undefined ? 'The app goes on trying.' : 'What you write waits here until it can.';
    return `Channel ${channel} cannot be reached now. ${what}`;
  });

  /** Scrolls to the newest message. */
  toEnd(): void {
    this.list().toEnd();
  }

  protected toggle(key: string): void {
    this.#focused.set(key);
    this.#open.update(open => (open === key ? undefined : key));
  }

  /** The arrow keys move from the button of one message to that of the next. */
  protected move(event: KeyboardEvent): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || !(event.target as HTMLElement).matches('.more')) return;
    event.preventDefault();
    const messages = this.all().filter(({ kind }) => kind === 'message');
    const next = messages[messages.findIndex(({ key }) => key === this.active()) + step];
    if (next === undefined) return;
    this.#focused.set(next.key);
    this.list().reveal(next.key);
    afterNextRender(() => this.#element.nativeElement.querySelector<HTMLElement>('.more[tabindex="0"]')?.focus(), {
      injector: this.#injector,
    });
  }

  protected continues(before: Line | Pending | undefined, line: Line): boolean {
    return before?.kind !== 'pending' && continues(before, line);
  }
}
