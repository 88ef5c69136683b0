import type { Look } from './paint.js';
import { authorIn } from './person.js';
import { widthOf } from './ruler.js';
import { at, listAt, numberAt, textAt } from './wire.js';

const BAR = 20;
const MARGIN = '   ';

/** An answer, and how it does. */
interface Standing {
  readonly label: string;
  readonly answer: string;
  readonly share: number;
  /** The share again, and the votes, in figures. */
  readonly figures: string;
}

/** Votes for each answer, by place where the server counts so, else by text. */
const votesIn = (poll: unknown): number[] =>
  listAt(poll, 'answers').map((answer, i) => {
    const votes = numberAt(poll, 'responsesByIndex', i) ?? numberAt(poll, 'responses', String(answer)) ?? 0;
    return Math.max(0, votes);
  });

const standingsIn = (poll: unknown): Standing[] => {
  const votes = votesIn(poll);
  const all = votes.reduce((sum, each) => sum + each, 0);
  return votes.map((mine, i) => {
    const share = all === 0 ? 0 : mine / all;
    const figures = `${String(Math.round(share * 100)).padStart(3)} %  ${mine}`;
    return { label: `${MARGIN}${i + 1}  `, answer: textAt(poll, 'answers', i), share, figures };
  });
};

/** A share, from 0 to 1, as a bar of fixed width. */
export const bar = (share: number, width = BAR): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
};

/** All on one line, the bars below each other; or, where there is no room for that, each bar on a line of its own. */
const answerLines = (standings: readonly Standing[], { paint, columns }: Look): string[] => {
  const widest = Math.max(0, ...standings.map(({ answer }) => widthOf(answer)));
  const beside = Math.max(0, ...standings.map(({ label, figures }) => label.length + figures.length + 1));
  if (beside + widest + 2 + BAR <= columns)
    return standings.map(({ label, answer, share, figures }) => {
      const gap = ' '.repeat(widest - widthOf(answer) + 2);
      return `${label}${answer}${gap}${paint('cyan', bar(share))} ${figures}`;
    });
  const width = Math.max(1, Math.min(BAR, columns - beside));
  return standings.flatMap(({ label, answer, share, figures }) => [
    `${label}${answer}`,
    `${' '.repeat(label.length)}${paint('cyan', bar(share, width))} ${figures}`,
  ]);
};

/** How much of a poll is left, in words. */
const leftOf = (poll: unknown, nowMs: number): string => {
  const seconds = Math.ceil(((numberAt(poll, 'endsAt') ?? nowMs) - nowMs) / 1000);
  return seconds > 0 ? `${seconds} s left, vote with /vote n` : 'ending';
};

/** A poll's state → its lines: the question, then the answers and their bars. */
export const pollLines = (poll: unknown, state: 'running' | 'ended', nowMs: number, look: Look): string[] => {
  const { paint } = look;
  const facts = state === 'running' ? leftOf(poll, nowMs) : 'the poll has ended';
  const head = `-- ${authorIn(at(poll, 'author'), paint)} asks: ${paint('bold', textAt(poll, 'q'))} (${facts})`;
  return [head, ...answerLines(standingsIn(poll), look)];
};
