import { stats } from 'rx-beam';
import { ChatDouble } from 'rx-beam/testing';
import { figuresOf, figuresOfAddress } from './figures';

const quiet = stats(new ChatDouble());
const text = (figures: readonly { name: string; value: string }[]) =>
  figures.map(({ name, value }) => `${name}: ${value}`);

describe('the figures of a client', () => {
  it('say that nothing is waited for, and that no ping was answered', () => {
    expect(text(figuresOf(quiet))).toEqual(expect.arrayContaining(['Waits for: nothing', 'Round trip: no ping yet']));
  });

  it('are those of now', () => {
    const calls = { ...quiet.calls, made: 5, answered: 2, spooled: 2, inFlight: 1 };
    const waitingFor = 'the socket to open';
    expect(text(figuresOf({ ...quiet, calls, waitingFor, session: 3, roundTripMs: 1.25 }))).toEqual([
      'State: connected',
      'Waits for: the socket to open',
      'Sessions so far: 3',
      'Round trip: 1.3 ms',
      'Calls spooled: 2',
      'Calls in flight: 1',
      'Calls made: 5, 2 answered',
      'Frames: 0 in, 0 out',
    ]);
  });

  it('are there for each address', () => {
    const counts = { address: 'ws://a.test', dials: 3, failures: 1, losses: 2, hedgesLost: 0, lastError: undefined };
    expect(text(figuresOfAddress({ ...counts, connectMs: 12.4 }))).toEqual([
      'Dials: 3',
      'Failures: 1',
      'Losses: 2',
      'Connected in: 12 ms',
    ]);
    expect(text(figuresOfAddress({ ...counts, connectMs: undefined })).at(-1)).toBe('Connected in: –');
  });
});
