import { Component, type ElementRef, inject, viewChild } from '@angular/core';
import { Polls } from '../chat/polls';

/** The form that starts a poll. */
@Component({
  selector: 'app-poll-form',
  template: `
    <dialog #dialog aria-label="New poll" closedby="any">
      <form method="dialog" (submit)="start(question.value, answers.value, seconds.valueAsNumber); form.reset()" #form>
        <h2>New poll</h2>
        <label>Question <input #question required minlength="2" maxlength="255" /></label>
        <label>Answers, one on each line <textarea #answers required rows="4"></textarea></label>
        <label>Seconds <input #seconds type="number" required min="5" max="300" value="60" /></label>
        <footer>
          <button type="button" (click)="dialog.close()">Cancel</button>
          <button class="primary">Start</button>
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

  open(): void {
    this.dialog().nativeElement.showModal();
  }

  protected start(question: string, answers: string, seconds: number): void {
    const lines = answers.split('\n').map(line => line.trim());
    this.#polls.start(question, lines.filter(Boolean), seconds);
  }
}
