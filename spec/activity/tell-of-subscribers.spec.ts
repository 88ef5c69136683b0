import { expect } from 'chai';
import { NEVER, of, Subject, throwError } from 'rxjs';
import type { Activity } from '../../lib/activity/activity.js';
import { ClientActivity } from '../../lib/activity/client-activity.js';
import { tellOfSubscribers } from '../../lib/activity/tell-of-subscribers.js';

const facts = { method: 'heads', args: ['new'], linger: 5 };

const stage = () => {
  const activity = new ClientActivity();
  const told: Activity[] = [];
  const observer = activity.activity$.subscribe(each => told.push(each));
  return { activity, told, observer };
};

describe('tellOfSubscribers', () => {
  it('R51: tells of each subscriber that it came, and that it left', () => {
    const { activity, told } = stage();
    const items$ = tellOfSubscribers(NEVER, activity, facts);
    const one = items$.subscribe();
    items$.subscribe();
    one.unsubscribe();
    expect(told.map(({ type }) => type)).to.deep.equal(['subscribed', 'subscribed', 'unsubscribed']);
    const [first, second, left] = told as { subscriber?: unknown }[];
    expect(left?.subscriber).to.deep.equal(facts);
    expect(left?.subscriber === first?.subscriber && left?.subscriber !== second?.subscriber).to.equal(true);
  });

  it('R51: tells of the end, before the subscriber hears of it', () => {
    const { activity, told } = stage();
    const error = new Error('refused');
    const heard: unknown[] = [];
    tellOfSubscribers(of(1), activity, facts).subscribe({ complete: () => heard.push(told.at(-1)?.type) });
    const failing$ = tellOfSubscribers(
      throwError(() => error),
      activity,
      facts,
    );
    failing$.subscribe({ error: () => heard.push(told.at(-1)) });
    expect(heard).to.deep.equal(['ended', { type: 'ended', subscriber: facts, error }]);
    expect(told).to.have.length(4);
  });

  it('tells nothing while nobody observes the client, and gives the same items', () => {
    const { activity, told, observer } = stage();
    observer.unsubscribe();
    const source$ = new Subject<unknown>();
    const items: unknown[] = [];
    const subscription = tellOfSubscribers(source$, activity, facts).subscribe(item => items.push(item));
    source$.next(1);
    subscription.unsubscribe();
    expect(source$.observed).to.equal(false);
    expect(items).to.deep.equal([1]);
    expect(told).to.deep.equal([]);
  });
});
