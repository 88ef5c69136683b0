import { expect } from 'chai';
import { NEVER, Observable, of, TimeoutError as RxTimeoutError, Subject, take } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { CallError, type CallErrorKind, ReplyError, TimeoutError } from '../../lib/errors.js';
import { type GaplessOptions, gapless } from '../../lib/streams/gapless.js';
import { answer, stageGapless } from './kit.js';

const callError = (kind: CallErrorKind) => new CallError(kind, { method: 'last', id: 1, kind, delivery: 'never' });

describe('gapless', () => {
  describe('of a source that', () => {
    const ends = {
      'never emits': '-----',
      'is empty': '---|',
      fails: '---#',
      'emits one': '--c-',
      'emits many': '--cde|',
    };
    for (const [what, diagram] of Object.entries(ends)) {
      it(
        `${what} mirrors it while the session lasts`,
        marbles(m => {
          const live = m.hot(diagram);
          const { operator } = stageGapless(m, { answers: [answer(m, '-h')] });
          m.expect(live.pipe(operator)).toBeObservable(diagram);
        }),
      );
    }

    for (const [how, live, expected] of [
      ['completes', '  -c|', '--|'],
      ['fails', '      -c#', '--#'],
    ] as const) {
      it(
        `${how} while an answer is awaited ends at once, and the answer is not awaited any more`,
        marbles(m => {
          const asked = m.cold<string[]>('    -----h', { h: ['a'] });
          const { operator } = stageGapless(m, { answers: [asked] });
          m.expect(m.hot(live).pipe(operator)).toBeObservable(expected);
          m.expect(asked).toHaveSubscriptions('^-!');
        }),
      );
    }
  });

  it(
    'R40: unsubscribes from everything, and from the answer',
    marbles(m => {
      const live = m.hot('      -a-b-c-');
      const sessions$ = m.hot(' s------');
      const lost$ = m.hot('     -------');
      const asked = m.cold<string[]>('-------');
      const unsubscribed = '    ^---!';
      const { operator } = stageGapless(m, { sessions$, lost$, answers: [asked] });
      m.expect(live.pipe(operator), unsubscribed).toBeObservable('-');
      m.expect(live).toHaveSubscriptions(unsubscribed);
      m.expect(sessions$).toHaveSubscriptions(unsubscribed);
      m.expect(lost$).toHaveSubscriptions(unsubscribed);
      m.expect(asked).toHaveSubscriptions(unsubscribed);
    }),
  );

  for (const [what, sessions, lost, expected] of [
    ['sessions$', '#', '-', '#'],
    ['lost$', '    s', '-#', '-#'],
  ] as const) {
    it(
      `errors with ${what}`,
      marbles(m => {
        const { operator } = stageGapless(m, { sessions$: m.hot(sessions), lost$: m.hot(lost), answers: [] });
        m.expect(m.hot('---').pipe(operator)).toBeObservable(expected);
      }),
    );
  }

  it(
    'goes on when sessions$ and lost$ complete',
    marbles(m => {
      const live = m.hot('--a-b');
      const { operator } = stageGapless(m, { sessions$: m.hot('(s|)'), lost$: m.hot('|'), answers: [answer(m, '-h')] });
      m.expect(live.pipe(operator)).toBeObservable('--a-b');
    }),
  );

  it(
    'R40: holds what comes from the loss on, not only from the session on, until the answer is merged',
    marbles(m => {
      const live = m.hot('     --a----d-e------f');
      const lost$ = m.hot('    ----x----------');
      const sessions$ = m.hot('s-------t------');
      const answers = [answer(m, '-h'), answer(m, '--h', 'abcde')];
      const { operator, log } = stageGapless(m, { lost$, sessions$, answers });
      m.expect(live.pipe(operator)).toBeObservable('--a-------(bcde)f');
      m.flush();
      expect(log).to.deep.equal(['0: ask s', '8: ask t']);
    }),
  );

  it(
    'R40: emits the answer, then what is held, then what is live, each once',
    marbles(m => {
      const live = m.hot('     --a-----cd------b-e');
      const lost$ = m.hot('    ----x--------------');
      const sessions$ = m.hot('s------t-----------');
      const answers = [answer(m, '-h'), answer(m, '---h', 'abc')];
      const expected = '       --a-------(bcd)---e';
      const { operator } = stageGapless(m, { lost$, sessions$, answers });
      m.expect(live.pipe(operator)).toBeObservable(expected);
    }),
  );

  it(
    'R40: is in order also if the answer begins later than what is held',
    marbles(m => {
      const live = m.hot('     --a---bcd--');
      const lost$ = m.hot('    ----x------');
      const sessions$ = m.hot('s----t-----');
      const answers = [answer(m, '-h'), answer(m, '----h', 'cd')];
      const { operator, log } = stageGapless(m, { lost$, sessions$, answers });
      m.expect(live.pipe(operator)).toBeObservable('--a------(bcd)');
      m.flush();
      expect(log).to.include('9: too-long a..b');
    }),
  );

  describe('R43: the first answer', () => {
    for (const [initial, expected] of [
      [undefined, '--(abcd)'],
      [0, '        --d'],
      [1, '        --(cd)'],
      [2, '        --(bcd)'],
      [9, '        --(abcd)'],
      [Number.POSITIVE_INFINITY, '--(abcd)'],
    ] as const) {
      it(
        `is emitted as far as initial says: ${initial}`,
        marbles(m => {
          const { operator, log } = stageGapless(m, { initial, answers: [answer(m, '--h', 'abc')] });
          m.expect(m.hot('-d').pipe(operator)).toBeObservable(expected);
          m.flush();
          expect(log).to.deep.equal(['0: ask s']);
        }),
      );
    }

    it(
      'is asked for anew when the session is lost before it, and what came meanwhile is new',
      marbles(m => {
        const live = m.hot('     -b-----');
        const lost$ = m.hot('    --x----');
        const sessions$ = m.hot('s--t---');
        const answers = [answer(m, '-----h', 'ab'), answer(m, '--h', 'abc')];
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers, initial: 0 });
        m.expect(live.pipe(operator)).toBeObservable('-----(bc)');
        m.flush();
        expect(log).to.deep.equal(['0: ask s', '3: ask t']);
      }),
    );

    it(
      'leaves a gap if it does not reach back to what came before the session was lost, which comes first',
      marbles(m => {
        const live = m.hot('     -b-----');
        const lost$ = m.hot('    --x----');
        const sessions$ = m.hot('s--t---');
        const answers = [answer(m, '-----h', 'ab'), answer(m, '--h', 'yz')];
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers, initial: 0 });
        m.expect(live.pipe(operator)).toBeObservable('-----(byz)');
        m.flush();
        expect(log).to.include('5: too-long ..y');
      }),
    );

    it(
      'is the second one, if the first did not come and nothing was emitted',
      marbles(m => {
        const sessions$ = m.hot('s--t---');
        const answers = [answer(m, '-#'), answer(m, '-h', 'ab')];
        const { operator, log } = stageGapless(m, { sessions$, answers, initial: 1 });
        m.expect(m.hot('-').pipe(operator)).toBeObservable('----b');
        m.flush();
        expect(log).to.deep.equal(['0: ask s', '1: refused ..', '3: ask t']);
      }),
    );
  });

  describe('R42: onGap', () => {
    it(
      'is called before anything of the session is emitted, with the values around the gap',
      marbles(m => {
        const live = m.hot('     --ab----z-----');
        const lost$ = m.hot('    -----x--------');
        const sessions$ = m.hot('s------t------');
        const answers = [answer(m, '-h'), answer(m, '---h', 'xyz')];
        const { operator, log, note } = stageGapless(m, { lost$, sessions$, answers });
        live.pipe(operator).subscribe(note);
        m.flush();
        const merged = ['10: too-long b..x', '10: x', '10: y', '10: z'];
        expect(log).to.deep.equal(['0: ask s', '2: a', '3: b', '7: ask t', ...merged]);
      }),
    );

    it(
      'is not called if one of the remembered values is in the answer, or if there are none',
      marbles(m => {
        const live = m.hot('     -------ab-----');
        const lost$ = m.hot('    ---x-----x----');
        const sessions$ = m.hot('s---t-----u---');
        const answers = [answer(m, '-h'), answer(m, '-h'), answer(m, '-h', 'ac')];
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers });
        m.expect(live.pipe(operator)).toBeObservable('-------ab--c');
        m.flush();
        expect(log).to.deep.equal(['0: ask s', '4: ask t', '10: ask u']);
      }),
    );

    it(
      'is called if the answer is empty: what was emitted is not in it',
      marbles(m => {
        const live = m.hot('     --a-----');
        const lost$ = m.hot('    ---x----');
        const sessions$ = m.hot('s----t--');
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers: [answer(m, '-h'), answer(m, '-h')] });
        m.expect(live.pipe(operator)).toBeObservable('--a-----');
        m.flush();
        expect(log).to.include('6: too-long a..');
      }),
    );

    it(
      'is called if nothing was emitted, but the answer does not reach back to the first one',
      marbles(m => {
        const sessions$ = m.hot('s--t--');
        const answers = [answer(m, '-h', 'ab'), answer(m, '-h', 'yz')];
        const { operator, log } = stageGapless(m, { sessions$, answers, initial: 0 });
        m.expect(m.hot('-').pipe(operator)).toBeObservable('----(yz)');
        m.flush();
        expect(log).to.include('4: too-long ..y');
      }),
    );

    const failures: Readonly<Record<string, readonly [cause: string, error: unknown]>> = {
      'the server refuses': ['refused', new ReplyError('last', 1, 'UACCESS')],
      'the answer comes too late': ['timeout', new TimeoutError('last', 1, 20_000)],
      'an operator of the user ends the wait': ['timeout', new RxTimeoutError()],
      'the spool is full': ['refused', callError('overflow')],
      'it fails in any other way': ['refused', 'UACCESS'],
    };
    for (const [what, [cause, error]] of Object.entries(failures)) {
      it(
        `says ${cause} if ${what}, and the stream goes on`,
        marbles(m => {
          const live = m.hot('     --a---d---e');
          const lost$ = m.hot('    ---x-------');
          const sessions$ = m.hot('s----t-----');
          const answers = [answer(m, '-h'), answer(m, '---#', '', error)];
          const errors: unknown[] = [];
          const onGap: NonNullable<GaplessOptions<string, string, string>['onGap']> = gap => errors.push(gap);
          const { operator } = stageGapless(m, { lost$, sessions$, answers, onGap });
          m.expect(live.pipe(operator)).toBeObservable('--a-----d-e');
          m.flush();
          expect(errors).to.deep.equal([{ from: 'a', to: 'd', cause, error }]);
        }),
      );
    }

    const bad: Readonly<Record<string, () => ReturnType<GaplessOptions<string, string, string>['fill']>>> = {
      'fill throws': () => {
        throw new Error('mine');
      },
      'fill completes without an answer': () => of(),
      'fill returns nothing': () => undefined as never,
      'the answer is not an array': () => of(null as unknown as string[]),
    };
    for (const [what, fill] of Object.entries(bad)) {
      it(
        `says refused if ${what}, and the stream goes on`,
        marbles(m => {
          const gaps: string[] = [];
          const { operator } = stageGapless(m, {
            answers: [fill],
            onGap: ({ cause, error }) => gaps.push(`${cause} ${error instanceof Error}`),
          });
          m.expect(m.hot('--a').pipe(operator)).toBeObservable('--a');
          m.flush();
          expect(gaps).to.deep.equal(['refused true']);
        }),
      );
    }

    for (const kind of ['disconnected', 'closed', 'not-connected'] as const) {
      it(
        `is not called if the call fails as ${kind}: the next session is asked`,
        marbles(m => {
          const live = m.hot('     --a----------');
          const lost$ = m.hot('    ---x---x-----');
          const sessions$ = m.hot('s----t---u---');
          const answers = [answer(m, '-h'), answer(m, '-#', '', callError(kind)), answer(m, '-h', 'ab')];
          const { operator, log } = stageGapless(m, { lost$, sessions$, answers });
          m.expect(live.pipe(operator)).toBeObservable('--a-------b');
          m.flush();
          expect(log).to.deep.equal(['0: ask s', '5: ask t', '9: ask u']);
        }),
      );
    }

    it(
      'says overflow if more values came than are held; the newest are kept',
      marbles(m => {
        const live = m.hot('     --a---cdef-----g');
        const lost$ = m.hot('    ---x---------');
        const sessions$ = m.hot('s----t-------');
        const answers = [answer(m, '-h'), answer(m, '-----h', 'ab')];
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers, hold: 2 });
        m.expect(live.pipe(operator)).toBeObservable('--a-------(bef)g');
        m.flush();
        expect(log).to.deep.equal(['0: ask s', '5: ask t', '10: overflow a..e']);
      }),
    );

    it(
      'of one overflow is called once',
      marbles(m => {
        const live = m.hot('     -a-----------');
        const lost$ = m.hot('    ---x---------');
        const sessions$ = m.hot('s----t-------');
        const answers = [answer(m, '--h'), answer(m, '-h', 'ab')];
        const { operator, log } = stageGapless(m, { lost$, sessions$, answers, hold: 0 });
        m.expect(live.pipe(operator)).toBeObservable('------(ab)');
        m.flush();
        expect(log).to.deep.equal(['0: ask s', '2: overflow ..', '5: ask t']);
      }),
    );
  });

  it(
    'R40: what a gap has lost is not emitted later, when newer values are out already',
    marbles(m => {
      const live = m.hot('     --a----c------');
      const lost$ = m.hot('    ---x-----x----');
      const sessions$ = m.hot('s----t-----u--');
      const answers = [answer(m, '-h'), answer(m, '-#'), answer(m, '-h', 'abcd')];
      const { operator, log } = stageGapless(m, { lost$, sessions$, answers });
      m.expect(live.pipe(operator)).toBeObservable('--a----c----d');
      m.flush();
      expect(log).to.include('6: refused a..');
    }),
  );

  it(
    'R41: a late answer of an old session has no effect',
    marbles(m => {
      const live = m.hot('     --a--------');
      const lost$ = m.hot('    ---x--x----');
      const sessions$ = m.hot('s----t---u-');
      const late = m.cold<string[]>('-----h', { h: ['a', 'z'] });
      const { operator } = stageGapless(m, {
        lost$,
        sessions$,
        answers: [answer(m, '-h'), late, answer(m, '-h', 'ab')],
      });
      m.expect(live.pipe(operator)).toBeObservable('--a-------b');
      m.expect(late).toHaveSubscriptions('-----^!');
    }),
  );

  it(
    'a session without a loss before it is a loss of the one before',
    marbles(m => {
      const live = m.hot('     --a--c--');
      const sessions$ = m.hot('s---t---');
      const answers = [answer(m, '-h'), answer(m, '--h', 'abc')];
      const { operator } = stageGapless(m, { sessions$, answers });
      m.expect(live.pipe(operator)).toBeObservable('--a---(bc)');
    }),
  );

  it(
    'a fill that never answers holds everything until the next session',
    marbles(m => {
      const live = m.hot('     --b-----');
      const lost$ = m.hot('    ----x---');
      const sessions$ = m.hot('s----t--');
      const { operator } = stageGapless(m, { lost$, sessions$, answers: [NEVER, answer(m, '-h', 'abc')] });
      m.expect(live.pipe(operator)).toBeObservable('------(abc)');
    }),
  );

  it(
    'takes any ObservableInput for an answer, and the first value only, also if it comes at once',
    marbles(m => {
      const sessions$ = m.hot('-s-t-');
      const { operator } = stageGapless(m, { sessions$, answers: [() => [['a'], ['z']], () => of(['a', 'b'], ['y'])] });
      m.expect(m.hot('--').pipe(operator)).toBeObservable('-a-b');
    }),
  );

  it(
    'remembers as many values as it is told to',
    marbles(m => {
      const live = m.hot('--abcac');
      const { operator } = stageGapless(m, { answers: [answer(m, '-h')], remember: 2 });
      m.expect(live.pipe(operator)).toBeObservable('--abca');
    }),
  );

  it(
    'R42: what may not be emitted any more is dropped when its turn comes, and no gap names it',
    marbles(m => {
      const live = m.hot('     --a---de---d');
      const lost$ = m.hot('    ---x--------');
      const sessions$ = m.hot('s----t------');
      const answers = [answer(m, '-h'), answer(m, '----h', 'bc')];
      const mayEmit = (value: string) => value !== 'b' && value !== 'd';
      const { operator, log } = stageGapless(m, { lost$, sessions$, answers, mayEmit });
      m.expect(live.pipe(operator)).toBeObservable('--a------(ce)');
      m.flush();
      expect(log).to.include('9: too-long a..c');
    }),
  );

  for (const [what, functions] of Object.entries({
    key: { key: () => thrown() },
    mayEmit: { mayEmit: () => thrown() },
  })) {
    for (const [where, live, letters, expected] of [
      ['a live value', '--a', '', '--#'],
      ['a value of an answer', '---', 'a', '-#'],
    ] as const) {
      it(
        `errors if ${what} throws for ${where}`,
        marbles(m => {
          const { operator } = stageGapless(m, { answers: [answer(m, '-h', letters)], ...functions });
          m.expect(m.hot(live).pipe(operator)).toBeObservable(expected, {}, new Error('mine'));
        }),
      );
    }
  }

  it('keys may be anything, NaN and undefined too', () => {
    const live$ = new Subject<number | undefined>();
    const seen: unknown[] = [];
    const key = (value: number | undefined) => value;
    live$
      .pipe(
        gapless<number | undefined, string, unknown>({
          sessions$: of('s'),
          lost$: NEVER,
          fill: () => of([undefined]),
          key,
        }),
      )
      .subscribe(value => seen.push(value));
    for (const value of [undefined, Number.NaN, Number.NaN, 0, -0, undefined]) live$.next(value);
    expect(seen).to.deep.equal([undefined, Number.NaN, 0]);
  });

  describe('everything at once:', () => {
    const asked = (given: Partial<GaplessOptions<string, string, string>>, live$: Observable<string>) => {
      const log: string[] = [];
      const fill = (session: string) => {
        log.push(`ask ${session}`);
        return of(['a', 'b']);
      };
      const merged$ = live$.pipe(gapless({ sessions$: of('s'), lost$: NEVER, key: value => value, fill, ...given }));
      return { log, merged$ };
    };
    const logged = (...[given, live$]: Parameters<typeof asked>): string[] => {
      const { log, merged$ } = asked(given, live$);
      merged$.subscribe({
        next: value => log.push(value),
        error: error => log.push(`error ${error}`),
        complete: () => log.push('complete'),
      });
      return log;
    };

    it('a source that emits within its subscription is held for the first answer', () => {
      const live$ = new Observable<string>(subscriber => subscriber.next('c'));
      expect(logged({}, live$)).to.deep.equal(['ask s', 'a', 'b', 'c']);
    });

    it('nothing is asked once the source has completed or failed', () => {
      expect(logged({}, of('c'))).to.deep.equal(['complete']);
      const failing$ = new Observable<string>(subscriber => subscriber.error('no'));
      expect(logged({}, failing$)).to.deep.equal(['error no']);
    });

    it('nothing is asked once its subscriber has left, and no session is taken', () => {
      let sessions = 0;
      const endless$ = new Observable<string>(subscriber => {
        for (; !subscriber.closed && sessions < 99; sessions += 1) subscriber.next('s');
      });
      const { log, merged$ } = asked({ sessions$: endless$ }, NEVER);
      merged$.pipe(take(1)).subscribe(value => log.push(value));
      expect(log).to.deep.equal(['ask s', 'a']);
      expect(sessions).to.equal(1);
    });

    it('sessions that come one behind the other are asked one after the other', () => {
      expect(logged({ sessions$: of('s', 't') }, NEVER)).to.deep.equal(['ask s', 'a', 'b', 'ask t']);
    });
  });

  describe('its options', () => {
    const good: GaplessOptions<string, string, string> = {
      sessions$: NEVER,
      lost$: NEVER,
      fill: () => NEVER,
      key: value => value,
    };
    for (const [option, value] of Object.entries({
      sessions$: 1,
      lost$: null,
      fill: 'last',
      key: 1,
      remember: 0,
      hold: -1,
      initial: 1.5,
      mayEmit: true,
      onGap: 1,
    })) {
      it(`an impossible ${option} is a TypeError that names it`, () => {
        expect(() => gapless({ ...good, [option]: value })).to.throw(TypeError, `gapless.${option}`);
      });
    }

    it('an unknown option is a TypeError that names it, and undefined counts as not given', () => {
      expect(() => gapless({ ...good, held: 1 } as typeof good)).to.throw(TypeError, 'gapless.held');
      gapless({
        ...good,
        remember: undefined,
        hold: undefined,
        initial: undefined,
        mayEmit: undefined,
        onGap: undefined,
      });
    });
  });
});

const thrown = (): never => {
  throw new Error('mine');
};
