import type { Status } from 'rx-beam';
import { AuthenticationFailedError } from 'rx-beam';
import { barOf } from './bar';

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

  it('says why it is over', () => {
    const lastError = new AuthenticationFailedError('There is no such channel.');
    expect(barOf(status({ state: 'closed', lastError }), 0)).toEqual({
      tone: 'over',
      text: 'Closed: There is no such channel.',
    });
  });
});
