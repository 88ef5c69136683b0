import { expect } from 'chai';
import { Subject, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Activity, ObservedCall } from '../../lib/activity/activity.js';
import { ClientActivity } from '../../lib/activity/client-activity.js';
import { CallError, ConnectionError } from '../../lib/errors.js';

const settings = { timeout: 0, noReply: false, resend: false, whenDown: 'spool' } as const;
const call: ObservedCall = { id: 3, method: 'msg', body: '[]', settings, wasSent: false };
const nothing = { take: () => {} };

/** Everything that a client may note. */
const noteAll = (activity: ClientActivity): void => {
  const error = new ConnectionError('gone', { address: 'wss://a.test' });
  const dial = activity.dialled('wss://a.test');
  activity.sent(dial, 'wss://a.test', '[1]');
  activity.received(dial, 'wss://a.test', '[2]');
  activity.established('wss://a.test', 1);
  activity.making(call, nothing);
  activity.spooled(call);
  activity.handing(call);
  activity.succeeded(call);
  activity.failedCall(call, new CallError('lost', { method: 'msg', id: 3, kind: 'disconnected', delivery: 'unknown' }));
  activity.failedCall(call, 'UACCESS');
  activity.cancelled(call);
  activity.badFrame('wss://a.test', error);
  activity.failed('wss://a.test', error, true);
  activity.waiting('wss://a.test', 1, 50);
};

describe('ClientActivity', () => {
  it('tells each thing in the order of happening, to whoever observes it', () => {
    const activity = new ClientActivity();
    const seen: string[] = [];
    activity.activity$.subscribe(({ type }) => seen.push(type));
    noteAll(activity);
    const ends = ['settled', 'settled', 'settled', 'settled'];
    const calls = ['made', 'spooled', 'handed', ...ends];
    const after = ['bad-frame', 'lost', 'waiting'];
    expect(seen).to.deep.equal(['dial', 'sent', 'received', 'established', ...calls, ...after]);
  });

  it('says of each end of a call why it failed', () => {
    const activity = new ClientActivity();
    const ends: unknown[] = [];
    activity.activity$.subscribe((each: Activity) => {
      if (each.type === 'settled') ends.push(each.failure && [each.failure.kind, each.failure.delivery]);
    });
    noteAll(activity);
    activity.cancelled({ ...call, wasSent: true });
    const failures = [
      ['disconnected', 'unknown'],
      ['refused', 'answered'],
      ['aborted', 'never'],
      ['aborted', 'unknown'],
    ];
    expect(ends).to.deep.equal([undefined, ...failures]);
  });

  it('builds nothing for those who have left, or never came', () => {
    const activity = new ClientActivity();
    const given = new Proxy(call, {
      get: (target, name) => {
        if (name !== 'settings' && name !== 'wasSent') throw new Error(`it read ${String(name)}`);
        return Reflect.get(target, name);
      },
    });
    expect(activity.isObserved).to.equal(false);
    activity.activity$.subscribe().unsubscribe();
    expect(activity.isObserved).to.equal(false);
    activity.making(given, nothing);
    activity.handing(given);
    activity.succeeded(given);
    expect(activity.calls({ inFlight: 0, spooled: 0 })).to.include({ made: 1, answered: 1 });
  });

  it('R49: counts what becomes of each address', () => {
    const activity = new ClientActivity();
    noteAll(activity);
    activity.dialled('wss://b.test');
    activity.failed('wss://b.test', new ConnectionError('refused'), false);
    activity.hedgeLost('wss://b.test');
    activity.failed(undefined, new ConnectionError('no address'), false);
    const facts = activity.addresses.map(({ address, dials, failures, losses, hedgesLost, lastError }) => ({
      [address]: [dials, failures, losses, hedgesLost, lastError?.message],
    }));
    expect(facts).to.deep.equal([
      { 'wss://a.test': [1, 0, 1, 0, 'gone'] },
      { 'wss://b.test': [1, 1, 0, 1, 'refused'] },
    ]);
  });

  it('a call without a reply is not answered, and one that was sent before is resent', () => {
    const activity = new ClientActivity();
    activity.handing({ ...call, wasSent: true });
    activity.succeeded({ ...call, settings: { ...settings, noReply: true } });
    expect(activity.calls({ inFlight: 0, spooled: 0 })).to.include({ answered: 0, resent: 1 });
  });

  it(
    'R49: measures the time until a session, and the round trip of a ping, by the clock of timers',
    marbles(m => {
      const activity = new ClientActivity();
      const pong$ = new Subject<void>();
      activity.dialled('wss://a.test');
      m.scheduler.schedule(() => activity.established('wss://a.test', 1), 40);
      m.scheduler.schedule(() => activity.pinged('wss://a.test', pong$), 50);
      m.scheduler.schedule(() => pong$.next(), 57);
      m.scheduler.schedule(() => pong$.next(), 90);
      m.expect(timer(100)).toBeObservable('100ms (0|)', { 0: 0 });
      m.flush();
      expect([activity.addresses[0]?.connectMs, activity.roundTripMs]).to.deep.equal([40, 7]);
      expect(pong$.observed).to.equal(false);
    }),
  );

  it('has its channels told of all but frames, and of calls only if they trace them', () => {
    const told: string[] = [];
    const channels = {
      tracesCalls: false,
      making: <T>(each: T, _place: unknown, taker: { take(call: T): void }) => {
        told.push('making');
        taker.take(each);
      },
      handed: () => told.push('handed'),
      settled: () => told.push('settled'),
      publish: ({ type }: Activity) => told.push(type),
    };
    const activity = new ClientActivity('test', channels);
    noteAll(activity);
    const rest = ['dial', 'established', 'bad-frame', 'lost', 'waiting'];
    expect(told.splice(0)).to.deep.equal(rest);
    channels.tracesCalls = true;
    noteAll(activity);
    expect(told.filter(each => !rest.includes(each))).to.deep.equal(['making', 'handed', ...Array(4).fill('settled')]);
  });
});
