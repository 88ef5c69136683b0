import { expect } from 'chai';
import { asyncScheduler, concat, ignoreElements, map, NEVER, type Observable, of, Subject } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { NetworkEvent } from '../../lib/link/network.js';
import { type KeepAliveOptions, keepAlive } from '../../lib/session/keep-alive.js';
import { asFields } from '../kit/facts.js';
import { play, sleepyClock, timersOf } from '../kit/session-kit/play.js';
import { unhandledDuring } from '../rules/kit.js';

const dead = { name: 'TimeoutError', kind: 'timeout', delivery: 'unknown', method: 'ping', waited: 5000 };

/** A heartbeat target that records its pings, and answers them after `answerAfter` ms or never. */
const heartbeatTarget = (m: Context, answerAfter = Number.POSITIVE_INFINITY) => {
  const pings: number[] = [];
  let at = 0;
  let times = 0;
  const receive = () => {
    at = asyncScheduler.now();
    times += 1;
  };
  const ping = () => {
    pings.push(m.scheduler.frame);
    if (answerAfter !== Number.POSITIVE_INFINITY) m.scheduler.schedule(receive, answerAfter);
  };
  return { pings, receive, heardAt: () => at, heard: () => times, ping };
};

const watch = (
  target: ReturnType<typeof heartbeatTarget>,
  options: Partial<KeepAliveOptions> = {},
  probe$: Observable<unknown> = NEVER,
) =>
  concat(of(target), NEVER).pipe(
    keepAlive({ pingInterval: 15_000, pingTimeout: 5_000, ...options }, probe$.pipe(map(() => 'wake' as const))),
    ignoreElements(),
    asFields,
  );

