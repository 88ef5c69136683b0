import { expect } from 'chai';
import { EMPTY, map, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ConnectionError } from '../lib/errors.js';
import { IDLE } from '../lib/status.js';
import { Streams } from '../lib/streams.js';
import { play } from './kit/session-kit/play.js';

const address = 'wss://chat.test';
const closed = { address, code: 1000, reason: '', wasClean: true };

describe('Streams', () => {
  it(
    'status$ replays the present status, then each change',
    marbles(m => {
      const streams = new Streams();
      const state$ = streams.status$.pipe(map(({ state }) => state));
      const values = { i: 'idle', c: 'connecting', k: 'connected' } as const;
      const late = '                ----^';
      m.expect(state$).toBeObservable('     i-c--k', values);
      m.expect(state$, late).toBeObservable('----ck', values);
      play(m, '                             --c--k', {
        c: () => streams.become({ state: 'connecting' }),
        k: () => streams.become({ state: 'connected' }),
      });
    }),
  );

  it('status adds facts to those that were there, as a new object each time', () => {
    const streams = new Streams();
    expect(streams.status).to.deep.equal(IDLE);
    streams.become({ state: 'connecting', attempt: 1 });
    const before = streams.status;
    streams.become({ address });
    expect(streams.status).to.deep.equal({ ...IDLE, state: 'connecting', attempt: 1, address });
    expect(before.address).to.equal(undefined);
    expect(IDLE.state).to.equal('idle');
  });

  it(
    'connected$ replays the present session only while there is one',
    marbles(m => {
      const streams = new Streams();
      const values = {
        a: { address, session: 1, authenticated: true },
        b: { address, session: 2, authenticated: false },
      };
      const during = '                       ---^';
      const between = '                      -----^';
      const later = '                        -------^';
      const { connected$ } = streams;
      m.expect(connected$).toBeObservable('         --a---b', values);
      m.expect(connected$, during).toBeObservable('---a--b', values);
      m.expect(connected$, between).toBeObservable('------b', values);
      m.expect(connected$, later).toBeObservable(' -------b', values);
      play(m, '                                     --a-l-b', {
        a: () => streams.connected(address, true),
        l: () => streams.lost(),
        b: () => streams.connected(address, false),
      });
    }),
  );

  it(
    'reconnecting tells when the next try is, in status too',
    marbles(m => {
      const streams = new Streams();
      const info = { address, attempt: 3, delay: 250, cause: new ConnectionError('gone') };
      m.expect(streams.reconnecting$).toBeObservable('-r', { r: info });
      play(m, '                                        -r', { r: () => streams.reconnecting(info) });
      m.flush();
      expect(streams.status).to.deep.equal({ ...IDLE, attempt: 3, retryAt: 251 });
    }),
  );

  it('an error is the last one of status by the time it is told', () => {
    const streams = new Streams();
    const error = new ConnectionError('gone');
    const seen: unknown[] = [];
    streams.errors$.subscribe(told => seen.push(told, streams.status.lastError));
    streams.report(error);
    expect(seen).to.deep.equal([error, error]);
  });

  it('sent$ tells the packet, and none is parsed while nobody listens', () => {
    const streams = new Streams();
    streams.tellSent('not parsed');
    const seen: unknown[] = [];
    streams.sent$.subscribe(packet => seen.push(packet));
    streams.tellSent('{"type":"method","method":"ping","arguments":[],"id":0}');
    expect(seen).to.deep.equal([{ type: 'method', method: 'ping', arguments: [], id: 0 }]);
  });

  it('R25: all streams are told in one order, to each of two subscribers, whatever a handler causes', () => {
    const streams = new Streams();
    const seen: [string[], string[]] = [[], []];
    const listen = (into: string[], then: (what: string) => void = () => {}) => {
      const note = (what: string) => {
        into.push(what);
        then(what);
      };
      streams.status$.subscribe(({ state }) => note(state));
      streams.connected$.subscribe(({ session }) => note(`session ${session}`));
      streams.closed$.subscribe(({ code }) => note(`closed ${code}`));
      streams.errors$.subscribe(({ message }) => note(message));
    };
    listen(seen[0], what => {
      if (what !== 'session 1') return;
      streams.become({ state: 'closing' });
      expect(streams.status.state, 'the field is up to date at once').to.equal('closing');
      streams.lost();
      streams.closed(closed);
      streams.report(new ConnectionError('late'));
    });
    listen(seen[1]);
    streams.become({ state: 'connected' });
    streams.connected(address, true);
    const order = ['idle', 'connected', 'session 1', 'closing', 'closed 1000', 'closing', 'late'];
    expect(seen).to.deep.equal([order, order]);
  });

  it('R25: a session that a handler ends is still told to all, and replayed to nobody afterwards', () => {
    const streams = new Streams();
    const seen: string[] = [];
    streams.connected$.subscribe(() => streams.lost());
    streams.connected$.subscribe(() => seen.push('second'));
    streams.connected(address, true);
    streams.connected$.subscribe(() => seen.push('late'));
    expect(seen).to.deep.equal(['second']);
  });

  it('complete() completes every stream, also for those who come later', () => {
    const streams = new Streams();
    const { status$, connected$, reconnecting$, closed$, sent$, errors$ } = streams;
    const all: Observable<unknown>[] = [status$, connected$, reconnecting$, closed$, sent$, errors$];
    let completed = 0;
    const count = {
      complete: () => {
        completed += 1;
      },
    };
    for (const each$ of all) each$.subscribe(count);
    streams.complete();
    expect(completed).to.equal(all.length);
    for (const each$ of [...all, EMPTY]) each$.subscribe(count);
    expect(completed).to.equal(2 * all.length + 1);
  });
});
