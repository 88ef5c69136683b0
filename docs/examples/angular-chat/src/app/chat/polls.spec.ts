import { TestBed } from '@angular/core/testing';
import type { PollStart } from 'rx-beam';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble } from 'rx-beam/testing';
import { map } from 'rxjs';
import { marbles } from '../../testing/marbles';
import { Notices } from './notices';
import { type Poll, Polls, pollsOf } from './polls';

const state = (responsesByIndex: number[] | undefined, responses: Record<string, number> = {}): PollStart => ({
  originatingChannel: 42,
  q: 'Which?',
  answers: ['tea', 'coffee'],
  author: { user_name: 'ada', user_id: 7, user_roles: ['Owner'] },
  duration: 30_000,
  endsAt: 30_000,
  voters: 1,
  responses,
  ...(responsesByIndex === undefined ? {} : { responsesByIndex }),
});
const bars = (poll: Poll | undefined) =>
  poll &&
  poll.answers.map(({ text, votes, share }) => `${text} ${votes} ${share}`).join(', ') + (poll.isOver ? '.' : '');

describe('pollsOf', () => {
  it(
    'shows the votes as they come, the result for a while, and then nothing',
    marbles(({ hot, expectObservable }) => {
      const events = {
        PollStart: hot('-ab', { a: state([0, 0]), b: state([1, 3]) }),
        PollEnd: hot('  ---e', { e: state([1, 3]) }),
      };
      expectObservable(pollsOf(new ChatDouble({ events })).pipe(map(bars))).toBe('-012 14999ms 3', [
        'tea 0 0, coffee 0 0',
        'tea 1 0.25, coffee 3 0.75',
        'tea 1 0.25, coffee 3 0.75.',
        undefined,
      ]);
    }),
  );

  it(
    'reads the votes of old servers, by their text',
    marbles(({ hot, expectObservable }) => {
      const events = { PollStart: hot('a', { a: state(undefined, { coffee: 2 }) }) };
      expectObservable(pollsOf(new ChatDouble({ events })).pipe(map(bars))).toBe('0', ['tea 0 0, coffee 2 1']);
    }),
  );
});

describe('Polls', () => {
  const pollsIn = (chat: ChatDouble) => {
    TestBed.configureTestingModule({ providers: [{ provide: BEAM_CHAT, useValue: chat }, Notices, Polls] });
    return TestBed.inject(Polls);
  };

  it(
    'votes once',
    marbles(({ hot, expectObservable }) => {
      const chat = new ChatDouble({
        events: { PollStart: hot('a', { a: state([0, 0]) }) },
        replies: { 'vote:choose': () => true },
      });
      const polls = pollsIn(chat);
      hot('-ab', { a: 1, b: 0 }).subscribe(place => polls.vote(place));
      expectObservable(chat.calls$.pipe(map(({ args }) => args))).toBe('-0', [[1]]);
      expectObservable(hot('--x').pipe(map(() => polls.chosen()))).toBe('--1', [0, 1]);
    }),
  );
});
