import { map, merge } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, PollStart } from '../../lib/index.js';
import { ChatDouble } from '../../lib/testing/index.js';

/** The share of each answer in percent, after each vote, and whether the poll is over. */
const shares = (chat: BeamChat) => {
  const toShares = (over: boolean) =>
    map(({ answers, responses, voters }: PollStart) => ({
      over,
      shares: answers.map(answer => Math.round((100 * (responses[answer] ?? 0)) / Math.max(1, voters))),
    }));
  return merge(chat.events$('PollStart').pipe(toShares(false)), chat.events$('PollEnd').pipe(toShares(true)));
};

const tea = (yes: number, no: number): PollStart => ({
  originatingChannel: 1,
  q: 'Tea?',
  answers: ['yes', 'no'],
  author: { user_name: 'ada', user_id: 7, user_roles: ['Owner'] },
  duration: 30_000,
  endsAt: 30_000,
  voters: yes + no,
  responses: { yes, no },
});

describe('a poll', () => {
  it(
    'shows its shares after each vote, and when it is over',
    marbles(m => {
      const chat = new ChatDouble({
        events: {
          PollStart: m.hot('a--b--c----', { a: tea(0, 0), b: tea(1, 0), c: tea(2, 1) }),
          PollEnd: m.hot('  ----------e', { e: tea(2, 1) }),
        },
      });
      m.expect(shares(chat)).toBeObservable('a--b--c---e', {
        a: { over: false, shares: [0, 0] },
        b: { over: false, shares: [100, 0] },
        c: { over: false, shares: [67, 33] },
        e: { over: true, shares: [67, 33] },
      });
    }),
  );
});
