import { computed, Injectable, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { BeamChat, PollStart } from 'rx-beam';
import { injectBeamChat } from 'rx-beam/angular';
import { concat, filter, map, merge, type Observable, of, switchMap, timer } from 'rxjs';
import { Notices } from './notices';
import type { PollDraft } from './poll-draft';
import { sayError } from './say-error';
import { isPoll } from './shapes';

export interface Answer {
  readonly text: string;
  readonly votes: number;
  /** Of all votes, from 0 to 1. */
  readonly share: number;
}

export interface Poll {
  /** Identifies the poll: the server sends the event again for each vote. */
  readonly key: string;
  readonly question: string;
  readonly author: string;
  readonly answers: readonly Answer[];
  readonly voters: number;
  /** Epoch ms. */
  readonly endsAt: number;
  readonly isOver: boolean;
}

/** How long the result is shown. */
const RESULT_MS = 15_000;

/** The running poll after each vote, then its result for {@link RESULT_MS}, then undefined. */
export const pollsOf = (chat: BeamChat): Observable<Poll | undefined> =>
  merge(
    chat.events$('PollStart').pipe(
      filter(isPoll),
      map(state => toPoll(state, false)),
    ),
    chat.events$('PollEnd').pipe(
      filter(isPoll),
      map(state => toPoll(state, true)),
    ),
  ).pipe(switchMap(poll => (poll.isOver ? concat(of(poll), timer(RESULT_MS).pipe(map(() => undefined))) : of(poll))));

const toPoll = (state: PollStart, isOver: boolean): Poll => {
  const votes = state.answers.map((text, place) => toCount(state.responsesByIndex?.[place] ?? state.responses?.[text]));
  const all = votes.reduce((sum, each) => sum + each, 0);
  return {
    key: `${state.endsAt} ${state.q}`,
    question: state.q,
    author: state.author.user_name,
    answers: state.answers.map((text, place) => {
      const count = votes[place] ?? 0;
      return { text, votes: count, share: all === 0 ? 0 : count / all };
    }),
    voters: toCount(state.voters),
    endsAt: state.endsAt,
    isOver,
  };
};

const toCount = (votes: unknown): number => (typeof votes === 'number' ? votes : 0);

/** The poll as a signal, and our own vote. */
@Injectable()
export class Polls {
  readonly #chat = injectBeamChat();
  readonly #notices = inject(Notices);
  readonly #vote = signal<{ readonly key: string; readonly place: number } | undefined>(undefined);

  readonly present = toSignal(pollsOf(this.#chat));
  /** The index of the answer that we chose. */
  readonly chosen = computed(() => (this.#vote()?.key === this.present()?.key ? this.#vote()?.place : undefined));

  vote(place: number): void {
    const key = this.present()?.key;
    if (key === undefined || this.chosen() !== undefined) return;
    this.#vote.set({ key, place });
    this.#chat.call('vote:choose', [place], { force: true }).catch(error => {
      this.#vote.set(undefined);
      this.#notices.say(sayError(error));
    });
  }

  /** Rejects if the poll was refused, or if it is unknown whether it has started. */
  async start({ question, answers, seconds }: PollDraft): Promise<void> {
    await this.#chat.call('vote:start', [question, answers, seconds], { force: true });
  }
}
