import { Component, computed, inject, linkedSignal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectChatStatus } from 'rx-beam/angular';
import { fromEvent, map } from 'rxjs';
import { Moderation } from '../chat/moderation';
import { People } from '../chat/people';
import { Me } from '../visit/me';
import { TICKET } from '../visit/ticket';
import { Visit } from '../visit/visit';
import { Composer } from './composer';
import { ConnectionBar } from './connection-bar';
import { MessageList } from './message-list';
import { Notice } from './notice';
import { PeopleList } from './people-list';
import { PollCard } from './poll-card';
import { PollForm } from './poll-form';

/** The screen width from which people and messages fit beside each other. */
const WIDE = '(min-width: 52rem)';

/** The channel: its people, messages, poll and text field. */
@Component({
  selector: 'app-room',
  imports: [Composer, ConnectionBar, MessageList, Notice, PeopleList, PollCard, PollForm],
  template: `
    <header>
      <span class="dot" [class]="status().state"></span>
      <h1>
        <span><span class="word">Channel </span>{{ ticket.channel }}</span
        ><small>{{ whoami() }}</small>
      </h1>
      <nav aria-label="Channel">
        @if (me.may('poll_start')) {
          <button class="quiet" (click)="form.open()">Poll</button>
        }
        @if (me.may('clear_messages')) {
          <button class="quiet" (click)="clear()">Clear</button>
        }
        <button class="quiet" [attr.aria-expanded]="showsPeople()" aria-controls="people" (click)="togglePeople()">
          People <span class="count">{{ people.all().length }}</span>
        </button>
        <button class="quiet" (click)="visit.leave()">Leave</button>
      </nav>
    </header>
    <main>
      <app-connection-bar />
      <app-poll-card />
      <app-message-list #list (whisper)="composer.whisperTo($event)" />
      <app-composer #composer (sent)="list.toEnd()" />
      <app-notice />
    </main>
    @if (showsPeople()) {
      <app-people-list id="people" (whisper)="whisper(composer, $event)" />
    }
    <app-poll-form #form />
  `,
  styleUrl: './room.css',
})
export class Room {
  protected readonly ticket = inject(TICKET);
  protected readonly visit = inject(Visit);
  protected readonly me = inject(Me);
  protected readonly people = inject(People);
  protected readonly moderation = inject(Moderation);
  protected readonly status = injectChatStatus();
  readonly #media = matchMedia(WIDE);
  readonly #isWide = toSignal(fromEvent(this.#media, 'change').pipe(map(() => this.#media.matches)), {
    initialValue: this.#media.matches,
  });
  readonly #showsPeople = linkedSignal(this.#isWide);
  protected readonly showsPeople = this.#showsPeople.asReadonly();
  protected readonly whoami = computed(() => this.me.user()?.username ?? 'reading along');

  protected togglePeople(): void {
    this.#showsPeople.update(shows => !shows);
  }

  protected clear(): void {
    if (confirm('Remove all messages, for everybody?')) this.moderation.clear();
  }

  protected whisper(composer: Composer, name: string): void {
    if (!this.#isWide()) this.#showsPeople.set(false);
    composer.whisperTo(name);
  }
}
