import { expect } from 'chai';
import { Subject, Subscription } from 'rxjs';
import { CallError } from '../../lib/errors.js';
import { type Gap, gapless } from '../../lib/streams/gapless.js';
import { unhandledDuring } from '../rules/kit.js';
import { gapText, type Letters } from './kit.js';

/** The operator over subjects, so that its handlers can do anything in the middle of everything. */
const stage = (options: Partial<Letters> = {}) => {
  const [live$, lost$, sessions$] = [new Subject<string>(), new Subject<void>(), new Subject<string>()];
  const log: string[] = [];
  const fills: Subject<string[]>[] = [];
  const handlers = new Map<string, () => void>();
  const note = (what: string) => {
    log.push(what);
    handlers.get(what)?.();
  };
  /** What is done, once, when something is noted in the log. */
  const on = (what: string, act: () => void) =>
    handlers.set(what, () => {
      handlers.delete(what);
      act();
    });
  const subscription = new Subscription();
  const merged$ = live$.pipe(
    gapless<string, string, string>({
      lost$,
      sessions$,
      key: value => value,
      onGap: (gap: Gap<string>) => note(gapText(gap)),
      fill: () => {
        const fill = new Subject<string[]>();
        fills.push(fill);
        return fill;
      },
      ...options,
    }),
  );
  subscription.add(merged$.subscribe({ next: note, error: error => note(`error ${error}`) }));
  return {
    log,
    on,
    fills,
    subscription,
    live: (values: string) => [...values].forEach(value => void live$.next(value)),
    lose: () => lost$.next(),
    begin: () => sessions$.next('s'),
    answer: (values: string) => fills.at(-1)?.next([...values]),
  };
};

/** The same with `a` emitted, and a second session that awaits its answer. */
const staged = (options: Partial<Letters> = {}) => {
  const world = stage(options);
  world.begin();
  world.answer('');
  world.live('a');
  world.lose();
  world.begin();
  return world;
};

