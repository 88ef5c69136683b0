import { Component, computed, ElementRef, inject, input, output } from '@angular/core';
import type { ChatMessage } from 'rx-beam';
import { badgeOf } from '../chat/roles';
import { Me } from '../visit/me';
import { Avatar } from './avatar';
import { hueOf } from './hue';
import { MessageActions } from './message-actions';
import { MessageParts } from './message-parts';
import { MessageTime } from './message-time';

/** One message. */
@Component({
  selector: 'app-message-row',
  imports: [Avatar, MessageActions, MessageParts, MessageTime],
  template: `
    @if (follows()) {
      <app-message-time class="aside" [at]="at()" />
    } @else {
      <app-avatar [name]="message().user_name" />
    }
    <div class="body">
      @if (!follows()) {
        <p class="head">
          <b [style.--hue]="hue()">{{ message().user_name }}</b>
          @if (isMine()) {
            <span class="badge you">you</span>
          }
          @if (badge(); as role) {
            <span class="badge">{{ role }}</span>
          }
          @if (message().target; as target) {
            <span class="whisper">whispers to {{ target === me.user()?.username ? 'you' : target }}</span>
          }
          <app-message-time [at]="at()" />
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
        [attr.tabindex]="isActive() ? 0 : -1"
        [attr.aria-expanded]="isOpen()"
        [attr.aria-label]="'What to do about this message of ' + message().user_name"
        (click)="toggled.emit()"
      >
        ⋯
      </button>
    }
    @if (isOpen()) {
      <app-message-actions [message]="message()" (done)="close()" (whisper)="whisper.emit($event)" />
    }
  `,
  host: {
    '[class.follows]': 'follows()',
    '[class.mine]': 'isMine()',
    '[class.whispered]': 'message().message.meta.whisper',
    '[class.mentions]': 'mentionsMe()',
  },
  styleUrl: './message-row.css',
})
export class MessageRow {
  readonly message = input.required<ChatMessage>();
  readonly at = input<number>();
  /** Whether the message above is by the same author. */
  readonly follows = input.required<boolean>();
  readonly isOpen = input.required<boolean>();
  /** Whether its button is the one of the list that the Tab key stops at. */
  readonly isActive = input(true);
  readonly toggled = output();
  readonly whisper = output<string>();

  protected readonly me = inject(Me);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly hue = computed(() => hueOf(this.message().user_name));
  protected readonly badge = computed(() => badgeOf(this.message().user_roles));
  protected readonly isMine = computed(() => this.message().user_id === this.me.user()?.id);
  protected readonly mentionsMe = computed(() => {
    const id = this.me.user()?.id;
    return this.message().message.message.some(part => part.type === 'tag' && part.id === id);
  });

  /** Gives the focus back to the button, unless what was done has moved it elsewhere. */
  protected close(): void {
    const { nativeElement } = this.#element;
    if (nativeElement.contains(document.activeElement)) nativeElement.querySelector<HTMLElement>('.more')?.focus();
    this.toggled.emit();
  }
}
