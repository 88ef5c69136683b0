import { asyncScheduler } from 'rxjs';
import type { Author } from '../beam/chat-message.js';
import type { PollStart } from '../beam/events.js';

/** The arguments of `vote:start`, and who called it. */
export interface PollQuestion {
  channelId: number;
  question: string;
  answers: readonly string[];
  author: Author;
  durationMs: number;
}

/** A running poll. A channel has one at a time; each user has one vote. */
export class Poll {
  readonly #question: PollQuestion;
  readonly #endsAt: number;
  readonly #votes = new Map<number, number>();

  constructor(question: PollQuestion) {
    this.#question = question;
    this.#endsAt = asyncScheduler.now() + question.durationMs;
  }

  hasAnswer(index: number): boolean {
    return Number.isInteger(index) && index >= 0 && index < this.#question.answers.length;
  }

  /** Counts a vote. Returns false if the user has voted before. */
  vote(userId: number, index: number): boolean {
    if (this.#votes.has(userId)) return false;
    this.#votes.set(userId, index);
    return true;
  }

  /** The data of both PollStart and PollEnd. */
  get state(): PollStart {
    const { channelId, question, answers, author, durationMs } = this.#question;
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
      // `fromEntries` defines own properties even for "__proto__", which an assignment would not.
      responses: Object.fromEntries(byText),
      responsesByIndex: counts,
    };
  }
}
