import { expect } from 'chai';
import { EMPTY, map, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { methodPacket } from '../../lib/beam/codec.js';
import { Announcements } from '../../lib/client/announcements.js';
import { ConnectionError } from '../../lib/errors.js';
import { IDLE } from '../../lib/status.js';
import { play } from '../kit/session-kit/play.js';

const address = 'wss://chat.test';
const closed = { address, code: 1000, reason: '', wasClean: true };

describe('Announcements', () => {
  it(
    'status$ replays the current status, then emits each change',
    marbles(m => {
      const announcements = new Announcements(methodPacket);
      const state$ = announcements.status$.pipe(map(({ state }) => state));
      const values = { i: 'idle', c: 'connecting', k: 'connected' } as const;
      const late = '                ----^';
      m.expect(state$).toBeObservable('     i-c--k', values);
      m.expect(state$, late).toBeObservable('----ck', values);
      play(m, '                             --c--k', {
        c: () => announcements.updateStatus({ state: 'connecting' }),
        k: () => announcements.updateStatus({ state: 'connected' }),
      });
    }),
  );

  it('updateStatus changes some fields and keeps the others, in a new object each time', () => {
    const announcements = new Announcements(methodPacket);
    expect(announcements.status).to.deep.equal(IDLE);
    announcements.updateStatus({ state: 'connecting', attempt: 1 });
    const before = announcements.status;
    announcements.updateStatus({ address });
    expect(announcements.status).to.deep.equal({ ...IDLE, state: 'connecting', attempt: 1, address });
    expect(before.address).to.equal(undefined);
    expect(IDLE.state).to.equal('idle');
  });

  it('R9: connected$ has the answer of an auth() that came before its session was announced', () => {
    const announcements = new Announcements(methodPacket);
    const seen: unknown[] = [];
    announcements.connected$.subscribe(({ session, authenticated }) => seen.push([session, authenticated]));
    announcements.batch(() => {
      announcements.connected(address, false);
      announcements.authenticated(true);
    });
    announcements.connected$.subscribe(({ session, authenticated }) => seen.push([session, authenticated]));
    expect(seen).to.deep.equal([
      [1, true],
      [1, true],
    ]);
  });

  it(
    'connected$ replays the current session only while there is one',
    marbles(m => {
      const announcements = new Announcements(methodPacket);
      const values = {
        a: { address, session: 1, authenticated: true },
        b: { address, session: 2, authenticated: false },
      };
      const during = '                       ---^';
      const between = '                      -----^';
      const later = '                        -------^';
      const { connected$ } = announcements;
      m.expect(connected$).toBeObservable('         --a---b', values);
      m.expect(connected$, during).toBeObservable('---a--b', values);
      m.expect(connected$, between).toBeObservable('------b', values);
      m.expect(connected$, later).toBeObservable(' -------b', values);
      play(m, '                                     --a-l-b', {
        a: () => announcements.connected(address, true),
        l: () => announcements.endSession(),
        b: () => announcements.connected(address, false),
      });
    }),
  );

  it(
    'reconnecting$ emits the time of the next attempt, which is in status too',
    marbles(m => {
      const announcements = new Announcements(methodPacket);
      const info = { address, attempt: 3, delay: 250, cause: new ConnectionError('gone') };
      m.expect(announcements.reconnecting$).toBeObservable('-r', { r: info });
      play(m, '                                        -r', { r: () => announcements.reconnecting(info) });
      m.flush();
      expect(announcements.status).to.deep.equal({ ...IDLE, attempt: 3, retryAt: 251 });
    }),
  );

  it('status.lastError is set when errors$ emits the error', () => {
    const announcements = new Announcements(methodPacket);
    const error = new ConnectionError('gone');
    const seen: unknown[] = [];
    announcements.errors$.subscribe(told => seen.push(told, announcements.status.lastError));
    announcements.report(error);
    expect(seen).to.deep.equal([error, error]);
  });

  it('sent$ emits the packet, and none is parsed while it has no subscriber', () => {
    const announcements = new Announcements(methodPacket);
    announcements.announceSent(0, 'ping', 'not parsed');
    const seen: unknown[] = [];
    announcements.sent$.subscribe(packet => seen.push(packet));
    announcements.announceSent(0, 'ping', '[]');
    expect(seen).to.deep.equal([{ type: 'method', method: 'ping', arguments: [], id: 0 }]);
  });

  it('R25: each subscriber receives all announcements in one order, whatever a handler causes', () => {
    const announcements = new Announcements(methodPacket);
    const seen: [string[], string[]] = [[], []];
    const listen = (into: string[], then: (what: string) => void = () => {}) => {
      const note = (what: string) => {
        into.push(what);
        then(what);
      };
      announcements.status$.subscribe(({ state }) => note(state));
      announcements.connected$.subscribe(({ session }) => note(`session ${session}`));
      announcements.closed$.subscribe(({ code }) => note(`closed ${code}`));
      announcements.errors$.subscribe(({ message }) => note(message));
    };
    listen(seen[0], what => {
      if (what !== 'session 1') return;
      announcements.updateStatus({ state: 'closing' });
      expect(announcements.status.state, 'the field is up to date at once').to.equal('closing');
      announcements.endSession();
      announcements.closed(closed);
      announcements.report(new ConnectionError('late'));
    });
    listen(seen[1]);
    announcements.updateStatus({ state: 'connected' });
    announcements.connected(address, true);
    const order = ['idle', 'connected', 'session 1', 'closing', 'closed 1000', 'closing', 'late'];
    expect(seen).to.deep.equal([order, order]);
  });

  it('R2: a session that ends before it is announced is not replayed', () => {
    const announcements = new Announcements(methodPacket);
    const seen: string[] = [];
    announcements.batch(() => {
      announcements.connected(address, true);
      announcements.endSession();
    });
    announcements.connected$.subscribe(({ session }) => seen.push(`session ${session}`));
    expect(seen).to.deep.equal([]);
  });

  it('R25: a session that a handler ends is still emitted to every subscriber, and not replayed afterwards', () => {
    const announcements = new Announcements(methodPacket);
    const seen: string[] = [];
    announcements.connected$.subscribe(() => announcements.endSession());
    announcements.connected$.subscribe(() => seen.push('second'));
    announcements.connected(address, true);
    announcements.connected$.subscribe(() => seen.push('late'));
    expect(seen).to.deep.equal(['second']);
  });

  it('complete() completes every stream, for late subscribers too', () => {
    const announcements = new Announcements(methodPacket);
    const { status$, connected$, reconnecting$, closed$, sent$, errors$ } = announcements;
    const all: Observable<unknown>[] = [status$, connected$, reconnecting$, closed$, sent$, errors$];
    let completed = 0;
    const count = {
      complete: () => {
        completed += 1;
      },
    };
    for (const each$ of all) each$.subscribe(count);
    announcements.complete();
    expect(completed).to.equal(all.length);
    for (const each$ of [...all, EMPTY]) each$.subscribe(count);
    expect(completed).to.equal(2 * all.length + 1);
  });
});
