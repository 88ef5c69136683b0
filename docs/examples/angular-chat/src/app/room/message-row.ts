import { Component, computed, inject, input, output } from '@angular/core';
import type { ChatMessage } from 'rx-beam';
import { badgeOf } from '../chat/roles';
import { Me } from '../visit/me';
import { Avatar } from './avatar';
import { hueOf } from './hue';
import { MessageActions } from './message-actions';
import { MessageParts } from './message-parts';

/** One message. */
@Component({
  selector: 'app-message-row',
  imports: [Avatar, MessageActions, MessageParts],
  template: `
    @if (!follows()) {
      <app-avatar [name]="message().user_name" />
    }
    <div class="body">
      @if (!follows()) {
        <p class="head">
          <b [style.--hue]="hue()">{{ message().user_name }}</b>
          @if (badge(); as role) {
            <span class="badge">{{ role }}</span>
          }
          @if (message().target; as target) {
            <span class="whisper">whispers to {{ target === me.user()?.username ? 'you' : target }}</span>
          }
        </p>
      }
      <p class="text" [class.action]="message().message.meta.me">
        @if (message().message.meta.me) {
          {{ message().user_name }}&ngsp;
        }
        <app-message-parts [parts]="message().message.message" />
      </p>
    </div>
    @if (me.user() !== undefined) {
      <button
        class="more"
        [attr.aria-expanded]="isOpen()"
        [attr.aria-label]="'What to do about this message of ' + message().user_name"
        (click)="toggled.emit()"
      >
        ⋯
      </button>
    }
    @if (isOpen()) {
      <app-message-actions [message]="message()" (done)="toggled.emit()" (whisper)="whisper.emit($event)" />
    }
  `,
  host: {
    '[class.follows]': 'follows()',
    '[class.whispered]': 'message().message.meta.whisper',
    '[class.mentions]': 'mentionsMe()',
  },
  styles: `
    :host {
      position: relative;
      display: grid;
      grid-template-columns: 2.25rem 1fr;
      column-gap: 0.75rem;
      padding: 0.55rem 3rem 0.15rem 1rem;
    }
    :host(.follows) {
      padding-top: 0.1rem;
    }
    :host(:hover),
    :host(:focus-within) {
      background: var(--hover);
    }
    :host(.mentions) {
      background: var(--tint);
      box-shadow: inset 3px 0 var(--accent);
    }
    :host(.whispered) {
      background: var(--secret);
    }
    .body {
      grid-column: 2;
      min-width: 0;
    }
    app-message-actions {
      grid-column: 2;
    }
    p {
      margin: 0;
    }
    .text {
      max-width: 75ch;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0.5rem;
    }
    b {
      color: oklch(var(--name-lightness) 0.13 var(--hue));
      font-weight: 650;
    }
    .badge {
      padding: 0.05rem 0.4rem;
      border-radius: 1rem;
      background: var(--sunken);
      color: var(--dim);
      font-size: 0.7rem;
      font-weight: 600;
    }
    .whisper {
      color: var(--dim);
      font-size: 0.8rem;
      font-style: italic;
    }
    .action {
      font-style: italic;
      color: var(--dim);
    }
    .more {
      position: absolute;
      top: 0.1rem;
      right: 0.5rem;
      width: 2.25rem;
      padding: 0.1rem;
      border: 0;
      background: none;
      color: var(--dim);
      opacity: 0;
      font-size: 1.2rem;
      line-height: 1.4;
    }
    :host(:hover) .more,
    .more:focus-visible,
    .more[aria-expanded='true'] {
      opacity: 1;
    }
    @media (hover: none) {
      .more {
        opacity: 0.6;
      }
    }
  `,
})
export class MessageRow {
  readonly message = input.required<ChatMessage>();
  /** Whether the message above is by the same author. */
  readonly follows = input.required<boolean>();
  readonly isOpen = input.required<boolean>();
  readonly toggled = output();
  readonly whisper = output<string>();

  protected readonly me = inject(Me);
  protected readonly hue = computed(() => hueOf(this.message().user_name));
  protected readonly badge = computed(() => badgeOf(this.message().user_roles));
  protected readonly mentionsMe = computed(() => {
    const id = this.me.user()?.id;
    return this.message().message.message.some(part => part.type === 'tag' && part.id === id);
  });
}
