import { PercentPipe } from '@angular/common';
import { Component, computed, inject } from '@angular/core';
import { injectChatStatus } from 'rx-beam/angular';
import { injectNow } from '../chat/now';
import { Polls } from '../chat/polls';
import { Me } from '../visit/me';

/** The running poll, with its votes and a button for each answer. */
@Component({
  selector: 'app-poll-card',
  imports: [PercentPipe],
  template: `
    @if (polls.present(); as poll) {
      <section aria-label="Poll">
        <h2>{{ poll.question }}</h2>
        <p>
          {{ poll.isOver ? 'Closed' : seconds() + ' s left' }} · {{ poll.voters }}
          {{ poll.voters === 1 ? 'vote' : 'votes' }} · by {{ poll.author }}
        </p>
        @for (answer of poll.answers; track $index) {
          <button
            [style.--share]="answer.share"
            [class.chosen]="polls.chosen() === $index"
            [attr.aria-pressed]="polls.chosen() === $index"
            [disabled]="!mayVote()"
            (click)="polls.vote($index)"
          >
            <span>{{ answer.text }}</span>
            <b>{{ answer.share | percent }}</b>
          </button>
        }
      </section>
    }
  `,
  styles: `
    section {
      max-height: 45dvh;
      overflow: auto;
      display: grid;
      gap: 0.4rem;
      width: min(36rem, 100% - 2rem);
      margin: 0.75rem auto;
      padding: 0.9rem 1rem 1rem;
      border: 1px solid var(--line);
      border-radius: var(--round);
      background: var(--surface);
      box-shadow: var(--shadow);
    }
    h2 {
      margin: 0;
      font-size: 1rem;
    }
    p {
      margin: 0 0 0.25rem;
      color: var(--dim);
      font-size: 0.8rem;
      font-variant-numeric: tabular-nums;
    }
    button {
      position: relative;
      display: flex;
      justify-content: space-between;
      gap: 1rem;
      overflow: hidden;
      text-align: left;
      background: var(--sunken);
      border-color: transparent;
    }
    button::before {
      content: '';
      position: absolute;
      inset: 0;
      background: var(--tint);
      transform: scaleX(var(--share));
      transform-origin: left;
      transition: transform 0.4s ease-out;
    }
    button > * {
      position: relative;
    }
    button:disabled {
      opacity: 1;
      color: var(--text);
    }
    b {
      font-variant-numeric: tabular-nums;
    }
    .chosen {
      border-color: var(--accent);
    }
    .chosen span::after {
      content: ' ✓';
      color: var(--accent);
      font-weight: 700;
    }
    @media (prefers-reduced-motion: reduce) {
      button::before {
        transition: none;
      }
    }
  `,
})
export class PollCard {
  protected readonly polls = inject(Polls);
  readonly #me = inject(Me);
  readonly #status = injectChatStatus();
  readonly #runs = computed(() => this.polls.present()?.isOver === false);
  readonly #now = injectNow(this.#runs);

  protected readonly seconds = computed(() => {
    const endsAt = this.polls.present()?.endsAt ?? 0;
    return Math.max(0, Math.ceil((endsAt - this.#now()) / 1000));
  });
  protected readonly mayVote = computed(
    () =>
      this.#runs() &&
      this.#me.may('poll_vote') &&
      this.polls.chosen() === undefined &&
      this.#status().state === 'connected',
  );
}
