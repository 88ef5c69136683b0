import { expect } from 'chai';
import fc from 'fast-check';
import { Observable, Subject, Subscriber, Subscription, take } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { LeanSubscriber } from '../../lib/link/lean-subscriber.js';

type Step =
  | { readonly do: 'add'; readonly teardown: 'function' | 'subscription' | 'throwing' | 'closed' }
  | { readonly do: 'remove' | 'end' | 'add again'; readonly which: number }
  | { readonly do: 'unsubscribe' }
  | { readonly do: 'add itself' }
  | { readonly do: 'add nothing' };

/** What happens to a Subscriber on which these steps are done: the order of its teardowns, and the errors. */
const outcome = (subscriber: Subscriber<unknown>, steps: readonly Step[]): readonly string[] => {
  const log: string[] = [];
  const added: (Subscription | (() => void))[] = [];
  const note = (text: string) => () => void log.push(text);
  const make = (teardown: (Step & { do: 'add' })['teardown'], n: number): Subscription | (() => void) => {
    if (teardown === 'function') return note(`function ${n}`);
    if (teardown === 'closed') return Subscription.EMPTY;
    return new Subscription(() => {
      log.push(`${teardown} ${n}`);
      if (teardown === 'throwing') throw new Error(`of ${n}`);
    });
  };
  const perform = (step: Step): unknown => {
    if (step.do === 'unsubscribe') return subscriber.unsubscribe();
    if (step.do === 'add itself') return subscriber.add(subscriber);
    if (step.do === 'add nothing') return subscriber.add(undefined);
    if (step.do === 'add') {
      const made = make(step.teardown, added.length);
      added.push(made);
      return subscriber.add(made);
    }
    const given = added[step.which % added.length];
    if (given === undefined) return undefined;
    if (step.do === 'remove') return subscriber.remove(given);
    // RxJS keeps a function twice that was added twice.
    if (step.do === 'add again') return subscriber.add(given instanceof Subscription ? given : undefined);
    return given instanceof Subscription ? given.unsubscribe() : undefined;
  };
  for (const step of steps) {
    try {
      perform(step);
    } catch (error) {
      log.push((error as Error).message.replace(/\s+/g, ' '));
    }
  }
  log.push(String(subscriber.closed));
  return log;
};

const which = fc.nat(6);
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('add' as const),
        teardown: fc.constantFrom('function' as const, 'subscription' as const, 'throwing' as const, 'closed' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('remove' as const, 'end' as const, 'add again' as const), which }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('unsubscribe' as const, 'add itself' as const, 'add nothing' as const),
      }),
    },
  ),
  { maxLength: 14 },
);

describe('a lean subscriber', () => {
  it('R27: tears down what RxJS tears down, in the same order, whatever was added, removed or ended', () => {
    fc.assert(
      fc.property(steps, taken => {
        const all: Step[] = [...taken, { do: 'unsubscribe' }];
        expect(outcome(new LeanSubscriber(), all)).to.deep.equal(outcome(new Subscriber(), all));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps up to two teardowns without an array', () => {
    const subscriber = new LeanSubscriber();
    const finalizers = () => (subscriber as unknown as { _finalizers: unknown[] | null })._finalizers;
    const ended = Array.from({ length: 5 }, () => new Subscription());
    for (const each of ended) {
      subscriber.add(each);
      each.unsubscribe();
    }
    const [first, second, third] = [1, 2, 3].map(() => new Subscription()) as [
      Subscription,
      Subscription,
      Subscription,
    ];
    subscriber.add(first);
    subscriber.add(second);
    expect(finalizers()).to.equal(null);
    subscriber.add(third);
    expect(finalizers()).to.deep.equal([first]);
    subscriber.unsubscribe();
    expect([first, second, third].map(({ closed }) => closed)).to.deep.equal([true, true, true]);
  });

  it(
    'subscribes like any other: to a source that ends, and within operators',
    marbles(m => {
      const source = m.cold('  -a-b-c-|');
      const subscribed = '     ^--!    ';
      const taken$ = new Observable(out => {
        const subscriber = new LeanSubscriber(out);
        source.pipe(take(2)).subscribe(subscriber);
      });
      m.expect(taken$).toBeObservable('-a-(b|)');
      m.expect(source).toHaveSubscriptions(subscribed);
    }),
  );

  it('R27: leaves a Subject when it is unsubscribed', () => {
    const subject = new Subject<number>();
    const subscriber = new LeanSubscriber<number>();
    subject.subscribe(subscriber);
    expect(subject.observed).to.equal(true);
    subscriber.unsubscribe();
    expect(subject.observed).to.equal(false);
  });
});
