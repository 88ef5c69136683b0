import { Component, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { answersIn, mistakeIn, type PollMistake, refusalOf } from '../chat/poll-draft';
import { Polls } from '../chat/polls';

/** The form that starts a poll. It keeps what was typed until the server has started it. */
@Component({
  selector: 'app-poll-form',
  template: `
    <dialog #dialog aria-labelledby="new-poll" closedby="any">
      <form #form novalidate (submit)="start($event, form)">
        <h2 id="new-poll">New poll</h2>
        <label>
          Question
          <input name="question" maxlength="255" [attr.aria-invalid]="mistake()?.field === 'question'" />
        </label>
        <label>
          Answers, one on each line
          <textarea name="answers" rows="4" [attr.aria-invalid]="mistake()?.field === 'answers'"></textarea>
        </label>
        <label>
          Seconds
          <input
            name="seconds"
            type="number"
            min="5"
            max="300"
            value="60"
            [attr.aria-invalid]="mistake()?.field === 'seconds'"
          />
        </label>
        <p role="alert">{{ mistake()?.why }}</p>
        <footer>
          <button type="button" (click)="dialog.close()">Cancel</button>
          <button class="primary" [disabled]="isStarting()">Start</button>
        </footer>
      </form>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(26rem, calc(100vw - 2rem));
      padding: 0;
      border: 0;
      border-radius: var(--round);
      background: var(--surface);
      color: inherit;
      box-shadow: var(--shadow);
    }
    dialog::backdrop {
      background: rgb(0 0 0 / 0.4);
    }
    form {
      display: grid;
      gap: 0.9rem;
      padding: 1.5rem;
    }
    h2 {
      margin: 0;
      font-size: 1.2rem;
    }
    label {
      display: grid;
      gap: 0.35rem;
      color: var(--dim);
      font-size: 0.85rem;
    }
    [aria-invalid='true'] {
      border-color: var(--bad);
    }
    p {
      margin: 0;
      color: var(--bad);
      font-size: 0.9rem;
    }
    p:empty {
      display: none;
    }
    footer {
      display: flex;
      justify-content: end;
      gap: 0.5rem;
    }
  `,
})
export class PollForm {
  readonly #polls = inject(Polls);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly mistake = signal<PollMistake | undefined>(undefined);
  protected readonly isStarting = signal(false);

  open(): void {
    this.mistake.set(undefined);
    this.dialog().nativeElement.showModal();
  }

  protected async start(event: Event, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    if (this.isStarting()) return;
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? '').trim();
    const draft = { question: text('question'), answers: answersIn(text('answers')), seconds: Number(text('seconds')) };
    const mistake = mistakeIn(draft);
    this.mistake.set(mistake);
    if (mistake?.field !== undefined) return form.querySelector<HTMLElement>(`[name=${mistake.field}]`)?.focus();
    this.isStarting.set(true);
    try {
      await this.#polls.start(draft);
      form.reset();
      this.dialog().nativeElement.close();
    } catch (error) {
      this.mistake.set(refusalOf(error));
    } finally {
      this.isStarting.set(false);
    }
  }
}
