import { expect } from 'chai';
import { asyncScheduler, concat, interval, map, NEVER, Observable, of, Subject, Subscriber, take } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Stage, stage } from '../../lib/link/stage.js';

/** Overrides nothing. */
class Passing<T> extends Stage<T> {}
const passing = <T>() => stage<T, T>(out => new Passing(out));

/** Emits another type than it receives. */
class Doubling extends Stage<string, { twice: string }> {
  protected override _next(value: string): void {
    this.out.next({ twice: value + value });
  }
}
const doubling = () => stage<string, { twice: string }>(out => new Doubling(out));

/** Errors when no value arrived for `ms`. */
class Impatient<T> extends Stage<T> {
  constructor(out: Subscriber<T>, ms: number) {
    super(out);
    this.add(asyncScheduler.schedule(() => this.error('late'), ms));
  }
}
const impatient = <T>(ms: number) => stage<T, T>(out => new Impatient(out, ms));

/** Calls a function in its teardown. */
class Leaving<T> extends Stage<T> {
  readonly #leave: () => void;

  constructor(out: Subscriber<T>, leave: () => void) {
    super(out);
    this.#leave = leave;
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    this.#leave();
  }
}

describe('a stage', () => {
  const cases: [title: string, source: string, subscribed: string, expected: string][] = [
    ['waits with a source that never emits', '   ------', ' ^-----', ' ------'],
    ['completes with an empty one', '            --|   ', ' ^-!   ', ' --|   '],
    ['passes on one value', '                    --a|  ', ' ^--!  ', ' --a|  '],
    ['passes on many', '                         -ab-c|', ' ^----!', ' -ab-c|'],
    ['passes on the error', '                    -a-#  ', ' ^--!  ', ' -a-#  '],
    ['passes on an error at once', '             #     ', ' (^!)  ', ' #     '],
    ['passes on what comes at once', '           (ab|) ', ' (^!)  ', ' (ab|) '],
  ];
  for (const [title, marble, subscribed, expected] of cases) {
    it(
      title,
      marbles(m => {
        const source = m.cold(marble);
        m.expect(source.pipe(passing())).toBeObservable(expected);
        m.expect(source).toHaveSubscriptions(subscribed);
      }),
    );
  }

  it(
    'is torn down with its destination',
    marbles(m => {
      const source = m.cold('  -a-b-c-');
      const unsubscribed = '   ^---!  ';
      const expected = '       -a-b---';
      m.expect(source.pipe(passing()), unsubscribed).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(unsubscribed);
    }),
  );

  it(
    'is torn down when a later operator completes',
    marbles(m => {
      const source = m.cold('  -a-b-c-');
      const subscribed = '     ^--!   ';
      const expected = '       -a-(b|)';
      m.expect(source.pipe(passing(), take(2))).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subscribed);
    }),
  );

  it('R25: is not constructed for a destination that is closed', () => {
    const closed = new Subscriber<number>();
    closed.unsubscribe();
    let made = 0;
    const counted = stage<number, number>(out => {
      made += 1;
      return new Passing(out);
    });
    NEVER.pipe(counted).subscribe(closed);
    expect(made).to.equal(0);
  });

  it('stops a source that emits synchronously without end when a later operator completes', () => {
    const received: number[] = [];
    const endless$ = new Observable<number>(subscriber => {
      for (let i = 0; !subscriber.closed; i += 1) subscriber.next(i);
    });
    endless$.pipe(passing(), take(2)).subscribe(value => received.push(value));
    expect(received).to.deep.equal([0, 1]);
  });

  it(
    'may override _next, and passes on errors and completion',
    marbles(m => {
      const values = { x: { twice: 'aa' }, y: { twice: 'bb' } };
      const source = m.cold('         -a-b-#');
      m.expect(source.pipe(doubling())).toBeObservable('-x-y-#', values);
    }),
  );

  it(
    'may error by itself, which unsubscribes from its source',
    marbles(m => {
      const source = m.cold('  -a---b');
      const subscribed = '     ^--!  ';
      const expected = '       -a-#  ';
      m.expect(source.pipe(impatient(3))).toBeObservable(expected, undefined, 'late');
      m.expect(source).toHaveSubscriptions(subscribed);
    }),
  );

  it(
    'R27: leaves none of its timers behind',
    marbles(m => {
      NEVER.pipe(impatient(3)).subscribe().unsubscribe();
      of('a').pipe(impatient(3)).subscribe();
      expect(m.scheduler.actions).to.deep.equal([]);
    }),
  );

  it(
    'R28: is constructed for each subscription, and not before',
    marbles(m => {
      let made = 0;
      const counted = stage<string, string>(out => {
        made += 1;
        return new Passing(out);
      });
      const counted$ = m.cold('-a|').pipe(counted);
      expect(made).to.equal(0);
      m.expect(counted$).toBeObservable('     -a|');
      m.expect(counted$, '--^').toBeObservable('---a|');
      m.flush();
      expect(made).to.equal(2);
    }),
  );

  it(
    'several stages in one pipe are each torn down once',
    marbles(m => {
      const left: string[] = [];
      const leaving = (name: string) => stage<string, string>(out => new Leaving(out, () => left.push(name)));
      const source = m.cold('   -a-b|');
      const expected = '        -a-b|';
      const both$ = source.pipe(
        leaving('first'),
        map(value => value),
        leaving('second'),
      );
      m.expect(both$).toBeObservable(expected);
      m.flush();
      expect(left.sort()).to.deep.equal(['first', 'second']);
    }),
  );

  it('passes an error on before it is torn down, as built-in operators do', () => {
    const story: string[] = [];
    const source = new Subject<string>();
    source
      .pipe(stage<string, string>(out => new Leaving(out, () => story.push('gone'))))
      .subscribe({ error: error => story.push(`received ${error}`) });
    source.error('E');
    expect(story).to.deep.equal(['received E', 'gone']);
  });

  it('R27: one that has ended by the time it is made does not subscribe to its source', () => {
    class Over<T> extends Stage<T> {
      constructor(out: Subscriber<T>) {
        super(out);
        this.error('over');
      }
    }
    let subscribed = 0;
    const source = new Observable<string>(() => {
      subscribed += 1;
    });
    const heard: unknown[] = [];
    source.pipe(stage<string, string>(out => new Over(out))).subscribe({ error: error => heard.push(error) });
    expect(heard).to.deep.equal(['over']);
    expect(subscribed).to.equal(0);
  });

  it(
    'errors when its constructor throws',
    marbles(m => {
      const broken = stage<string, string>(() => {
        throw new TypeError('no stage');
      });
      m.expect(concat(of('a'), interval(1)).pipe(map(String), broken)).toBeObservable(
        '#',
        {},
        new TypeError('no stage'),
      );
    }),
  );
});
