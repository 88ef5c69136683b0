import { ReplyError, TimeoutError } from 'rx-beam';
import { answersIn, mistakeIn, type PollDraft, refusalOf } from './poll-draft';

const draft = (facts: Partial<PollDraft>): PollDraft => ({
  question: 'Which?',
  answers: ['tea', 'coffee'],
  seconds: 60,
  ...facts,
});
const refused = (error: unknown) => refusalOf(new ReplyError('vote:start', 1, error)).why;

describe('a draft of a poll', () => {
  it('has its answers on lines', () => expect(answersIn(' tea \n\n coffee\n')).toEqual(['tea', 'coffee']));

  it('may be right', () => expect(mistakeIn(draft({}))).toBeUndefined());

  for (const [facts, field, why] of [
    [{ question: '' }, 'question', 'Write a question.'],
    [{ question: '?' }, 'question', '2 to 255'],
    [{ question: '?'.repeat(256) }, 'question', '2 to 255'],
    [{ answers: ['tea'] }, 'answers', 'at least two answers'],
    [{ answers: [...'abcdefg'] }, 'answers', 'There are 7 answers'],
    [{ answers: ['a', 'b'.repeat(256)] }, 'answers', 'at most 255'],
    [{ answers: ['a', 'a'] }, 'answers', 'the same'],
    [{ seconds: 4 }, 'seconds', '5 to 300'],
    [{ seconds: 301 }, 'seconds', '5 to 300'],
    [{ seconds: Number.NaN }, 'seconds', '5 to 300'],
  ] as const) {
    it(`has a mistake: ${JSON.stringify(facts).slice(0, 40)}`, () => {
      const mistake = mistakeIn(draft(facts));
      expect(mistake?.field).toBe(field);
      expect(mistake?.why).toContain(why);
    });
  }

  it('may be refused, for a reason that is said in words', () => {
    expect(refused('UACCESS')).toBe('You may not start a poll in this channel.');
    expect(refused('A poll is already running.')).toContain('This one can start when that is over');
    expect(refused('UNOTJSON')).toBe('Not started: The server refused.');
    expect(refused({ code: 4004, message: 'No.' })).toBe('Not started: No.');
  });

  it('may have started all the same', () => {
    const error = new TimeoutError('vote:start', 1, 20_000);
    expect(refusalOf(error).why).toContain('may have started all the same');
  });
});
