import type { Status } from 'rx-beam';
import { AuthenticationFailedError, ConnectionError } from 'rx-beam';
import { barOf, spokenState } from './bar';

const status = (facts: Partial<Status>): Status => ({
  state: 'connected',
  address: undefined,
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
  ...facts,
});

describe('barOf', () => {
  it('says nothing while all is well', () => expect(barOf(status({}), 0)).toBeUndefined());

  it('counts whole seconds down, and not below none', () => {
    const waiting = status({ state: 'reconnecting', retryAt: 5_000 });
    expect([0, 3_999, 4_001, 9_000].map(now => barOf(waiting, now)?.seconds)).toEqual([5, 2, 1, 0]);
  });

  it('tells a first try from a further one', () => {
    expect(barOf(status({ state: 'connecting' }), 0)?.text).toBe('Connecting …');
    expect(barOf(status({ state: 'reconnecting' }), 0)?.text).toBe('Reconnecting …');
  });

  it('says that the server was never reached', () => {
    const lastError = new ConnectionError('refused');
    expect(barOf(status({ state: 'connecting', lastError, retryAt: 1_000 }), 0)).toEqual({
      tone: 'waiting',
      text: 'The server cannot be reached.',
      seconds: 1,
    });
    expect(barOf(status({ state: 'connecting', lastError }), 0)?.text).toBe('Trying to reach the server …');
  });

  it('says why it is over', () => {
    const lastError = new AuthenticationFailedError('There is no such channel.');
    expect(barOf(status({ state: 'closed', lastError }), 0)).toEqual({
      tone: 'over',
      text: 'Closed: There is no such channel.',
    });
  });
});

describe('spokenState', () => {
  it('says once that the connection is lost, and that it is back', () => {
    const lost = 'The connection was lost. The app goes on trying.';
    for (const facts of [{}, { retryAt: 1 }, { attempt: 2 }, { retryAt: 2, attempt: 3 }]) {
      expect(spokenState(status({ state: 'reconnecting', ...facts }))).toBe(lost);
    }
    expect(spokenState(status({ state: 'connected' }))).toBe('Connected.');
  });

  it('says what becomes of the first connection', () => {
    const lastError = new ConnectionError('refused');
    expect(spokenState(status({ state: 'idle' }))).toBe('');
    expect(spokenState(status({ state: 'connecting' }))).toBe('Connecting.');
    expect(spokenState(status({ state: 'connecting', lastError }))).toBe(
      'The server cannot be reached. The app goes on trying.',
    );
    expect(spokenState(status({ state: 'closed' }))).toBe('The chat is closed.');
  });
});
