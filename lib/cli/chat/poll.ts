import type { Paint } from './paint.js';
import { authorIn } from './person.js';
import { at, listAt, numberAt, textAt } from './wire.js';

const BAR = 20;

/** Votes for each answer, by place where the server counts so, else by text. */
const votesIn = (poll: unknown): number[] =>
  listAt(poll, 'answers').map((answer, i) => {
    const votes = numberAt(poll, 'responsesByIndex', i) ?? numberAt(poll, 'responses', String(answer)) ?? 0;
    return Math.max(0, votes);
  });

/** A share, from 0 to 1, as a bar of fixed width. */
export const bar = (share: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
};

const answerLine = (poll: unknown, at: number, votes: readonly number[], width: number, paint: Paint): string => {
  const [mine = 0, all] = [votes[at], votes.reduce((sum, each) => sum + each, 0)];
  const share = all === 0 ? 0 : mine / all;
  const answer = textAt(poll, 'answers', at).padEnd(width);
  return `   ${at + 1}  ${answer}  ${paint('cyan', bar(share))} ${String(Math.round(share * 100)).padStart(3)} %  ${mine}`;
};

/** How much of a poll is left, in words. */
const leftOf = (poll: unknown, nowMs: number): string => {
  const seconds = Math.ceil(((numberAt(poll, 'endsAt') ?? nowMs) - nowMs) / 1000);
  return seconds > 0 ? `${seconds} s left, vote with /vote n` : 'ending';
};

/** A poll's state → its lines: the question, then an answer and its bar on each. */
export const pollLines = (poll: unknown, state: 'running' | 'ended', nowMs: number, paint: Paint): string[] => {
  const votes = votesIn(poll);
  const width = Math.max(...votes.map((_, i) => textAt(poll, 'answers', i).length), 1);
  const facts = state === 'running' ? leftOf(poll, nowMs) : 'the poll has ended';
  const head = `-- ${authorIn(at(poll, 'author'), paint)} asks: ${paint('bold', textAt(poll, 'q'))} (${facts})`;
  return [head, ...votes.map((_, i) => answerLine(poll, i, votes, width, paint))];
};
