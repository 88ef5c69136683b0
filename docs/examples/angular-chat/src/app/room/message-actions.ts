import { Component, computed, inject, input, output } from '@angular/core';
import type { ChatMessage } from 'rx-beam';
import { Moderation } from '../chat/moderation';
import { Me } from '../visit/me';

/** The actions on a message and its author that the user's permissions allow. */
@Component({
  selector: 'app-message-actions',
  template: `
    @if (!isMine()) {
      <button (click)="act(() => whisper.emit(name()))">Whisper</button>
    }
    @if (me.may('remove_message')) {
      <button (click)="act(() => moderation.delete(message().id))">Delete</button>
    }
    @if (!isMine()) {
      @if (me.may('timeout')) {
        <button (click)="act(() => moderation.timeout(name(), '60s'))">Time out 60 s</button>
      }
      @if (me.may('purge')) {
        <button class="danger" (click)="act(() => moderation.purge(name()))">Purge {{ name() }}</button>
      }
    }
  `,
  host: { role: 'group', 'aria-label': 'Actions', '(keydown.escape)': 'done.emit()' },
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0.4rem;
      padding: 0.35rem 0;
    }
    button {
      padding: 0.25rem 0.7rem;
      font-size: 0.8rem;
    }
  `,
})
export class MessageActions {
  readonly message = input.required<ChatMessage>();
  readonly done = output();
  readonly whisper = output<string>();

  protected readonly me = inject(Me);
  protected readonly moderation = inject(Moderation);
  protected readonly name = computed(() => this.message().user_name);
  protected readonly isMine = computed(() => this.message().user_id === this.me.user()?.id);

  protected act(what: () => void): void {
    what();
    this.done.emit();
  }
}
