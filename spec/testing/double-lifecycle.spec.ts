import { expect } from 'chai';
import { map, mergeMap, NEVER, type Observable, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { rejection } from '../kit/live.js';

const RECONNECTING: Partial<Status> = { state: 'reconnecting' };

describe('close() of a ChatDouble', () => {
  const ends = (double: ChatDouble) =>
    double.closed$.pipe(map(({ address, code, reason, wasClean }) => `${address} ${code} ${reason} ${wasClean}`));

  it('emits closed$ after it has returned and before its promise resolves; a second one adds nothing', async () => {
    const double = new ChatDouble();
    const order: string[] = [];
    const closing = double.close().then(() => order.push('resolved'));
    order.push('returned', double.status.state);
    ends(double).subscribe(end => order.push(`${end}, ${double.status.state}`));
    void double.close();
    await closing;
    await double.close();
    expect(order).to.deep.equal(['returned', 'closing', 'ws://double.test 1000  true, closed', 'resolved']);
  });

  it('that finds no open socket emits a clean end without an address', async () => {
    const status$ = new Subject<Partial<Status>>();
    const double = new ChatDouble({ status$ });
    status$.next(RECONNECTING);
    const heard: string[] = [];
    const closing = double.close({ code: 4000, reason: 'bye' });
    ends(double).subscribe(end => heard.push(end));
    await closing;
    expect(heard).to.deep.equal(['undefined 1000  true']);
  });

  it('closes an open socket with its code and reason', async () => {
    const double = new ChatDouble();
    const heard: string[] = [];
    ends(double).subscribe(end => heard.push(end));
    await double.close({ code: 4000, reason: 'bye' });
    expect(heard).to.deep.equal(['ws://double.test 4000 bye true']);
  });

  it(
    'goes through RxJS time, so that a diagram can draw it',
    marbles(m => {
      const double = new ChatDouble();
      m.cold('--c---b---c').subscribe(step => void (step === 'c' ? double.close() : double.boot()));
      const states = double.status$.pipe(map(({ state }) => state));
      m.expect(states).toBeObservable('o-(xz)b---(xz)', {
        o: 'connected',
        x: 'closing',
        z: 'closed',
        b: 'connected',
      });
    }),
  );

  it('R13: rejects pending and new calls as closed, until boot()', async () => {
    const double = new ChatDouble({ replies: { msg: () => NEVER } });
    const pending = rejection(double.call('msg', ['hi']));
    const closing = double.close();
    expect(factsOf(await pending)).to.include({ name: 'CallError', kind: 'closed', delivery: 'unknown', id: 0 });
    expect(factsOf(await rejection(double.ping()))).to.include({ kind: 'closed', delivery: 'never' });
    await closing;
    expect(factsOf(await rejection(double.auth(1)))).to.include({ kind: 'closed', delivery: 'never' });
    expect(double.calls).to.have.length(1);
    double.boot();
    expect(await double.auth(1)).to.deep.equal({ authenticated: false, roles: [] });
  });

  it(
    'R29: with drain lets calls in flight settle, and refuses new ones',
    marbles(m => {
      const double = new ChatDouble({ replies: { msg: m.cold('----m', { m: chatMessage('me', 'hi') }) } });
      const kinds = () => double.call$('msg', ['?']).pipe(map(() => 'reply'));
      m.expect(kinds()).toBeObservable('----(r|)', { r: 'reply' });
      m.cold('-c').subscribe(() => void double.close({ drain: 2 ** 40 }));
      const late$ = m.cold('--x').pipe(mergeMap(() => asFacts(kinds())));
      m.expect(late$).toBeObservable('--#', undefined, {
        name: 'CallError',
        message: 'the call of "msg" was not sent: the client is closed',
        method: 'msg',
        id: 1,
        kind: 'closed',
        delivery: 'never',
      });
      m.expect(double.closed$.pipe(map(({ code }) => code))).toBeObservable('----c', { c: 1000 });
      m.expect(double.status$.pipe(map(({ state }) => state))).toBeObservable('ox--z', {
        o: 'connected',
        x: 'closing',
        z: 'closed',
      });
    }),
  );

  it(
    'R29: with drain closes when the time is over, unless boot() calls it off',
    marbles(m => {
      const double = new ChatDouble({ replies: { msg: NEVER } });
      const outcome$ = double.call$('msg', ['?']).pipe(map(() => 'reply'));
      m.cold('-cb-c').subscribe(step => void (step === 'c' ? double.close({ drain: 5 }) : double.boot()));
      m.expect(asFacts(outcome$)).toBeObservable('---------#', undefined, {
        name: 'CallError',
        message: 'the call of "msg" was sent, but not answered: the client is closed',
        method: 'msg',
        id: 0,
        kind: 'closed',
        delivery: 'unknown',
      });
      m.expect(double.closed$.pipe(map(({ code }) => code))).toBeObservable('---------c', { c: 1000 });
      m.expect(double.status$.pipe(map(({ state }) => state))).toBeObservable('oxo-x----z', {
        o: 'connected',
        x: 'closing',
        z: 'closed',
      });
    }),
  );

  it('completes its streams at once for those who subscribe after it was disposed of', async () => {
    const double: BeamChat = new ChatDouble();
    await double[Symbol.asyncDispose]();
    let completed = 0;
    const { status$, connected$, closed$ } = double;
    for (const stream$ of [status$, connected$, closed$, double.events$('UserJoin')] as Observable<unknown>[]) {
      stream$.subscribe({ complete: () => (completed += 1) });
    }
    expect(completed).to.equal(4);
  });
});
