import { expect } from 'chai';
import { NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { type IterateOptions, IterateOverflowError, iterate } from '../../lib/observe/iterate.js';

/** What a loop gets, and how it ends. */
const collect = async (values: AsyncIterable<unknown>): Promise<unknown[]> => {
  const got: unknown[] = [];
  try {
    for await (const value of values) got.push(value);
  } catch (error) {
    return [...got, error instanceof Error ? error.name : error];
  }
  return [...got, 'done'];
};

describe('iterate', () => {
  for (const [what, source$, expected] of [
    ['is empty', of(), ['done']],
    ['emits many and completes', of(1, 2, 3), [1, 2, 3, 'done']],
    ['fails', throwError(() => 'broken'), ['broken']],
  ] as const) {
    it(`R52: mirrors a stream that ${what}`, async () => {
      expect(await collect(iterate(source$ as Observable<unknown>))).to.deep.equal(expected);
    });
  }

  it('R52: is subscribed to at once, and keeps what comes before the loop and while its body runs', async () => {
    const source = new Subject<number>();
    const values = iterate(source);
    source.next(1);
    source.next(2);
    const got: number[] = [];
    for await (const value of values) {
      got.push(value);
      if (value === 1) source.next(3);
      if (value === 3) source.complete();
    }
    expect(got).to.deep.equal([1, 2, 3]);
  });

  it('R52: unsubscribes when the loop is left, and never emits again', async () => {
    const source = new Subject<number>();
    const values = iterate(source);
    source.next(1);
    source.next(2);
    for await (const _ of values) break;
    expect(source.observed).to.equal(false);
    expect(await collect(values)).to.deep.equal(['done']);
  });

  it('ends a loop that is thrown out of, and gives the error back', async () => {
    const source = new Subject<number>();
    const values = iterate(source);
    const thrown = await values.throw?.('mine').catch((error: unknown) => error);
    expect([thrown, source.observed, await collect(values)]).to.deep.equal(['mine', false, ['done']]);
  });

  for (const [overflow, expected] of [
    [undefined, [0, 1, 'IterateOverflowError']],
    ['throw', [0, 1, 'IterateOverflowError']],
    ['drop-oldest', [3, 4, 'done']],
    ['drop-newest', [0, 1, 'done']],
  ] as const) {
    it(`R52: with overflow ${overflow}, of five values and room for two it gives ${expected.join(', ')}`, async () => {
      const values = iterate(range(0, 5), { buffer: 2, overflow });
      expect(await collect(values)).to.deep.equal(expected);
    });
  }

  it('R52: leaves a stream for which the loop is too slow at once, also one that never stops', async () => {
    let left = false;
    const endless$ = new Observable<number>(subscriber => {
      for (let i = 0; !subscriber.closed; i += 1) subscriber.next(i);
      left = true;
    });
    const values = iterate(endless$, { buffer: 3 });
    expect(left).to.equal(true);
    expect(await collect(values)).to.deep.equal([0, 1, 2, 'IterateOverflowError']);
    expect(new IterateOverflowError(3).message).to.include('3 values wait');
  });

  it('R52: a value that is waited for needs no room', async () => {
    const source = new Subject<number>();
    const values = iterate(source, { buffer: 1 });
    const waiting = [values.next(), values.next()];
    for (const value of [1, 2, 3]) source.next(value);
    expect((await Promise.all(waiting)).map(({ value }) => value)).to.deep.equal([1, 2]);
    expect((await values.next()).value).to.equal(3);
  });

  it('R52: a signal ends it at once, with its reason', async () => {
    const source = new Subject<number>();
    const abort = new AbortController();
    const values = iterate(source, { signal: abort.signal });
    source.next(1);
    abort.abort('enough');
    expect([source.observed, await collect(values)]).to.deep.equal([false, ['enough']]);
    const before = iterate(source, { signal: abort.signal });
    expect([source.observed, await collect(before)]).to.deep.equal([false, ['enough']]);
  });

  it('leaves no listener on its signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const counted = {
      aborted: false,
      addEventListener: () => (listeners += 1),
      removeEventListener: () => (listeners -= 1),
    } as unknown as AbortSignal;
    expect(signal.aborted).to.equal(false);
    await collect(iterate(of(1), { signal: counted }));
    const left = iterate(NEVER, { signal: counted });
    expect(listeners).to.equal(1);
    await left.return?.();
    expect(listeners).to.equal(0);
  });

  it('refuses options that cannot be', () => {
    const wrong = (options: unknown) => () => iterate(NEVER, options as IterateOptions);
    expect(wrong({ buffer: 0 })).to.throw(TypeError, 'the option buffer of iterate() must be a whole number from 1 up');
    expect(wrong({ overflow: 'wait' })).to.throw(TypeError, 'overflow of iterate()');
    expect(wrong({ signal: {} })).to.throw(TypeError, 'signal of iterate() must be an AbortSignal');
    expect(wrong({ limit: 1 })).to.throw(TypeError, 'there is no option "limit" of iterate()');
  });
});
