import { expect } from 'chai';
import { isObservable, NEVER, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChatOptions } from '../../lib/beam/options.js';
import { ReconnectPolicy } from '../../lib/client/reconnect-policy.js';
import { AuthenticationFailedError, ConnectionError, TimeoutError } from '../../lib/errors.js';
import type { End, NetworkEvent } from '../../lib/index.js';
import { stageParts } from '../kit/client-parts.js';
import { asFacts, factsOf } from '../kit/facts.js';

const address = 'wss://a.test';
const loss = new ConnectionError('lost', { address });

const stage = (options: BeamChatOptions = {}) => {
  const staged = stageParts({ options });
  return { ...staged, policy: new ReconnectPolicy(staged.client) };
};

describe('ReconnectPolicy', () => {
  it('R11: only a refusal for good is fatal', () => {
    const { policy } = stage();
    const fatal = [new AuthenticationFailedError('no'), loss, new Error('no'), 'no'].map(each => policy.isFatal(each));
    expect(fatal).to.deep.equal([true, false, false, false]);
  });

  it('tells the status which attempt is under way, and asks for what the options say', () => {
    const backoff = { initial: 7, max: 70 };
    const { client, policy } = stage({ backoff, stableAfter: 9 });
    client.announcements.updateStatus({ retryAt: 5 });
    policy.onAttempt({ address, number: 3, join: { endpoints: [address] } });
    expect(client.announcements.status).to.include({ address, attempt: 3, retryAt: undefined });
    expect([policy.backoff, policy.stableAfter, policy.newListEachTime]).to.deep.equal([backoff, 9, false]);
  });

  it('R4: reports only the first invalid value of random', () => {
    const { policy, errors } = stage({ random: () => Number.NaN });
    expect([policy.random(), policy.random()]).to.deep.equal([0.5, 0.5]);
    expect(errors.map(({ message }) => message)).to.deep.equal([
      'the option random must return a number in [0, 1), not NaN',
    ]);
  });

  const odd = new Error('odd');
  const silence = new TimeoutError('knock', undefined, 5);
  const broken = new ConnectionError('lost: broken frame', { address, cause: odd });
  const failures: [what: string, error: unknown, established: boolean, reported: unknown][] = [
    ['a dial that failed', loss, false, loss],
    ['a lost session, of which closed$ says all', loss, true, undefined],
    ['a silent server', silence, true, silence],
    ['a lost session with a cause', broken, true, broken],
    ['an error of another class', odd, true, new ConnectionError('odd', { address, cause: odd })],
    ['a thrown string', 'odd', false, new ConnectionError('"odd"', { address, cause: 'odd' })],
  ];
  for (const [what, error, established, reported] of failures) {
    it(`${reported === undefined ? 'does not report' : 'reports'} ${what}`, () => {
      const { policy, errors } = stage();
      policy.onFailure({ address, error, established });
      expect(errors.map(factsOf)).to.deep.equal(reported === undefined ? [] : [factsOf(reported)]);
    });
  }

  it('R3: tells shouldReconnect how the attempt ended, its socket opened or not', () => {
    const ends: End[] = [];
    const { client, closed, policy } = stage({
      shouldReconnect: end => {
        ends.push(end);
        return true;
      },
    });
    policy.shouldRetry({ address, error: loss, established: false });
    client.sockets.closeObserver.next({ address, code: 4000, reason: 'bye', wasClean: true });
    policy.shouldRetry({ address, error: loss, established: true });
    expect(ends).to.deep.equal([
      { address, code: 1006, reason: '', wasClean: false, opened: false },
      { ...closed[0], opened: true },
    ]);
  });

  const answers: [what: string, answer: () => unknown, marble: string, errors: number][] = [
    ['true', () => true, '(y|)', 0],
    ['false', () => false, '(n|)', 0],
    ['nothing', () => undefined, '(y|)', 0],
    ['0, which is no false', () => 0, '(y|)', 0],
    ['an Observable of false', () => of(false), '(n|)', 0],
    ['an Observable of nothing', () => of(undefined), '(y|)', 0],
    ['an Observable that fails, which is reported', () => throwError(() => new Error('no')), '(y|)', 1],
    [
      'an AuthenticationFailedError, which does not close the client',
      () => throwError(() => new AuthenticationFailedError('no')),
      '(y|)',
      1,
    ],
    ['an Observable that hangs, which is reported', () => NEVER, '10s (y|)', 1],
  ];
  for (const [what, answer, marble, count] of answers) {
    it(
      `R3: goes on unless shouldReconnect says false: it gives ${what}`,
      marbles(m => {
        const { policy, errors } = stage({ shouldReconnect: answer as () => boolean, connectTimeout: 10_000 });
        const answer$ = policy.shouldRetry({ address, error: loss, established: true });
        m.expect(asFacts(isObservable(answer$) ? answer$ : of(answer$))).toBeObservable(marble, { y: true, n: false });
        m.flush();
        expect(errors.map(({ name }) => name)).to.deep.equal(Array(count).fill('ConnectionError'));
      }),
    );
  }

  it(
    'R8: a wake ends a wait, and offline does not',
    marbles(m => {
      const { client, policy } = stage();
      const network$ = m.hot<NetworkEvent>('-w-o-w', { w: 'wake', o: 'offline' });
      network$.subscribe(client.network$);
      m.expect(policy.wake$).toBeObservable('       -w---w', { w: 'wake' });
    }),
  );

  it('an impossible chance is reported once, and does no harm', () => {
    const { policy, errors } = stage({ random: () => 7 });
    expect([policy.random(), policy.random()]).to.deep.equal([0.5, 0.5]);
    expect(errors.map(({ name }) => name)).to.deep.equal(['ConnectionError']);
    expect(errors[0]?.message).to.contain('the option random');
  });

  it(
    'announces a wait, and when it is over',
    marbles(m => {
      const { client, policy } = stage();
      const info = { address, attempt: 2, delay: 300, cause: loss };
      const seen: unknown[] = [];
      client.announcements.reconnecting$.subscribe(each => seen.push(each));
      policy.onWait(info);
      expect(seen).to.deep.equal([info]);
      expect(client.announcements.status).to.include({ attempt: 2, retryAt: m.scheduler.now() + 300 });
    }),
  );
});
