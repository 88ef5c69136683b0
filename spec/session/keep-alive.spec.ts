import { expect } from 'chai';
import { asyncScheduler, concat, ignoreElements, map, NEVER, type Observable, of, Subject } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { NetworkEvent } from '../../lib/link/network.js';
import { type KeepAliveOptions, keepAlive } from '../../lib/session/keep-alive.js';
import { errorFacts } from '../kit/session-kit/facts.js';
import { play, sleepyClock, timersOf } from '../kit/session-kit/play.js';
import { unhandledDuring } from '../rules/kit.js';

const dead = { name: 'TimeoutError', kind: 'timeout', delivery: 'unknown', method: 'ping', waited: 5000 };

/** A link whose pings are counted, and answered after a while or never. */
const pulseIn = (m: Context, answerAfter = Number.POSITIVE_INFINITY) => {
  const pings: number[] = [];
  let at = 0;
  let times = 0;
  const hear = () => {
    at = asyncScheduler.now();
    times += 1;
  };
  const ping = () => {
    pings.push(m.scheduler.frame);
    if (answerAfter !== Number.POSITIVE_INFINITY) m.scheduler.schedule(hear, answerAfter);
  };
  return { pings, hear, heardAt: () => at, heard: () => times, ping };
};

const watch = (
  pulse: ReturnType<typeof pulseIn>,
  options: Partial<KeepAliveOptions> = {},
  probe$: Observable<unknown> = NEVER,
) =>
  concat(of(pulse), NEVER).pipe(
    keepAlive({ pingInterval: 15_000, pingTimeout: 5_000, ...options }, probe$.pipe(map(() => 'wake' as const))),
    ignoreElements(),
    errorFacts(),
  );

