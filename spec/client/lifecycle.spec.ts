import { expect } from 'chai';
import { map, type Observable, throwError } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChatOptions } from '../../lib/beam/options.js';
import { Lifecycle } from '../../lib/client/lifecycle.js';
import { AuthenticationFailedError } from '../../lib/errors.js';
import type { State } from '../../lib/status.js';
import { stageParts } from '../kit/client-parts.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const states: Record<string, State> = {
  i: 'idle',
  c: 'connecting',
  y: 'connected',
  r: 'reconnecting',
  g: 'closing',
  d: 'closed',
};

const stage = (options: BeamChatOptions = {}, setUp$?: Observable<boolean>) => {
  const { client, sockets, errors, call } = stageParts({ options, ...(setUp$ === undefined ? {} : { setUp$ }) });
  const lifecycle = new Lifecycle(client);
  const { announcements } = client;
  const steps = {
    b: () => lifecycle.boot(),
    C: () => lifecycle.close({}),
    D: () => lifecycle.close({ drain: 20 }),
    o: sockets.opens,
    w: sockets.welcomes,
    k: sockets.connects,
    x: sockets.drops,
    f: () => sockets.newest().closes(1000, '', true),
    s: () => call('slow'),
    a: () => sockets.hears([1, null]),
  };
  return {
    client,
    sockets,
    errors,
    lifecycle,
    state$: announcements.status$.pipe(map(({ state }) => state)),
    does: (m: Context, marble: string) => play(m, marble, steps),
    ...announcements,
  };
};

/** The states, each once: a status may say other things anew. */
const changes = (seen: readonly State[]): string => {
  const letters = Object.entries(states);
  const letterOf = (state: State) => letters.find(([, each]) => each === state)?.[0] ?? '?';
  return seen
    .filter((state, index) => state !== seen[index - 1])
    .map(letterOf)
    .join('');
};

describe('Lifecycle', () => {
  const lives: [what: string, steps: string, changes: string][] = [
    ['opens nothing before boot()', '--', 'i'],
    ['connects at boot(), once however often it is called', 'b-b-k-b', 'icy'],
    ['reconnects after a loss', 'b-k-x-k', 'icyry'],
    ['goes on dialling when a dial fails', 'b-x-x-k', 'icy'],
    ['closes with a handshake, and waits 1 s for its end', 'b-k-C', 'icygd'],
    ['is closed when the handshake is over', 'b-k-C-f', 'icygd'],
    ['is closed at once where nothing was open', 'b-C', 'icgd'],
    ['is closed at once before its first boot', 'C', 'igd'],
    ['starts again after a close', 'b-C-b-k', 'icgdcy'],
    ['starts again when the close that is under way is over', 'b-k-C-b-f-k', 'icygdcy'],
    ['stays closed when a boot() while closing is called off', 'b-k-C-b-C-f', 'icygd'],
    ['drains until the last answer comes', 'b-k-s-D-a-f', 'icygd'],
    ['drains no longer than it may', 'b-k-s-D 50ms f', 'icygd'],
    ['goes on when boot() calls a drain off', 'b-k-s-D-b', 'icygy'],
    ['stays closing when it reconnects while it drains', 'b-k-s-D-x-k 50ms f', 'icygd'],
  ];
  for (const [what, steps, expected] of lives) {
    it(
      what,
      marbles(m => {
        const { state$, does } = stage();
        const seen: State[] = [];
        state$.subscribe(state => seen.push(state));
        does(m, steps);
        m.flush();
        expect(changes(seen)).to.equal(expected);
      }),
    );
  }

  it(
    'R2: announces each session as it is established, and replays it while it lasts',
    marbles(m => {
      const { connected$, does } = stage();
      const addresses$ = connected$.pipe(map(({ address, session }) => `${session} ${address}`));
      const values = { a: '1 wss://a.test', b: '2 wss://b.test' };
      does(m, '                       b-k---x--k');
      m.expect(addresses$).toBeObservable('--a------b', values);
      m.expect(addresses$, '    ----^').toBeObservable('----a----b', values);
      m.expect(addresses$, '    -------^').toBeObservable('---------b', values);
    }),
  );

  it(
    'announces the end of each socket that had opened, and of a close that found none',
    marbles(m => {
      const { closed$, does } = stage();
      const ends$ = closed$.pipe(map(({ address, code, wasClean }) => [address, code, wasClean]));
      does(m, '                 b-x-o-x-k-C-f-C-b-C');
      m.expect(ends$).toBeObservable('------l-----c-----n', {
        l: ['wss://b.test', 1006, false],
        c: ['wss://a.test', 1000, true],
        n: [undefined, 1000, true],
      });
    }),
  );

  it(
    'R6: gives up a socket that has not opened without a farewell',
    marbles(m => {
      const { sockets, does } = stage();
      does(m, 'b-C');
      m.flush();
      expect(sockets.newest().log).to.deep.equal(['close 1000']);
    }),
  );

  it(
    'says farewell with the code and reason of close()',
    marbles(m => {
      const { lifecycle, sockets, does } = stage();
      does(m, 'b-k');
      m.flush();
      void lifecycle.close({ code: 4001, reason: 'done' });
      expect(sockets.newest().log.at(-1)).to.equal('close 4001 done');
    }),
  );

  it(
    'R11: closes with the error that no other address can help',
    marbles(m => {
      const refusal = new AuthenticationFailedError('no');
      const { errors, state$, closed$, does, client } = stage(
        {},
        throwError(() => refusal),
      );
      const seen: State[] = [];
      const ends: unknown[] = [];
      closed$.subscribe(({ code, wasClean }) => ends.push([code, wasClean]));
      state$.subscribe(state => seen.push(state));
      does(m, 'b-o-f');
      m.flush();
      expect([changes(seen), errors]).to.deep.equal(['icgd', [refusal]]);
      expect(client.announcements.status.lastError).to.equal(refusal);
      expect(ends, 'with a handshake').to.deep.equal([[1000, true]]);
    }),
  );

  it(
    'R3: closes when shouldReconnect says so, as close() does',
    marbles(m => {
      const { sockets, state$, does } = stage({ shouldReconnect: () => false });
      const seen: State[] = [];
      state$.subscribe(state => seen.push(state));
      does(m, 'b-k-x');
      m.flush();
      expect(changes(seen)).to.equal('icyrgd');
      expect(sockets.made).to.have.length(1);
    }),
  );

  it(
    'R25: a handler may close at any step of the beginning',
    marbles(m => {
      const { lifecycle, sockets, state$, does } = stage();
      const seen: State[] = [];
      state$.subscribe(state => {
        seen.push(state);
        if (state === 'connecting') void lifecycle.close({});
      });
      does(m, 'b');
      m.flush();
      expect(changes(seen)).to.equal('icgd');
      expect(sockets.made, 'nothing was dialled').to.deep.equal([]);
    }),
  );

  it(
    'R27: leaves no timer when it is closed',
    marbles(m => {
      const { does } = stage({ pingInterval: 10, pingTimeout: 10 });
      does(m, 'b-k-s-D-C-f');
      m.flush();
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it('R27: the promise of close() resolves when all is over, and rejects for an impossible code', async () => {
    const { lifecycle, sockets } = stage();
    lifecycle.boot();
    sockets.connects();
    let isOver = false;
    const ended = lifecycle.close({}).then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect(isOver).to.equal(false);
    sockets.newest().closes(1000);
    await ended;
    await lifecycle.close({});
    const wrong = await lifecycle.close({ code: 7 }).catch((error: unknown) => error);
    expect(wrong).to.be.instanceOf(TypeError);
  });
});
