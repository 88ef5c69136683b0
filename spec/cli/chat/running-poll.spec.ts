import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { ChatOutput } from '../../../lib/cli/chat/chat-output.js';
import { plain } from '../../../lib/cli/chat/paint.js';
import { runningPollLines, thinOutPolls } from '../../../lib/cli/chat/running-poll.js';

const poll = (votes: number, endsAt = 3_000) => ({ q: 'Tea?', answers: ['Yes'], responsesByIndex: [votes], endsAt });
const start = (votes: number, endsAt?: number): ChatOutput => ({
  type: 'event',
  event: 'PollStart',
  data: poll(votes, endsAt),
});
const END: ChatOutput = { type: 'event', event: 'PollEnd', data: poll(9) };

describe('thinOutPolls', () => {
  it(
    'passes on the first state of a poll, and then the newest every 2 s',
    marbles(m => {
      const values = { a: start(0), b: start(1), c: start(2), d: start(3) };
      const output$ = m.hot(' ab 997ms c 10s     d', values);
      const expected = '      a 1999ms c 8999ms d';
      m.expect(thinOutPolls(output$)).toBeObservable(m.hot(expected, values));
    }),
  );

  it(
    'drops a state that waits when the poll ends, and shows the next poll at once',
    marbles(m => {
      const values = { a: start(0), b: start(1), e: END, m: { type: 'help' } as const };
      const output$ = m.hot(' abmea', values);
      const expected = '      a-mea';
      m.expect(thinOutPolls(output$)).toBeObservable(m.hot(expected, values));
    }),
  );
});

describe('runningPollLines', () => {
  const options = { paint: plain, columns: 80 };
  /** The seconds that are left and the votes, or `none`. */
  const brief = (lines: readonly string[]): string =>
    lines.length === 0 ? 'none' : `${/\d+(?= s left)/.exec(lines[0] ?? '')?.[0] ?? 'ending'} ${lines[1]?.slice(-1)}`;

  it(
    'counts down, shows each vote at once, and ends with the poll',
    marbles(m => {
      const output$ = m.hot('  a 1499ms b 999ms e', { a: start(0), b: start(1), e: END });
      const expected = '       a 999ms c 499ms d 999ms n';
      const values = { a: '3 0', c: '2 0', d: '2 1', n: 'none' };
      m.expect(runningPollLines(output$, m.cold('o--', { o: options })).pipe(map(brief))).toBeObservable(
        m.hot(expected, values),
      );
    }),
  );

  it(
    'shows a poll no longer than 5 s after its end, if nobody tells of the end',
    marbles(m => {
      const output$ = m.hot('  a', { a: start(0, 1_000) });
      const expected = '       a 999ms b 4999ms n';
      const values = { a: '1 0', b: 'ending 0', n: 'none' };
      m.expect(runningPollLines(output$, m.cold('o--', { o: options })).pipe(map(brief))).toBeObservable(
        m.hot(expected, values),
      );
    }),
  );

  it(
    'is drawn anew when the terminal is resized',
    marbles(m => {
      const output$ = m.hot('  a--e', { a: start(0), e: END });
      const options$ = m.cold('w-n-', { w: options, n: { ...options, columns: 20 } });
      const lines$ = runningPollLines(output$, options$).pipe(map(({ length }) => length));
      m.expect(lines$).toBeObservable(m.hot('w-nz', { w: 2, n: 6, z: 0 }));
    }),
  );
});