describe('keepAlive', () => {
  it(
    'R7: pings after pingInterval without a frame, and errors after pingTimeout more',
    marbles(m => {
      const target = heartbeatTarget(m);
      m.expect(watch(target)).toBeObservable('20s #', {}, dead);
      m.flush();
      expect(target.pings).to.deep.equal([15_000]);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R7: judges by the time of the last frame: it does not ping while frames arrive',
    marbles(m => {
      const target = heartbeatTarget(m);
      m.expect(watch(target), '^ 59s !').toBeObservable('-');
      play(m, '9s a 9s a 9s a 9s a 9s a 9s a', { a: target.receive });
      m.flush();
      expect(target.pings).to.deep.equal([]);
    }),
  );

  it(
    'R7: the silence counts from the last frame, not from the last check',
    marbles(m => {
      const target = heartbeatTarget(m);
      m.expect(watch(target)).toBeObservable('10s 20s #', {}, dead);
      play(m, '                              10s a', { a: target.receive });
      m.flush();
      expect(target.pings).to.deep.equal([25_000]);
    }),
  );

  for (const [what, answerAfter] of Object.entries({ 'at once': 0, soon: 30, 'at the last moment': 4_999 })) {
    it(
      `R7: continues when a ping is answered ${what}`,
      marbles(m => {
        const target = heartbeatTarget(m, answerAfter);
        m.expect(watch(target), '^ 31s !').toBeObservable('-');
        m.flush();
        const second = 15_000 + answerAfter + 15_000;
        expect(target.pings).to.deep.equal(second <= 31_000 ? [15_000, second] : [15_000]);
      }),
    );
  }

  it(
    'R7: sets one timer, and none for each frame',
    marbles(m => {
      const target = heartbeatTarget(m);
      const counts = new Set<number>();
      const subscription = watch(target).subscribe();
      const frames = 1_000;
      for (let i = 0; i < frames; i++) {
        target.receive();
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
        const target = heartbeatTarget(m);
        const subscription = watch(target, { pingInterval }).subscribe();
        expect(timersOf(m)).to.equal(0);
        subscription.unsubscribe();
        m.expect(watch(target, { pingInterval }), '^ 60m !').toBeObservable('-');
        m.flush();
        expect(target.pings).to.deep.equal([]);
      }),
    );

    it(
      `R8: with a pingInterval of ${pingInterval} a probe still pings`,
      marbles(m => {
        const target = heartbeatTarget(m);
        const probe$ = m.hot('1s p');
        m.expect(watch(target, { pingInterval }, probe$)).toBeObservable('6s #', {}, dead);
        m.flush();
        expect(target.pings).to.deep.equal([1_000]);
      }),
    );
  }

  it(
    'R8: a probe pings at once; further probes during that ping send no other',
    marbles(m => {
      const target = heartbeatTarget(m);
      const probe$ = m.hot('        3s p 999ms p');
      const subs = '                ^ 7999ms !';
      m.expect(watch(target, {}, probe$)).toBeObservable('8s #', {}, dead);
      m.expect(probe$).toHaveSubscriptions(subs);
      m.flush();
      expect(target.pings).to.deep.equal([3_000]);
    }),
  );

  it(
    'R8: after an answered probe, the silence counts from the answer',
    marbles(m => {
      const target = heartbeatTarget(m, 10);
      m.expect(watch(target, {}, m.hot('3s p')), '^ 20s !').toBeObservable('-');
      m.flush();
      expect(target.pings).to.deep.equal([3_000, 18_010]);
    }),
  );

  it(
    'continues when the probes complete, and errors when they error',
    marbles(m => {
      const target = heartbeatTarget(m);
      m.expect(watch(target, {}, m.cold('-|'))).toBeObservable('20s #', {}, dead);
      const fails$ = m.cold<NetworkEvent>('-#');
      const operator = keepAlive({ pingInterval: 15_000, pingTimeout: 5_000 }, fails$);
      m.expect(concat(of(target), NEVER).pipe(operator, ignoreElements())).toBeObservable('-#');
    }),
  );

  it('R25: the error of a ping that throws is reported, and not thrown to the emitter of the probe', async () => {
    const network$ = new Subject<NetworkEvent>();
    const error = new Error('ping');
    const target = {
      heardAt: () => 0,
      heard: () => 0,
      ping: () => {
        throw error;
      },
    };
    const subscription = concat(of(target), NEVER)
      .pipe(keepAlive({ pingInterval: 0, pingTimeout: 5_000 }, network$))
      .subscribe();
    expect(await unhandledDuring(() => network$.next('wake'))).to.deep.equal([error]);
    subscription.unsubscribe();
  });

  it('R7, R25: a ping that throws is reported, and not answered', async () => {
    const boom = new Error('ping');
    const facts: unknown[] = [];
    const unhandled = await unhandledDuring(
      marbles(m => {
        const pulse = {
          ...heartbeatTarget(m),
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
    'R27: unsubscribing leaves no timer, while it waits and while it pings',
    marbles(m => {
      const target = heartbeatTarget(m);
      const subscription = watch(target).subscribe();
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
      expect(target.pings).to.deep.equal([15_000]);
    }),
  );

  describe('on a machine that sleeps', () => {
    it(
      'R7: pings once more when the machine slept past the deadline of a ping',
      marbles(m => {
        const target = heartbeatTarget(m);
        const clock = sleepyClock(m);
        m.expect(watch(target)).toBeObservable('25s #', {}, dead);
        play(m, '                              16s s', { s: () => clock.sleep(3_600_000) });
        m.flush();
        expect(target.pings).to.deep.equal([15_000, 20_000]);
      }),
    );

    it(
      'R7: continues when the second ping is answered',
      marbles(m => {
        const target = heartbeatTarget(m);
        const clock = sleepyClock(m);
        m.expect(watch(target), '^ 35s !').toBeObservable('-');
        play(m, '                16s s 4999ms a', { s: () => clock.sleep(3_600_000), a: target.receive });
        m.flush();
        expect(target.pings).to.deep.equal([15_000, 20_000]);
      }),
    );

    it(
      'R7: pings on waking, before it judges the silence',
      marbles(m => {
        const target = heartbeatTarget(m);
        const clock = sleepyClock(m);
        m.expect(watch(target)).toBeObservable('20s #', {}, dead);
        play(m, '                              10s s', { s: () => clock.sleep(3_600_000) });
        m.flush();
        expect(target.pings).to.deep.equal([15_000]);
      }),
    );
  });

  it(
    'R7: when the clock was set back, it checks again after pingInterval at the latest',
    marbles(m => {
      const target = heartbeatTarget(m);
      let heard = 3_600_000;
      const expected = '21s #';
      m.expect(watch({ ...target, heardAt: () => heard })).toBeObservable(expected, {}, dead);
      play(m, '          1s a', { a: () => (heard = asyncScheduler.now()) });
      m.flush();
      expect(target.pings).to.deep.equal([16_000]);
    }),
  );

  for (const [when, at, end, pings] of [
    ['the server is silent', '1s  s', '20s #', [15_000]],
    ['a ping is unanswered', '16s s', '25s #', [15_000, 20_000]],
  ] as const) {
    it(
      `R7: when the clock is set back while ${when}, a dead peer is found all the same`,
      marbles(m => {
        const target = heartbeatTarget(m);
        const { now } = asyncScheduler;
        try {
          m.expect(watch(target)).toBeObservable(end, {}, dead);
          play(m, at, { s: () => (asyncScheduler.now = () => now() - 3_600_000) });
          m.flush();
        } finally {
          asyncScheduler.now = now;
        }
        expect(target.pings).to.deep.equal(pings);
      }),
    );
  }

  it(
    'R7: a pingTimeout longer than pingInterval delays no ping, and still is the limit of the silence',
    marbles(m => {
      const target = heartbeatTarget(m, 10);
      const options = { pingInterval: 1_000 };
      m.expect(watch(target, options), '^ 3500ms !').toBeObservable('-');
      const silent = heartbeatTarget(m);
      m.expect(watch(silent, options)).toBeObservable('6s #', {}, dead);
      m.flush();
      expect(target.pings).to.deep.equal([1_000, 2_010, 3_020]);
      expect(silent.pings).to.deep.equal([1_000]);
    }),
  );

  describe('with `always`', () => {
    const always = { always: true, pingInterval: 10_000 };

    it(
      'R30: pings every pingInterval, although frames arrive',
      marbles(m => {
        const target = heartbeatTarget(m, 30);
        m.expect(watch(target, always), '^ 45s !').toBeObservable('-');
        play(m, '1s a 8s a 6s a 9s a 5s a 8s a', { a: target.receive });
        m.flush();
        expect(target.pings).to.deep.equal([10_000, 20_000, 30_000, 40_000]);
      }),
    );

    it(
      'R30: the interval counts from ping to ping, however late the answer comes',
      marbles(m => {
        const target = heartbeatTarget(m, 4_900);
        m.expect(watch(target, always), '^ 35s !').toBeObservable('-');
        m.flush();
        expect(target.pings).to.deep.equal([10_000, 20_000, 30_000]);
      }),
    );

    it(
      'R7: a silent server is given up, pingTimeout after a ping',
      marbles(m => {
        const target = heartbeatTarget(m);
        m.expect(watch(target, always)).toBeObservable('15s #', {}, dead);
        m.flush();
        expect(target.pings).to.deep.equal([10_000]);
      }),
    );

    it(
      'R7: any frame after a ping counts as its answer',
      marbles(m => {
        const target = heartbeatTarget(m);
        m.expect(watch(target, always)).toBeObservable('25s #', {}, dead);
        play(m, '                                       12s a', { a: target.receive });
        m.flush();
        expect(target.pings).to.deep.equal([10_000, 20_000]);
      }),
    );

    for (const [what, at] of [
      ['9 s', '9s '],
      ['5 s', '5s '],
    ] as const) {
      it(
        `R8: after a probe at ${what}, the next ping is due pingInterval later`,
        marbles(m => {
          const target = heartbeatTarget(m, 10);
          m.expect(watch(target, always, m.hot(`${at}p`)), '^ 24s !').toBeObservable('-');
          m.flush();
          const probed = Number.parseInt(at, 10) * 1_000;
          expect(target.pings).to.deep.equal([probed, probed + 10_000].filter(ping => ping <= 24_000));
        }),
      );
    }

    it(
      'R7: with a pingInterval of 0 it never pings',
      marbles(m => {
        const target = heartbeatTarget(m);
        m.expect(watch(target, { ...always, pingInterval: 0 }), '^ 60m !').toBeObservable('-');
        m.flush();
        expect(target.pings).to.deep.equal([]);
      }),
    );

    it(
      'R7: a pingTimeout longer than pingInterval still is the limit of the silence, and no ping is sent meanwhile',
      marbles(m => {
        const target = heartbeatTarget(m);
        m.expect(watch(target, { always: true, pingInterval: 1_000 })).toBeObservable('6s #', {}, dead);
        m.flush();
        expect(target.pings).to.deep.equal([1_000]);
      }),
    );

    it(
      'R7: on a machine that sleeps, it pings by the first timer after waking, and then every pingInterval',
      marbles(m => {
        const target = heartbeatTarget(m, 30);
        const clock = sleepyClock(m);
        m.expect(watch(target, always), '^ 34s !').toBeObservable('-');
        play(m, '12s s', { s: () => clock.sleep(3_600_000) });
        m.flush();
        expect(target.pings).to.deep.equal([10_000, 15_000, 25_000]);
      }),
    );
  });

  describe('where nothing can ping', () => {
    /** Its `ping` returns false from the first time on, or until then. */
    const mute = (m: Context, canPing: () => boolean = () => false) => {
      const target = heartbeatTarget(m);
      const asked: number[] = [];
      const ping = () => {
        asked.push(m.scheduler.frame);
        if (!canPing()) return false;
        target.ping();
        return true;
      };
      return { ...target, ping, asked };
    };

    for (const always of [false, true]) {
      it(
        `R7: a silent server is never given up: its silence is no sign (always: ${always})`,
        marbles(m => {
          const target = mute(m);
          m.expect(watch(target, { always }), '^ 50s !').toBeObservable('-');
          m.flush();
          expect(target.asked).to.deep.equal([15_000, 30_000, 45_000]);
        }),
      );
    }

    it(
      'R8: nor after a probe',
      marbles(m => {
        const target = mute(m);
        m.expect(watch(target, { pingInterval: 0 }, m.hot('1s p 5s p')), '^ 60s !').toBeObservable('-');
        m.flush();
        expect(target.asked).to.deep.equal([1_000, 6_001]);
      }),
    );

    it(
      'R7: it is, once something can',
      marbles(m => {
        let can = false;
        const target = mute(m, () => can);
        m.expect(watch(target)).toBeObservable('35s #', {}, dead);
        play(m, '20s c', {
          c: () => {
            can = true;
          },
        });
        m.flush();
        expect(target.asked).to.deep.equal([15_000, 30_000]);
      }),
    );
  });
});
