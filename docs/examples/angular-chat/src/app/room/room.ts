import { afterNextRender, Component, ElementRef, Injector, inject, viewChild } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { Moderation } from '../chat/moderation';
import { InsidePanel } from '../inside/inside-panel';
import { Me } from '../visit/me';
import { TICKET } from '../visit/ticket';
import { Visit } from '../visit/visit';
import { Composer } from './composer';
import { ConnectionBar } from './connection-bar';
import { Icon } from './icon';
import { MessageList } from './message-list';
import { Notice } from './notice';
import { PeopleList } from './people-list';
import { PollCard } from './poll-card';
import { PollForm } from './poll-form';
import { type Beside, Side } from './side';

/** The channel: its messages, poll and text field, and beside them its people or the client from inside. */
@Component({
  selector: 'app-room',
  imports: [Composer, ConnectionBar, Icon, InsidePanel, MessageList, Notice, PeopleList, PollCard, PollForm],
  providers: [Side],
  template: `
    <header>
      <button class="skip" (click)="composer.focus()">To the message field</button>
      <span class="dot" [class]="status().state" aria-hidden="true"></span>
      <h1>
        <span><span class="word">Channel </span>{{ ticket.channel }}</span
        ><small>{{ ticket.user ?? 'reading along' }}</small>
      </h1>
      <nav aria-label="Channel">
        @if (me.may('poll_start')) {
          <button class="quiet" (click)="form.open()"><app-icon name="poll" /><span>Poll</span></button>
        }
        @if (me.may('clear_messages')) {
          <button class="quiet" (click)="clear()"><app-icon name="clear" /><span>Clear</span></button>
        }
        @for (each of besides; track each.what) {
          <button
            class="quiet"
            [id]="'show-' + each.what"
            [attr.aria-expanded]="side.shown() === each.what"
            aria-controls="side"
            (click)="toggle(each.what)"
          >
            <app-icon [name]="each.what" /><span>{{ each.word }}</span>
          </button>
        }
        <button class="quiet" (click)="visit.leave()"><app-icon name="leave" /><span>Leave</span></button>
      </nav>
    </header>
    <main [inert]="side.isDrawer()">
      <app-connection-bar />
      <app-poll-card />
      <app-message-list #list (whisper)="composer.whisperTo($event)" />
      <app-notice />
      <app-composer #composer (sent)="list.toEnd()" />
    </main>
    @if (side.isDrawer()) {
      <div class="shade" (click)="hideSide()"></div>
    }
    @if (side.shown(); as shown) {
      <aside id="side" [attr.aria-label]="shown === 'people' ? 'People' : 'The client from inside'">
        @switch (shown) {
          @case ('people') {
            <app-people-list (whisper)="whisper($event)" />
          }
          @case ('inside') {
            <app-inside-panel />
          }
        }
      </aside>
    }
    <app-poll-form #form />
  `,
  host: { '(document:keydown.escape)': 'escape($event)' },
  styleUrl: './room.css',
})
export class Room {
  protected readonly ticket = inject(TICKET);
  protected readonly visit = inject(Visit);
  protected readonly me = inject(Me);
  protected readonly side = inject(Side);
  protected readonly status = injectChatStatus();
  protected readonly besides: readonly { what: Beside; word: string }[] = [
    { what: 'people', word: 'People' },
    { what: 'inside', word: 'Inside' },
  ];
  readonly #moderation = inject(Moderation);
  readonly #injector = inject(Injector);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly composer = viewChild.required(Composer);

  protected toggle(what: Beside): void {
    this.side.toggle(what);
    if (this.side.isDrawer()) this.#afterRender(() => this.#focus('aside h2'));
  }

  /** Closes what is beside the messages. The focus goes back to its button. */
  protected hideSide(): void {
    const button = `#show-${this.side.shown()}`;
    this.side.hide();
    this.#afterRender(() => this.#focus(button));
  }

  /** Escape closes a drawer from anywhere, and what is beside the messages of a wide screen from inside of it. */
  protected escape({ target }: Event): void {
    if (target instanceof Element && target.closest('dialog') !== null) return;
    if (this.side.isDrawer() || (target instanceof Element && target.closest('aside') !== null)) this.hideSide();
  }

  protected clear(): void {
    if (confirm('Remove all messages, for everybody?')) this.#moderation.clear();
  }

  /** The field cannot have the focus before a drawer over it is gone. */
  protected whisper(name: string): void {
    if (this.side.isDrawer()) this.side.hide();
    this.#afterRender(() => this.composer().whisperTo(name));
  }

  #focus(selector: string): void {
    this.#element.nativeElement.querySelector<HTMLElement>(selector)?.focus();
  }

  #afterRender(then: () => void): void {
    afterNextRender(then, { injector: this.#injector });
  }
}
