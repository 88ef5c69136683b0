import { type ObservableInput, of, TimeoutError as RxTimeoutError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { CallError, ReplyError, TimeoutError } from '../../lib/errors.js';
import { type Outcome, outcomeOf } from '../../lib/streams/outcome.js';

const gone = (kind: 'disconnected' | 'closed' | 'not-connected' | 'overflow') =>
  new CallError(kind, { method: 'last', id: 1, kind, delivery: 'never' });

describe('outcomeOf', () => {
  it(
    'an answer is the first value; nothing is awaited after it',
    marbles(m => {
      const source = m.cold('--a-b', { a: [1, 2], b: [3] });
      m.expect(outcomeOf(() => source)).toBeObservable('--(o|)', { o: { is: 'answer', answer: [1, 2] } });
      m.expect(source).toHaveSubscriptions('^-!');
    }),
  );

  it(
    'asks for each subscription, and is unsubscribed from the answer',
    marbles(m => {
      const source = m.cold<number[]>('-----');
      m.expect(
        outcomeOf(() => source),
        '^--!',
      ).toBeObservable('-');
      m.expect(source).toHaveSubscriptions('^--!');
    }),
  );

  const error = new Error('mine');
  const failures: Readonly<
    Record<string, readonly [error: unknown, outcome: { is: 'failure'; cause: 'refused' | 'timeout' }]>
  > = {
    'a refusal': [new ReplyError('last', 1, 'no'), { is: 'failure', cause: 'refused' }],
    'a timeout of the client': [new TimeoutError('last', 1, 9), { is: 'failure', cause: 'timeout' }],
    'a timeout of RxJS': [new RxTimeoutError(), { is: 'failure', cause: 'timeout' }],
    'a timeout of the platform': [new DOMException('late', 'TimeoutError'), { is: 'failure', cause: 'timeout' }],
    'a full spool': [gone('overflow'), { is: 'failure', cause: 'refused' }],
    'anything else': ['text', { is: 'failure', cause: 'refused' }],
  };
  for (const [what, [given, outcome]] of Object.entries(failures)) {
    it(
      `${what} is a failure`,
      marbles(m => {
        const source = m.cold<number[]>('-#', {}, given);
        m.expect(outcomeOf(() => source)).toBeObservable('-(o|)', { o: { ...outcome, error: given } });
      }),
    );
  }

  for (const kind of ['disconnected', 'closed', 'not-connected'] as const) {
    it(
      `a call that fails as ${kind} has no session any more`,
      marbles(m => {
        const source = m.cold<number[]>('-#', {}, gone(kind));
        m.expect(outcomeOf(() => source)).toBeObservable('-(o|)', { o: { is: 'over' } });
      }),
    );
  }

  const bad: Readonly<Record<string, readonly [ask: () => unknown, error: Error]>> = {
    'a function that throws': [
      () => {
        throw error;
      },
      error,
    ],
    'a completion without an answer': [() => of(), new Error('it completed without an answer')],
    'an answer that is not an array': [() => of(null), new TypeError('the answer is not an array')],
  };
  for (const [what, [ask, expected]] of Object.entries(bad)) {
    it(
      `${what} is a refusal`,
      marbles(m => {
        const o: Outcome<number> = { is: 'failure', cause: 'refused', error: expected };
        m.expect(outcomeOf(ask as () => ObservableInput<readonly number[]>)).toBeObservable('(o|)', { o });
      }),
    );
  }
});
