import { expect } from 'chai';
import { filter, NEVER, Subject, switchMap, take } from 'rxjs';
import type { Status } from '../../lib/index.js';
import { ChatDouble } from '../../lib/testing/index.js';

const CONNECTED: Partial<Status> = { state: 'connected' };
const RECONNECTING: Partial<Status> = { state: 'reconnecting' };

describe('the status and sessions of a ChatDouble', () => {
  it('connected$ does not replay a lost session to the status$ handler that hears of the loss', () => {
    const status$ = new Subject<Partial<Status>>();
    const double = new ChatDouble({ status$ });
    const heard: string[] = [];
    double.status$
      .pipe(
        filter(({ state }) => state !== 'connected'),
        switchMap(() => double.connected$.pipe(take(1))),
      )
      .subscribe(({ session }) => heard.push(`session ${session} while ${double.status.state}`));
    status$.next(CONNECTED);
    status$.next(RECONNECTING);
    expect(heard).to.deep.equal([]);
    status$.next(CONNECTED);
    expect(heard).to.deep.equal(['session 2 while connected']);
  });

  it('connected$ does not replay the session to the status$ handler that hears of close()', async () => {
    const double = new ChatDouble();
    const heard: string[] = [];
    double.status$
      .pipe(
        filter(({ state }) => state !== 'connected'),
        switchMap(() => double.connected$.pipe(take(1))),
      )
      .subscribe(({ session }) => heard.push(`session ${session}`));
    await double.close();
    expect(heard).to.deep.equal([]);
  });

  it('connected$ announces no session that an earlier handler has ended, nor one twice', () => {
    const status$ = new Subject<Partial<Status>>();
    const double = new ChatDouble({ status$ });
    const heard: string[] = [];
    double.connected$.pipe(take(1)).subscribe(() => status$.next(RECONNECTING));
    double.connected$.subscribe(({ session }) => heard.push(`${session} ${double.status.state}`));
    double.status$
      .pipe(switchMap(({ state }) => (state === 'connected' ? double.connected$ : NEVER)))
      .subscribe(({ session }) => heard.push(`${session} once, ${double.status.state}`));
    status$.next(CONNECTED);
    expect(heard).to.deep.equal([]);
    status$.next(CONNECTED);
    expect(heard).to.deep.equal(['2 connected', '2 once, connected']);
  });

  it('status$ emits in one order to all subscribers, whatever a handler causes', () => {
    const status$ = new Subject<Partial<Status>>();
    const double = new ChatDouble({ status$ });
    const seen: string[] = [];
    double.status$.subscribe(({ state, attempt }) => {
      if (state === 'reconnecting' && attempt === 0) status$.next({ ...RECONNECTING, attempt: 1 });
    });
    double.status$.subscribe(({ attempt }) => seen.push(`${attempt}`));
    status$.next(RECONNECTING);
    expect(seen).to.deep.equal(['0', '1']);
    expect(double.status.attempt).to.equal(1);
  });

  it('calls$ replays in order, whatever a handler of it calls', () => {
    const double = new ChatDouble();
    const seen: string[] = [];
    double.calls$.subscribe(({ method }) => void (method === 'ping' && double.auth(1)));
    double.calls$.subscribe(({ method }) => seen.push(method));
    void double.ping();
    expect(seen).to.deep.equal(['ping', 'auth']);
    expect(double.calls.map(({ method }) => method)).to.deep.equal(['ping', 'auth']);
  });
});
