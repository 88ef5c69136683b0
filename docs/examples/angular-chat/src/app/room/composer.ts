import { Component, computed, type ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { Moderation } from '../chat/moderation';
import { Notices } from '../chat/notices';
import { Outbox } from '../chat/outbox';
import { parse } from '../chat/typed';
import { TICKET } from '../visit/ticket';

/** The longest message that the server accepts. */
const LONGEST = 360;

/** The text field. It works while the chat is not connected too. */
@Component({
  selector: 'app-composer',
  template: `
    <form (submit)="send($event)">
      <textarea
        #field
        rows="1"
        aria-label="Message"
        enterkeyhint="send"
        [attr.maxlength]="longest"
        [placeholder]="hint()"
        [disabled]="!mayWrite()"
        (input)="text.set(field.value)"
        (keydown.enter)="send($event)"
      ></textarea>
      <button class="primary" [disabled]="text().trim() === ''">Send</button>
    </form>
    @if (left() < 60) {
      <small>{{ left() }} characters left</small>
    }
  `,
  styles: `
    :host {
      display: block;
      padding: 0.75rem 1rem max(0.75rem, env(safe-area-inset-bottom));
      border-top: 1px solid var(--line);
      background: var(--surface);
    }
    form {
      display: flex;
      align-items: end;
      gap: 0.5rem;
    }
    textarea {
      flex: 1;
      min-width: 0;
      max-height: 8rem;
      resize: none;
      field-sizing: content;
    }
    small {
      color: var(--dim);
    }
  `,
})
export class Composer {
  readonly sent = output();
  protected readonly longest = LONGEST;
  protected readonly text = signal('');
  readonly #ticket = inject(TICKET);
  readonly #outbox = inject(Outbox);
  readonly #moderation = inject(Moderation);
  readonly #notices = inject(Notices);
  readonly #status = injectChatStatus();
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  protected readonly left = computed(() => LONGEST - this.text().length);
  /** The permissions are unknown before the first join, so that only who came without a name is refused. */
  protected readonly mayWrite = computed(() => this.#ticket.user !== undefined && this.#status().state !== 'closed');
  protected readonly hint = computed(() => {
    if (this.#status().state === 'closed') return 'The chat is closed';
    if (this.#ticket.user === undefined) return 'You are reading along';
    return this.#status().state === 'connected' ? 'Say something' : 'Say something for later';
  });

  focus(): void {
    this.field().nativeElement.focus();
  }

  /** Starts a whisper. */
  whisperTo(name: string): void {
    this.#write(`/w ${name} `);
    this.focus();
  }

  protected send(event: Event): void {
    if (event instanceof KeyboardEvent && (event.shiftKey || event.isComposing)) return;
    event.preventDefault();
    const typed = parse(this.text());
    switch (typed.is) {
      case 'nothing':
        return;
      case 'mistake':
        return this.#notices.say(typed.why);
      case 'saying':
        this.#outbox.send(typed);
        break;
      case 'timeout':
        this.#moderation.timeout(typed.name, typed.duration);
        break;
      case 'purge':
        this.#moderation.purge(typed.name);
        break;
      case 'clear':
        this.#moderation.clear();
        break;
    }
    this.#write('');
    this.sent.emit();
  }

  /** Sets the element itself: a binding would skip text that is typed and sent before the next render. */
  #write(text: string): void {
    this.text.set(text);
    this.field().nativeElement.value = text;
  }
}
