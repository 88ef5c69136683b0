import { widthOf } from './measure.js';
import type { RenderOptions } from './paint.js';
import { authorIn } from './person.js';
import { at, listAt, numberAt, textAt } from './wire.js';

const BAR_WIDTH = 20;
const MARGIN = '   ';

/** An answer of a poll and its votes. */
interface AnswerResult {
  readonly label: string;
  readonly answer: string;
  /** The share of all votes, from 0 to 1. */
  readonly share: number;
  /** The share in percent and the number of votes. */
  readonly figures: string;
}

/** The votes of each answer. Newer servers count by index, older ones by the text of the answer. */
const votesIn = (poll: unknown): number[] =>
  listAt(poll, 'answers').map((answer, i) => {
    // `String` throws for some objects, such as one with a member `toString` that is no function.
    const byText = typeof answer === 'object' ? undefined : numberAt(poll, 'responses', String(answer));
    return Math.max(0, numberAt(poll, 'responsesByIndex', i) ?? byText ?? 0);
  });

const resultsOf = (poll: unknown): AnswerResult[] => {
  const votes = votesIn(poll);
  const all = votes.reduce((sum, each) => sum + each, 0);
  return votes.map((own, i) => {
    const share = all === 0 ? 0 : own / all;
    const figures = `${String(Math.round(share * 100)).padStart(3)} %  ${own}`;
    return { label: `${MARGIN}${i + 1}  `, answer: textAt(poll, 'answers', i), share, figures };
  });
};

/** A bar of fixed width that shows a share from 0 to 1. */
export const bar = (share: number, width = BAR_WIDTH): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
};

/** One line per answer with its bar. If the terminal is too narrow for that, each bar gets a line of its own. */
const answerLines = (results: readonly AnswerResult[], { paint, columns }: RenderOptions): string[] => {
  const widest = Math.max(0, ...results.map(({ answer }) => widthOf(answer)));
  const beside = Math.max(0, ...results.map(({ label, figures }) => label.length + figures.length + 1));
  if (beside + widest + 2 + BAR_WIDTH <= columns)
    return results.map(({ label, answer, share, figures }) => {
      const gap = ' '.repeat(widest - widthOf(answer) + 2);
      return `${label}${answer}${gap}${paint('cyan', bar(share))} ${figures}`;
    });
  const width = Math.max(1, Math.min(BAR_WIDTH, columns - beside));
  return results.flatMap(({ label, answer, share, figures }) => [
    `${label}${answer}`,
    `${' '.repeat(label.length)}${paint('cyan', bar(share, width))} ${figures}`,
  ]);
};

/** How much time a poll has left. */
const timeLeft = (poll: unknown, nowMs: number): string => {
  const seconds = Math.ceil(((numberAt(poll, 'endsAt') ?? nowMs) - nowMs) / 1000);
  return seconds > 0 ? `${seconds} s left, vote with /vote n` : 'ending';
};

/** The lines that show a poll: the question, then each answer with its bar. */
export const pollLines = (
  poll: unknown,
  state: 'running' | 'ended',
  nowMs: number,
  options: RenderOptions,
): string[] => {
  const { paint } = options;
  const facts = state === 'running' ? timeLeft(poll, nowMs) : 'the poll has ended';
  const head = `-- ${authorIn(at(poll, 'author'), paint)} asks: ${paint('bold', textAt(poll, 'q'))} (${facts})`;
  return [head, ...answerLines(resultsOf(poll), options)];
};