describe('keepAlive', () => {
  it(
    'R7: pings after pingInterval without a frame, and errors after pingTimeout more',
    marbles(m => {
      const pulse = pulseIn(m);
      m.expect(watch(pulse)).toBeObservable('20s #', {}, dead);
      m.flush();
      expect(pulse.pings).to.deep.equal([15_000]);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R7: judges by when anything was heard last: it does not ping while frames come',
    marbles(m => {
      const pulse = pulseIn(m);
      m.expect(watch(pulse), '^ 59s !').toBeObservable('-');
      play(m, '9s a 9s a 9s a 9s a 9s a 9s a', { a: pulse.hear });
      m.flush();
      expect(pulse.pings).to.deep.equal([]);
    }),
  );

  it(
    'R7: the silence counts from the last frame, not from the last look',
    marbles(m => {
      const pulse = pulseIn(m);
      m.expect(watch(pulse)).toBeObservable('10s 20s #', {}, dead);
      play(m, '                              10s a', { a: pulse.hear });
      m.flush();
      expect(pulse.pings).to.deep.equal([25_000]);
    }),
  );

  for (const [what, answerAfter] of Object.entries({ 'at once': 0, soon: 30, 'at the last moment': 4_999 })) {
    it(
      `R7: goes on when a ping is answered ${what}`,
      marbles(m => {
        const pulse = pulseIn(m, answerAfter);
        m.expect(watch(pulse), '^ 31s !').toBeObservable('-');
        m.flush();
        const second = 15_000 + answerAfter + 15_000;
        expect(pulse.pings).to.deep.equal(second <= 31_000 ? [15_000, second] : [15_000]);
      }),
    );
  }

  it(
    'R7: sets one timer, and none for each frame',
    marbles(m => {
      const pulse = pulseIn(m);
      const counts = new Set<number>();
      const subscription = watch(pulse).subscribe();
      const frames = 1_000;
      for (let i = 0; i < frames; i++) {
        pulse.hear();
        counts.add(timersOf(m));
      }
      expect([...counts]).to.deep.equal([1]);
      subscription.unsubscribe();
      expect(timersOf(m)).to.equal(0);
    }),
  );

  for (const pingInterval of [0, Number.POSITIVE_INFINITY]) {
    it(
      `R7: with a pingInterval of ${pingInterval} it never pings by itself, and sets no timer`,
      marbles(m => {
        const pulse = pulseIn(m);
        const subscription = watch(pulse, { pingInterval }).subscribe();
        expect(timersOf(m)).to.equal(0);
        subscription.unsubscribe();
        m.expect(watch(pulse, { pingInterval }), '^ 60m !').toBeObservable('-');
        m.flush();
        expect(pulse.pings).to.deep.equal([]);
      }),
    );

    it(
      `R8: with a pingInterval of ${pingInterval} a probe still pings`,
      marbles(m => {
        const pulse = pulseIn(m);
        const probe$ = m.hot('1s p');
        m.expect(watch(pulse, { pingInterval }, probe$)).toBeObservable('6s #', {}, dead);
        m.flush();
        expect(pulse.pings).to.deep.equal([1_000]);
      }),
    );
  }

  it(
    'R8: a probe pings at once; others during that ping do not add to it',
    marbles(m => {
      const pulse = pulseIn(m);
      const probe$ = m.hot('        3s p 999ms p');
      const subs = '                ^ 7999ms !';
      m.expect(watch(pulse, {}, probe$)).toBeObservable('8s #', {}, dead);
      m.expect(probe$).toHaveSubscriptions(subs);
      m.flush();
      expect(pulse.pings).to.deep.equal([3_000]);
    }),
  );

  it(
    'R8: after a probe that was answered the watch goes on from what was heard',
    marbles(m => {
      const pulse = pulseIn(m, 10);
      m.expect(watch(pulse, {}, m.hot('3s p')), '^ 20s !').toBeObservable('-');
      m.flush();
      expect(pulse.pings).to.deep.equal([3_000, 18_010]);
    }),
  );

  it(
    'goes on without probes when they end, and fails as they fail',
    marbles(m => {
      const pulse = pulseIn(m);
      m.expect(watch(pulse, {}, m.cold('-|'))).toBeObservable('20s #', {}, dead);
      const fails$ = m.cold<NetworkEvent>('-#');
      const operator = keepAlive({ pingInterval: 15_000, pingTimeout: 5_000 }, fails$);
      m.expect(concat(of(pulse), NEVER).pipe(operator, ignoreElements())).toBeObservable('-#');
    }),
  );

  it('R25: a ping that throws is reported, and not thrown at who probes', async () => {
    const network$ = new Subject<NetworkEvent>();
    const boom = new Error('ping');
    const pulse = {
      heardAt: () => 0,
      heard: () => 0,
      ping: () => {
        throw boom;
      },
    };
    const subscription = concat(of(pulse), NEVER)
      .pipe(keepAlive({ pingInterval: 0, pingTimeout: 5_000 }, network$))
      .subscribe();
    expect(await unhandledDuring(() => network$.next('wake'))).to.deep.equal([boom]);
    subscription.unsubscribe();
  });

  it('R7, R25: a ping that throws is reported, and not answered', async () => {
    const boom = new Error('ping');
    const facts: unknown[] = [];
    const unhandled = await unhandledDuring(
      marbles(m => {
        const pulse = {
          ...pulseIn(m),
          ping: () => {
            throw boom;
          },
        };
        watch(pulse).subscribe({ error: error => facts.push(m.scheduler.frame, error) });
        m.flush();
      }),
    );
    expect(facts).to.deep.equal([20_000, dead]);
    expect(unhandled).to.deep.equal([boom]);
  });

  it(
    'R27: unsubscribed while it waits or pings, it leaves no timer',
    marbles(m => {
      const pulse = pulseIn(m);
      const subscription = watch(pulse).subscribe();
      const counts: number[] = [];
      play(m, '16s a', {
        a: () => {
          counts.push(timersOf(m));
          subscription.unsubscribe();
          counts.push(timersOf(m));
        },
      });
      m.flush();
      expect(counts[0]).to.equal((counts[1] ?? 0) + 1);
      expect(pulse.pings).to.deep.equal([15_000]);
    }),
  );

  describe('of a machine that sleeps', () => {
    it(
      'R7: pings once more when the deadline of a ping was overslept',
      marbles(m => {
        const pulse = pulseIn(m);
        const clock = sleepyClock(m);
        m.expect(watch(pulse)).toBeObservable('25s #', {}, dead);
        play(m, '                              16s s', { s: () => clock.sleep(3_600_000) });
        m.flush();
        expect(pulse.pings).to.deep.equal([15_000, 20_000]);
      }),
    );

    it(
      'R7: and lives on when that one is answered',
      marbles(m => {
        const pulse = pulseIn(m);
        const clock = sleepyClock(m);
        m.expect(watch(pulse), '^ 35s !').toBeObservable('-');
        play(m, '                16s s 4999ms a', { s: () => clock.sleep(3_600_000), a: pulse.hear });
        m.flush();
        expect(pulse.pings).to.deep.equal([15_000, 20_000]);
      }),
    );

    it(
      'R7: pings when it wakes, before it judges',
      marbles(m => {
        const pulse = pulseIn(m);
        const clock = sleepyClock(m);
        m.expect(watch(pulse)).toBeObservable('20s #', {}, dead);
        play(m, '                              10s s', { s: () => clock.sleep(3_600_000) });
        m.flush();
        expect(pulse.pings).to.deep.equal([15_000]);
      }),
    );
  });

  it(
    'R7: when the clock was set back, it looks again after pingInterval at the latest',
    marbles(m => {
      const pulse = pulseIn(m);
      let heard = 3_600_000;
      const expected = '21s #';
      m.expect(watch({ ...pulse, heardAt: () => heard })).toBeObservable(expected, {}, dead);
      play(m, '          1s a', { a: () => (heard = asyncScheduler.now()) });
      m.flush();
      expect(pulse.pings).to.deep.equal([16_000]);
    }),
  );

  for (const [when, at, end, pings] of [
    ['it is quiet', '1s  s', '20s #', [15_000]],
    ['a ping waits', '16s s', '25s #', [15_000, 20_000]],
  ] as const) {
    it(
      `R7: when the clock is set back while ${when}, a dead peer is found all the same`,
      marbles(m => {
        const pulse = pulseIn(m);
        const { now } = asyncScheduler;
        try {
          m.expect(watch(pulse)).toBeObservable(end, {}, dead);
          play(m, at, { s: () => (asyncScheduler.now = () => now() - 3_600_000) });
          m.flush();
        } finally {
          asyncScheduler.now = now;
        }
        expect(pulse.pings).to.deep.equal(pings);
      }),
    );
  }

  it(
    'R7: a pingTimeout longer than pingInterval puts no ping off, and still is what a silence may last',
    marbles(m => {
      const pulse = pulseIn(m, 10);
      const options = { pingInterval: 1_000 };
      m.expect(watch(pulse, options), '^ 3500ms !').toBeObservable('-');
      const silent = pulseIn(m);
      m.expect(watch(silent, options)).toBeObservable('6s #', {}, dead);
      m.flush();
      expect(pulse.pings).to.deep.equal([1_000, 2_010, 3_020]);
      expect(silent.pings).to.deep.equal([1_000]);
    }),
  );
});
