import { asyncScheduler } from 'rxjs';
import type { Author, PollStart } from '../beam/events.js';

/** What is asked, by whom, for how long. */
export interface PollQuestion {
  channelId: number;
  question: string;
  answers: readonly string[];
  author: Author;
  durationMs: number;
}

/** A vote under way: one per channel, one vote per user. */
export class Poll {
  readonly #asked: PollQuestion;
  readonly #endsAt: number;
  readonly #votes = new Map<number, number>();

  constructor(asked: PollQuestion) {
    this.#asked = asked;
    this.#endsAt = asyncScheduler.now() + asked.durationMs;
  }

  hasAnswer(index: number): boolean {
    return Number.isInteger(index) && index >= 0 && index < this.#asked.answers.length;
  }

  /** False if this user has voted. */
  vote(userId: number, index: number): boolean {
    if (this.#votes.has(userId)) return false;
    this.#votes.set(userId, index);
    return true;
  }

  /** The data of PollStart and PollEnd alike. */
  get state(): PollStart {
    const { channelId, question, answers, author, durationMs } = this.#asked;
    const votes = [...this.#votes.values()];
    const counts = answers.map((_, index) => votes.filter(vote => vote === index).length);
    const byText = new Map<string, number>();
    for (const [index, answer] of answers.entries())
      byText.set(answer, (byText.get(answer) ?? 0) + (counts[index] ?? 0));
    return {
      originatingChannel: channelId,
      q: question,
      answers: [...answers],
      author,
      duration: durationMs,
      endsAt: this.#endsAt,
      voters: votes.length,
      // Not assigned one by one: an answer may read "__proto__".
      responses: Object.fromEntries(byText),
      responsesByIndex: counts,
    };
  }
}
