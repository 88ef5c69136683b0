import { expect } from 'chai';
import { defer, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { connectNetwork, type NetworkEvent } from '../../lib/link/network.js';
import { type Facts, factsOf } from '../kit/facts.js';
import { replaceGlobals } from '../kit/globals.js';
import { timersOf } from '../kit/session-kit/play.js';

const failed = (why: string, cause: Facts): Facts => ({
  name: 'ConnectionError',
  message: `wake$ failed: ${why}`,
  cause,
});

/** The network events, and the errors reported for `wake$`. */
const network = () => {
  const network$ = Object.assign(new Subject<NetworkEvent>(), { clear: () => {} });
  const reports: Facts[] = [];
  const reporter = { report: (error: unknown): void => void reports.push(factsOf(error)) };
  return { network$, reports, reporter };
};

describe('connectNetwork', () => {
  it(
    'R8: treats every value except offline as a wake-up',
    marbles(m => {
      const values: [value: unknown, event: NetworkEvent][] = [
        ['offline', 'offline'],
        [{ type: 'offline' }, 'offline'],
        [new Event('offline'), 'offline'],
        ['online', 'wake'],
        [new Event('online'), 'wake'],
        [new Event('pageshow'), 'wake'],
        ['', 'wake'],
        ['wake', 'wake'],
        [{ type: 'Offline' }, 'wake'],
        [{}, 'wake'],
        [undefined, 'wake'],
        [null, 'wake'],
        [false, 'wake'],
        [0, 'wake'],
        [Symbol('offline'), 'wake'],
      ];
      const { network$, reports, reporter } = network();
      const names = 'abcdefghijklmno';
      const wake$ = m.hot<unknown>(`-${names}`, Object.fromEntries(values.map(([value], i) => [names[i], value])));
      m.expect(network$).toBeObservable(
        `-${names}`,
        Object.fromEntries(values.map(([, event], i) => [names[i], event])),
      );
      connectNetwork(wake$, network$, reporter);
      m.flush();
      expect(reports).to.deep.equal([]);
    }),
  );

  const ends: [title: string, source: string, subscribed: string, expected: string][] = [
    ['never emits', '    ------', ' ^------', ' ------'],
    ['completes at once', '         |     ', ' (^!)   ', ' ------'],
    ['emits once', '              --w|  ', ' ^--!   ', ' --w---'],
    ['emits several times, then completes', '  -ww-w|', ' ^----! ', ' -ww-w-'],
  ];
  for (const [title, source, subscribed, expected] of ends) {
    it(
      `R8: a wake$ that ${title} does not end the network events`,
      marbles(m => {
        const { network$, reports, reporter } = network();
        const wake$ = m.cold(source);
        m.expect(network$).toBeObservable(expected, { w: 'wake' });
        m.expect(wake$).toHaveSubscriptions(subscribed);
        connectNetwork(wake$, network$, reporter);
        m.flush();
        expect(reports).to.deep.equal([]);
      }),
    );
  }

  it(
    'R8: an error of wake$ is reported once, and does not end the network events',
    marbles(m => {
      const { network$, reports, reporter } = network();
      const wake$ = m.cold('  -w-#   ', {}, new Error('asleep'));
      const subscribed = '    ^--!   ';
      const expected = '      -w-----';
      m.expect(network$).toBeObservable(expected, { w: 'wake' });
      m.expect(wake$).toHaveSubscriptions(subscribed);
      connectNetwork(wake$, network$, reporter);
      m.flush();
      expect(reports).to.deep.equal([failed('asleep', { name: 'Error', message: 'asleep' })]);
    }),
  );

  it('R8: so is a wake$ that throws when it is subscribed to', () => {
    const { network$, reports, reporter } = network();
    const throwing$ = defer(() => {
      throw new Error('no page');
    });
    connectNetwork(throwing$, network$, reporter);
    expect(reports).to.deep.equal([failed('no page', { name: 'Error', message: 'no page' })]);
  });

  it('R26: the report does not show the contents of a thrown object', () => {
    const { network$, reports, reporter } = network();
    connectNetwork(
      throwError(() => ({ authkey: 'SECRET' })),
      network$,
      reporter,
    );
    expect(reports[0]?.['message']).to.equal('wake$ failed: an object');
  });

  it(
    'R27: unsubscribing unsubscribes from wake$',
    marbles(m => {
      const { network$, reporter } = network();
      const wake$ = m.hot('  -w-w-w');
      const unsubscribed = '         ^---! ';
      const expected = '     -w-w--';
      m.expect(network$).toBeObservable(expected, { w: 'wake' });
      m.expect(wake$).toHaveSubscriptions(unsubscribed);
      const subscription = connectNetwork(wake$, network$, reporter);
      m.cold('               ----l ').subscribe(() => subscription.unsubscribe());
    }),
  );

  describe('without a wake$', () => {
    const { set } = replaceGlobals();

    it(
      'R45: never emits in virtual time, where no machine sleeps, and leaves no timer',
      marbles(m => {
        const { network$, reporter } = network();
        const subscription = connectNetwork(undefined, network$, reporter);
        expect(timersOf(m)).to.equal(0);
        subscription.unsubscribe();
      }),
    );

    it('R27, R45: all clients hear the runtime by one timer, which ends with the last of them', async () => {
      // A module of its own: clients of other specs may be booted still.
      const apart = '../../lib/link/network.js?apart';
      const { connectNetwork } = (await import(apart)) as typeof import('../../lib/link/network.js');
      const timers = new Set<unknown>();
      const { setInterval: begin, clearInterval: end } = globalThis;
      set('setInterval', (...args: Parameters<typeof begin>) => {
        const made = begin(...args);
        timers.add(made);
        return made;
      });
      set('clearInterval', (made: never) => {
        timers.delete(made);
        end(made);
      });
      const all = [network(), network()].map(({ network$, reporter }) => connectNetwork(undefined, network$, reporter));
      expect(timers.size).to.equal(1);
      all[0]?.unsubscribe();
      expect(timers.size).to.equal(1);
      all[1]?.unsubscribe();
      expect(timers.size).to.equal(0);
    });
  });
});
