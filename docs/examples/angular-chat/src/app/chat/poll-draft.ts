import { CallError, ReplyError } from 'rx-beam';
import { sayError } from './say-error';

/** A poll that has not started yet. */
export interface PollDraft {
  readonly question: string;
  readonly answers: readonly string[];
  readonly seconds: number;
}

/** What keeps a poll from being started: why, and in which field. */
export interface PollMistake {
  readonly field: keyof PollDraft | undefined;
  readonly why: string;
}

const LONGEST = 255;
const MOST_ANSWERS = 6;

/** The answers, one on each line. */
export const answersIn = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** The mistake in a draft, by the server's limits and in the words of the form. */
export const mistakeIn = ({ question, answers, seconds }: PollDraft): PollMistake | undefined => {
  const { length } = question;
  if (length === 0) return { field: 'question', why: 'Write a question.' };
  if (length < 2 || length > LONGEST) return { field: 'question', why: `The question has 2 to ${LONGEST} characters.` };
  const why = mistakeOfAnswers(answers);
  if (why !== undefined) return { field: 'answers', why };
  return seconds >= 5 && seconds <= 300 ? undefined : { field: 'seconds', why: 'A poll runs for 5 to 300 seconds.' };
};

const mistakeOfAnswers = (answers: readonly string[]): string | undefined => {
  if (answers.length < 2) return 'Write at least two answers, one on each line.';
  if (answers.length > MOST_ANSWERS) return `There are ${answers.length} answers; a poll has at most ${MOST_ANSWERS}.`;
  if (answers.some(({ length }) => length > LONGEST)) return `An answer has at most ${LONGEST} characters.`;
  // The votes of old servers are by text, so that two equal answers would share theirs.
  return new Set(answers).size < answers.length ? 'Two answers are the same.' : undefined;
};

/** Why the poll was not started, in the words of the form. */
export const refusalOf = (error: unknown): PollMistake => ({ field: undefined, why: refusalText(error) });

const refusalText = (error: unknown): string => {
  const why = sayError(error);
  if (error instanceof ReplyError) {
    if (/already running/i.test(why)) return 'A poll is running already. This one can start when that is over.';
    return why === 'You may not do that.' ? 'You may not start a poll in this channel.' : `Not started: ${why}`;
  }
  if (error instanceof CallError && error.delivery === 'never') return `Not started: ${why}`;
  return `${why} The poll may have started all the same.`;
};