describe('Merging', () => {
  it('R40: a handler that loses the session in the middle of the release stops it; the rest comes with the next answer', () => {
    const { on, log, lose, begin, answer, live } = staged();
    live('d');
    on('b', lose);
    answer('abc');
    expect(log.join('')).to.equal('ab');
    live('e');
    begin();
    answer('abcdx');
    expect(log.join('')).to.equal('abcdxe');
    live('f');
    expect(log.join('')).to.equal('abcdxef');
  });

  it('R40: the rest comes before an answer that does not reach back to it', () => {
    const { on, log, lose, begin, answer, live } = staged();
    live('d');
    on('b', lose);
    answer('abc');
    live('z');
    begin();
    answer('xyz');
    expect(log).to.deep.equal(['a', 'b', 'too-long b..x', 'c', 'd', 'x', 'y', 'z']);
  });

  it('R40: a handler may begin the next session in the middle of the release, and answer it', () => {
    const { on, log, lose, begin, answer, live } = staged();
    live('d');
    on('b', () => {
      lose();
      live('e');
      begin();
      answer('bcde');
    });
    answer('abc');
    expect(log.join('')).to.equal('abcde');
    live('f');
    expect(log.join('')).to.equal('abcdef');
  });

  it('R40: a handler may begin the next session in the middle of the release, and leave it without an answer', () => {
    const { on, log, begin, answer, live } = staged();
    live('d');
    on('b', begin);
    answer('abc');
    live('e');
    expect(log.join('')).to.equal('ab');
    answer('abcde');
    expect(log.join('')).to.equal('abcde');
  });

  it('R40: a handler that loses the session with a live value holds the next ones', () => {
    const { on, log, lose, begin, answer, live } = staged();
    answer('a');
    on('b', lose);
    live('bc');
    expect(log.join('')).to.equal('ab');
    begin();
    answer('ab');
    expect(log.join('')).to.equal('abc');
  });

  for (const [what, answered] of [
    ['in the middle of the release', 'abc'],
    ['with the last value of the release', 'ab'],
  ] as const) {
    it(`R40: what a handler causes ${what} comes behind it, and none of it is dropped`, () => {
      const { on, log, answer, live } = staged({ hold: 0 });
      on('b', () => live('xyz'));
      answer(answered);
      expect(log.join('')).to.equal(`${answered}xyz`);
      live('f');
      expect(log.at(-1)).to.equal('f');
    });
  }

  it('a handler that leaves in the middle of the release gets nothing more, and nothing is awaited any more', () => {
    const { on, log, answer, subscription, fills, live } = staged();
    live('d');
    on('b', () => subscription.unsubscribe());
    answer('abc');
    live('e');
    expect(log.join('')).to.equal('ab');
    expect(fills.map(({ observed }) => observed)).to.deep.equal([false, false]);
  });

  describe('R42: onGap', () => {
    it('that loses the session: nothing is emitted until the next answer', () => {
      const { on, log, lose, begin, answer, live } = staged();
      live('d');
      on('too-long a..c', lose);
      answer('c');
      expect(log).to.deep.equal(['a', 'too-long a..c']);
      begin();
      answer('abcde');
      expect(log).to.deep.equal(['a', 'too-long a..c', 'b', 'c', 'd', 'e']);
    });

    it('that begins the next session and answers it: all is emitted once', () => {
      const { on, log, begin, answer, live } = staged();
      live('d');
      on('too-long a..c', () => {
        begin();
        answer('abcd');
      });
      answer('c');
      live('e');
      expect(log).to.deep.equal(['a', 'too-long a..c', 'b', 'c', 'd', 'e']);
    });

    it('that leaves gets nothing more', () => {
      const { on, log, answer, subscription } = staged();
      on('too-long a..c', () => subscription.unsubscribe());
      answer('c');
      expect(log).to.deep.equal(['a', 'too-long a..c']);
    });

    it('that emits live values: they come behind what is held', () => {
      const { on, log, answer, live } = staged();
      live('d');
      on('too-long a..c', () => live('e'));
      answer('c');
      expect(log.join(' ')).to.equal('a too-long a..c c d e');
    });

    it('that throws is reported as a handler’s error would be, and changes nothing', async () => {
      const reported = await unhandledDuring(() => {
        const { log, answer, live } = staged({
          onGap: () => {
            throw new Error('mine');
          },
        });
        live('d');
        answer('c');
        live('e');
        expect(log.join('')).to.equal('acde');
      });
      expect(reported.map(error => (error as Error).message)).to.deep.equal(['mine']);
    });
  });

  it('R40: values that are held over two losses keep their order, around what the answer adds', () => {
    const { log, lose, begin, answer, live } = staged();
    live('c');
    lose();
    live('e');
    begin();
    live('f');
    answer('abcdef');
    expect(log.join('')).to.equal('abcdef');
  });

  it('R40: what was dropped of the held ones no longer counts among those before the loss', () => {
    const { log, lose, begin, answer, live } = staged({ hold: 2 });
    live('bc');
    lose();
    live('yz');
    begin();
    answer('wx');
    expect(log).to.deep.equal(['a', 'too-long a..y', 'w', 'x', 'y', 'z']);
  });

  describe('R42: a gap ends with the first value after all that may be missing:', () => {
    it('not with one from before the last loss, if no answer comes', () => {
      const { log, fills, lose, begin, live } = staged();
      live('c');
      lose();
      begin();
      live('e');
      fills[2]?.error('no');
      expect(log).to.deep.equal(['a', 'refused a..e', 'c', 'e']);
    });

    it('not with one that was emitted before, and came again', () => {
      const { log, fills, live } = staged();
      live('ac');
      fills[1]?.error('no');
      expect(log).to.deep.equal(['a', 'refused a..c', 'c']);
    });

    it('with none, if nothing came after the last loss', () => {
      const { log, fills, lose, begin, live } = staged();
      live('c');
      lose();
      begin();
      fills[2]?.error('no');
      expect(log).to.deep.equal(['a', 'refused a..', 'c']);
    });

    it('with one from before the last loss, if the answer goes on from there', () => {
      const { log, lose, begin, live, answer } = staged();
      live('cd');
      lose();
      begin();
      answer('def');
      expect(log).to.deep.equal(['a', 'too-long a..d', 'c', 'd', 'e', 'f']);
    });

    it('with what is held, if what was dropped may be missing behind the answer', () => {
      const { log, live, answer } = staged({ hold: 1 });
      live('cd');
      answer('ab');
      expect(log).to.deep.equal(['a', 'overflow a..d', 'b', 'd']);
    });

    it('with the answer, if that has what was dropped', () => {
      const { log, live, answer } = staged({ hold: 1 });
      live('cd');
      answer('abcd');
      expect(log).to.deep.equal(['a', 'overflow a..b', 'b', 'c', 'd']);
    });

    it('with the answer, if what was dropped came before what is held from before the last loss', () => {
      const { log, lose, begin, live, answer } = staged({ hold: 1 });
      live('cd');
      lose();
      begin();
      answer('yz');
      expect(log).to.deep.equal(['a', 'too-long a..y', 'd', 'y', 'z']);
    });

    it('with none, if all was dropped', () => {
      const { log, live, answer } = staged({ hold: 0 });
      live('cd');
      answer('ab');
      expect(log).to.deep.equal(['a', 'overflow a..', 'b']);
    });
  });

  it('R40: a live value that the first answer has already is new, although the answer is not', () => {
    const { log, begin, answer, live } = stage({ initial: 0 });
    begin();
    answer('abc');
    live('cd');
    expect(log.join('')).to.equal('cd');
  });

  it('R40: and so is what follows it in that answer, which the next one brings if the session is lost before it comes', () => {
    const { log, begin, answer, lose, live } = stage({ initial: 0 });
    begin();
    answer('abcd');
    live('b');
    lose();
    begin();
    answer('abcde');
    expect(log.join('')).to.equal('bcde');
  });

  describe('R42: if the first answer has nothing of what came live before it, and its session is lost,', () => {
    /** `x` was deleted before the first answer came. */
    const unsure = () => {
      const world = stage({ initial: 0, mayEmit: value => value !== 'x' });
      world.begin();
      world.live('x');
      world.answer('abc');
      return world;
    };
    const next = ({ lose, begin, answer, log }: ReturnType<typeof stage>, values: string) => {
      lose();
      begin();
      answer(values);
      return log.join(' ');
    };

    it('the next session begins with a gap: its values may have been said after what came live', () => {
      expect(next(unsure(), 'abcd')).to.equal('too-long ..d d');
      expect(next(unsure(), 'abc')).to.equal('too-long ..');
    });

    it('but not if one of its values came live', () => {
      const world = unsure();
      world.live('b');
      expect(next(world, 'abcd')).to.equal('b c d');
    });

    it('nor if the next answer has a later value that came live: what was said before it came too', () => {
      const world = unsure();
      world.live('d');
      expect(next(world, 'abcde')).to.equal('d e');
    });

    it('and not for a second time, if the first gap had another cause', () => {
      const world = unsure();
      world.lose();
      world.begin();
      world.fills[1]?.error('no');
      expect(next(world, 'abcd')).to.equal('refused .. d');
    });

    it('and never if nothing had come live before it', () => {
      const world = stage({ initial: 0 });
      world.begin();
      world.answer('abc');
      expect(next(world, 'abcd')).to.equal('d');
    });
  });

  it('R40: but not if newer ones of the answer were emitted', () => {
    const { log, begin, answer, live } = stage({ initial: 1 });
    begin();
    answer('abc');
    live('abcd');
    expect(log.join('')).to.equal('cd');
  });

  it('R40: a value that might not be emitted may come again live', () => {
    let mayEmit = false;
    const { log, answer, live } = staged({ mayEmit: value => mayEmit || value !== 'c' });
    answer('abc');
    mayEmit = true;
    live('cc');
    expect(log.join('')).to.equal('abc');
  });

  it('R42: an answer that does not reach back to one of which nothing was emitted leaves a gap', () => {
    const { log, begin, answer, lose } = stage({ mayEmit: value => value !== 'a' });
    begin();
    answer('a');
    lose();
    begin();
    answer('yz');
    expect(log).to.deep.equal(['too-long ..y', 'y', 'z']);
  });

  it('R42: what came over two losses leaves a gap, unless the first answer reaches back to what came before the first', () => {
    const first = stage();
    for (const values of ['a', 'c']) {
      first.begin();
      first.live(values);
      first.lose();
    }
    first.begin();
    first.answer('cd');
    expect(first.log).to.deep.equal(['too-long ..c', 'a', 'c', 'd']);
  });

  it('R40: what came before several losses comes before what an answer that does not reach back to it has', () => {
    const { log, lose, begin, answer, live } = stage();
    for (const values of ['a', 'c']) {
      begin();
      live(values);
      lose();
    }
    begin();
    answer('bcd');
    expect(log).to.deep.equal(['too-long ..b', 'a', 'b', 'c', 'd']);
  });

  it('R40: that holds also if the oldest of it was dropped', () => {
    const { log, lose, begin, answer, live } = stage({ hold: 2 });
    for (const values of ['a', 'bc']) {
      begin();
      live(values);
      lose();
    }
    begin();
    answer('yz');
    expect(log).to.deep.equal(['too-long ..y', 'b', 'c', 'y', 'z']);
  });

  it('R40: the first answer is the first one also if it is empty: all of the next is new', () => {
    const { log, lose, begin, answer } = stage({ initial: 0 });
    begin();
    answer('');
    lose();
    begin();
    answer('ab');
    expect(log.join('')).to.equal('ab');
  });

  it('an answer after the first one that fails is no first answer, if something was emitted', () => {
    const { log, lose, begin, answer, live, fills } = stage({ initial: 0 });
    begin();
    fills[0]?.error('no');
    live('b');
    lose();
    begin();
    answer('abc');
    expect(log).to.deep.equal(['refused ..', 'b', 'c']);
  });

  it('a second answer to one session has no effect', () => {
    const { log, answer, fills } = staged();
    answer('ab');
    expect(fills[1]?.observed).to.equal(false);
    answer('abc');
    expect(log.join('')).to.equal('ab');
  });

  it('a call that fails since its connection is gone leaves the values held until the next answer', () => {
    const { log, fills, live, begin, answer } = staged();
    const facts = { method: 'last', id: 1, kind: 'disconnected', delivery: 'unknown' } as const;
    live('c');
    fills[1]?.error(new CallError('gone', facts));
    live('d');
    expect(log.join('')).to.equal('a');
    begin();
    answer('abcd');
    expect(log.join('')).to.equal('abcd');
  });
});
