import { expect } from 'chai';
import { asyncScheduler, map, type Observable, of, Subject, timer } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { BeamChat, CallError, type ChatEvents, type ChatMessage, TimeoutError } from '../../lib/index.js';
import { type MessagesOptions, messages$ } from '../../lib/streams/messages.js';
import { ChatDouble, chatMessage, event, ScriptedSocket } from '../../lib/testing/index.js';
import { unhandledDuring } from '../rules/kit.js';

/** A message whose id is a letter: of ada (1) if it is small, of bob (2) if it is a capital. A `w` is a whisper. */
const messageOf = (id: string): ChatMessage => {
  const meta = id === 'w' ? { whisper: true } : {};
  return chatMessage('x', id, { id, user_id: id === id.toLowerCase() ? 1 : 2, message: { message: [], meta } });
};
const messagesOf = (letters: string): ChatMessage[] => [...letters].map(messageOf);
const LETTERS = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyzABCD'].map(id => [id, messageOf(id)]));
const STATES = { c: 'connected', r: 'reconnecting', i: 'connecting', d: 'closing', x: 'closed' } as const;

interface Script {
  /** States of the client, by their first letter; `d` for one that drains, `x` for closed. */
  readonly status?: string;
  readonly live?: string;
  /** Letters in upper case are ids here. */
  readonly deleted?: string;
  /** Purges of user 1 (`a`) and 2 (`b`). */
  readonly purged?: string;
  readonly cleared?: string;
  /** The answers to the calls of `history`, one after the other. */
  readonly histories?: readonly (Observable<ChatMessage[]> | (() => unknown))[];
}

const stage = (m: Context, script: Script, options: MessagesOptions = {}) => {
  const { status = 'c', live = '-', deleted = '-', purged = '-', cleared = '-', histories = [] } = script;
  const log: string[] = [];
  const note = (what: string) => log.push(`${asyncScheduler.now()}: ${what}`);
  const left = [...histories];
  const states = Object.fromEntries(Object.entries(STATES).map(([letter, state]) => [letter, { state }]));
  const chat = new ChatDouble({
    status$: m.hot(status, states),
    events: {
      ChatMessage: m.hot(live, LETTERS),
      DeleteMessage: m.hot(deleted).pipe(map(id => ({ id }))),
      PurgeMessage: m.hot(purged, { a: { user_id: 1 }, b: { user_id: 2 } }),
      ClearMessages: m.hot(cleared).pipe(map(() => ({}))),
    },
    replies: {
      history: (count: number) => {
        note(`history ${count}`);
        const next = left.shift() ?? m.cold('-');
        return (typeof next === 'function' ? next() : next) as Observable<ChatMessage[]>;
      },
    },
  });
  const merged$ = messages$(chat, {
    onGap: ({ from, to, cause }) => note(`${cause} ${from?.id ?? ''}..${to?.id ?? ''}`),
    onRemoved: ({ ids, cause }) => note(`${cause} ${ids.join('')}`),
    ...options,
  });
  return { chat, merged$, ids$: merged$.pipe(map(({ id }) => id)), log, note };
};

const history = (m: Context, diagram: string, letters = '', error?: unknown) =>
  m.cold<ChatMessage[]>(diagram, { h: messagesOf(letters) }, error);

describe('messages$', () => {
  it(
    'R40: from the loss until the history is merged it emits nothing; then the history, what was held, what is live',
    marbles(m => {
      const { ids$, log } = stage(m, {
        status: '    c----r-----c-----------',
        live: '      --ab----c---f-g--------h',
        histories: [history(m, '-h'), history(m, '-----h', 'abcdef')],
      });
      m.expect(ids$).toBeObservable('--ab------------(cdefg)h');
      m.flush();
      expect(log).to.deep.equal(['0: history 100', '11: history 100']);
    }),
  );

  for (const [state, letter] of Object.entries({ reconnecting: 'r', connecting: 'i', closed: 'x' })) {
    it(
      `R40: a client that is ${state} has lost its session`,
      marbles(m => {
        const { ids$ } = stage(m, {
          status: `  c----${letter}---c---`,
          live: '    --a----c-----',
          histories: [history(m, '-h'), history(m, '--h', 'abc')],
        });
        m.expect(ids$).toBeObservable('--a--------(bc)');
      }),
    );
  }

  it(
    'R40: what comes after the loss and before the session is held, also if the history is older than that',
    marbles(m => {
      const { ids$ } = stage(m, {
        status: '  c----r----c-----',
        live: '    --a-----d-------',
        histories: [history(m, '-h'), history(m, '--h', 'abc')],
      });
      m.expect(ids$).toBeObservable('--a---------(bcd)');
    }),
  );

  it(
    'R40: the end of a connection that closed$ emits is a loss too',
    marbles(m => {
      const closed = { address: 'ws://one.test', code: 1006, reason: '', wasClean: false };
      const session = (number: number) => ({ address: 'ws://one.test', session: number, authenticated: true });
      const histories = [history(m, '-h'), history(m, '--h', 'abc')];
      const chat = new ChatDouble({
        connected$: m.hot('s-------t---', { s: session(1), t: session(2) }),
        closed$: m.hot('   ----x-------', { x: closed }),
        events: { ChatMessage: m.hot('--a--c---d--', LETTERS) },
        replies: { history: () => histories.shift() ?? [] },
      });
      m.expect(messages$(chat).pipe(map(({ id }) => id))).toBeObservable('--a-------(bcd)');
    }),
  );

  it(
    'R40: a client that drains has its session still',
    marbles(m => {
      const { ids$, log } = stage(m, {
        status: '      c---d-----',
        live: '        --a--b--c-',
        histories: [history(m, '-h')],
      });
      m.expect(ids$).toBeObservable('--a--b--c-');
      m.flush();
      expect(log).to.deep.equal(['0: history 100']);
    }),
  );

  it(
    'R40: a session that began during a drain is asked when the drain is called off',
    marbles(m => {
      const session = (number: number) => ({ address: 'ws://one.test', session: number, authenticated: true });
      const facts = { method: 'history', id: undefined, kind: 'closed', delivery: 'never' } as const;
      const histories = [
        history(m, '-h'),
        history(m, '#', '', new CallError('closing', facts)),
        history(m, '-h', 'abc'),
      ];
      const gaps: unknown[] = [];
      const chat = new ChatDouble({
        status$: m.hot('   c---r-d-----c---', { c: {}, r: { state: 'reconnecting' }, d: { state: 'closing' } }),
        connected$: m.hot('s------t--------', { s: session(1), t: session(2) }),
        events: { ChatMessage: m.hot('--a------c---', LETTERS) },
        replies: { history: () => histories.shift() ?? [] },
      });
      const ids$ = messages$(chat, { onGap: gap => gaps.push(gap) }).pipe(map(({ id }) => id));
      m.expect(ids$).toBeObservable('--a----------(bc)');
      m.flush();
      expect(gaps).to.deep.equal([]);
    }),
  );

  it(
    'R40: each message once, also if it comes twice live',
    marbles(m => {
      const { ids$ } = stage(m, { live: '--abab', histories: [history(m, '-h')] });
      m.expect(ids$).toBeObservable('--ab--');
    }),
  );

  it(
    'R40: initial is how many of the first history are emitted; those of later ones all are',
    marbles(m => {
      const script: Script = {
        status: 'c----r--c------',
        histories: [history(m, '-h', 'abcd'), history(m, '-h', 'cdef')],
      };
      m.expect(stage(m, script).ids$).toBeObservable('---------(ef)');
      m.expect(stage(m, script, { initial: 2 }).ids$).toBeObservable('-(cd)----(ef)');
      m.expect(stage(m, script, { initial: 50 }).ids$).toBeObservable('-(abcd)--(ef)');
    }),
  );

  it(
    'R40: history is how many messages are asked for, and more are not taken',
    marbles(m => {
      const { ids$, log } = stage(m, { histories: [history(m, '-h', 'abcd')] }, { history: 2, initial: 9 });
      m.expect(ids$).toBeObservable('-(cd)');
      m.flush();
      expect(log).to.deep.equal(['0: history 2']);
    }),
  );

  it(
    'R40: hold is how many live messages are held; the oldest are dropped, and that is a gap',
    marbles(m => {
      const { ids$, log } = stage(m, { live: '-abcd------e', histories: [history(m, '------h')] }, { hold: 2 });
      m.expect(ids$).toBeObservable('------(cd)-e');
      m.flush();
      expect(log).to.deep.equal(['0: history 100', '6: overflow ..c']);
    }),
  );

  describe('R41: the history', () => {
    it(
      'is asked for once for each session, however many subscribe; a late one gets what comes from then on',
      marbles(m => {
        const { ids$, log, chat } = stage(m, {
          status: '           c-----r--c-----',
          live: '             --a--b-----d--',
          histories: [history(m, '-h'), history(m, '-h', 'abc')],
        });
        m.expect(ids$).toBeObservable('         --a--b----cd--');
        m.expect(ids$, '   ^----------!').toBeObservable('--a--b----c');
        m.expect(ids$, '   ---^------').toBeObservable('  -----b----cd');
        m.expect(ids$, '   -------^--').toBeObservable('  ----------cd');
        m.flush();
        expect(log).to.deep.equal(['0: history 100', '9: history 100']);
        expect(chat.calls.map(({ method, args }) => [method, args])).to.deep.equal([
          ['history', [100]],
          ['history', [100]],
        ]);
      }),
    );

    it(
      'is not asked for without subscribers, and its call is cancelled with the last of them; the next one begins anew',
      marbles(m => {
        const { ids$, chat, log } = stage(m, {
          status: '         c---------r--c--------',
          live: '           -a---------------b---d',
          histories: [history(m, '-----h', 'z'), history(m, '-h', 'a')],
        });
        m.expect(ids$, ' --^---!').toBeObservable('-');
        m.expect(ids$, ' --------------^-----------').toBeObservable('-----------------b---d');
        m.flush();
        expect(log).to.deep.equal(['2: history 100', '14: history 100']);
        expect(chat.cancelled).to.have.length(1);
      }),
    );

    it(
      'of an old session has no effect when it comes late, and its call is cancelled',
      marbles(m => {
        const { ids$, chat } = stage(m, {
          status: 'c---r--c---r-c---',
          live: '  --a--------------',
          histories: [history(m, '-h'), history(m, '-----h', 'az'), history(m, '-h', 'ab')],
        });
        m.expect(ids$).toBeObservable('--a-----------b');
        m.flush();
        expect(chat.cancelled).to.have.length(1);
      }),
    );
  });

  describe('R42: a gap', () => {
    it(
      'is reported before anything of the session, if the history shares nothing with what was emitted',
      marbles(m => {
        const { ids$, log, note } = stage(m, {
          status: 'c---r--c---',
          live: '  --a----z--',
          histories: [history(m, '-h'), history(m, '---h', 'xyz')],
        });
        ids$.subscribe(note);
        m.flush();
        const asked = ['0: history 100', '2: a', '7: history 100'];
        expect(log).to.deep.equal([...asked, '10: too-long a..x', '10: x', '10: y', '10: z']);
      }),
    );

    const timeLimit = new TimeoutError('history', 1, 20_000);
    for (const [cause, error] of [
      ['refused', 'UACCESS'],
      ['timeout', timeLimit],
    ] as const) {
      it(
        `is reported as ${cause}, the messages go on, and the next session is asked`,
        marbles(m => {
          const { ids$, log } = stage(m, {
            status: 'c---r--c-------r--c----',
            live: '  --a----c---d----------',
            histories: [history(m, '-h'), history(m, '---#', '', error), history(m, '-h', 'abcdef')],
          });
          m.expect(ids$).toBeObservable('--a-------cd-------(ef)');
          m.flush();
          expect(log).to.include(`10: ${cause} a..c`);
        }),
      );
    }

    it(
      'is none if the connection is lost before the answer: the next session is asked',
      marbles(m => {
        const facts = { method: 'history', id: 1, kind: 'disconnected', delivery: 'unknown' } as const;
        const { ids$, log } = stage(m, {
          status: 'c---r--c---r--c---',
          live: '  --a----c---------',
          histories: [history(m, '-h'), history(m, '----#', '', new CallError('gone', facts)), history(m, '-h', 'abc')],
        });
        m.expect(ids$).toBeObservable('--a------------(bc)');
        m.flush();
        expect(log).to.deep.equal(['0: history 100', '7: history 100', '14: history 100']);
      }),
    );

    for (const reply of [null, undefined, {}, 'text', 7]) {
      it(
        `is reported as refused if the history is ${JSON.stringify(reply)}, and nothing counts as missed`,
        marbles(m => {
          const { ids$, log } = stage(m, {
            status: 'c---r--c---',
            live: '  --a------b',
            histories: [history(m, '-h'), () => of(reply)],
          });
          m.expect(ids$).toBeObservable('--a------b');
          m.flush();
          expect(log.slice(2)).to.deep.equal(['7: refused a..']);
        }),
      );
    }

    it(
      'names no message that is gone',
      marbles(m => {
        const { ids$, log } = stage(m, {
          status: ' c---r---c---',
          live: '   --a---de---',
          deleted: '--------d---',
          histories: [history(m, '-h'), history(m, '---#')],
        });
        m.expect(ids$).toBeObservable('--a--------e');
        m.flush();
        expect(log).to.include('11: refused a..e');
      }),
    );
  });

  describe('R42: a message that', () => {
    const REMOVALS: readonly (readonly [string, Pick<Script, 'deleted' | 'purged' | 'cleared'>, string, string])[] = [
      ['is deleted', { deleted: '--------b' }, 'aCD', 'deleted a'],
      ['is purged', { purged: ' --------a' }, 'CD', 'purged a'],
      ['is cleared', { cleared: '--------x' }, 'D', 'cleared aC'],
    ];
    for (const [what, removal] of REMOVALS) {
      it(
        `${what} after it was emitted is reported at once`,
        marbles(m => {
          const { ids$, log } = stage(m, { live: '--bA', histories: [history(m, '-h')], ...removal });
          m.expect(ids$).toBeObservable('--bA');
          m.flush();
          const cause = what.slice(3);
          expect(log.at(-1)).to.equal(`8: ${cause} ${cause === 'cleared' ? 'bA' : 'b'}`);
        }),
      );

      it(
        `${what} while it is held is never emitted`,
        marbles(m => {
          const { ids$, log } = stage(m, { live: '--b------c', histories: [history(m, '-----------h')], ...removal });
          m.expect(ids$).toBeObservable('-----------c');
          m.flush();
          expect(log).to.deep.equal(['0: history 100']);
        }),
      );

      it(
        `${what} while the history that has it is on its way is never emitted`,
        marbles(m => {
          const { ids$ } = stage(m, {
            status: 'c---r-c------',
            histories: [history(m, '-h'), history(m, '------h', 'b')],
            ...removal,
          });
          m.expect(ids$).toBeObservable('-');
        }),
      );
    }

    it(
      'vanished while there was no session is reported as missed, before anything else of the next one',
      marbles(m => {
        const { ids$, log, note } = stage(m, {
          status: 'c-----r--c---',
          live: '  --abcw-----',
          histories: [history(m, '-h'), history(m, '-h', 'acd')],
        });
        ids$.subscribe(note);
        m.flush();
        expect(log.slice(-3)).to.deep.equal(['9: history 100', '10: missed b', '10: d']);
      }),
    );

    it(
      'is a whisper is emitted live, held like others, and never missed',
      marbles(m => {
        const { ids$, log } = stage(m, {
          status: 'c-----r--c-----r--c--',
          live: '  --a----w----------',
          histories: [history(m, '-h'), history(m, '-h', 'ab'), history(m, '-h', 'ab')],
        });
        m.expect(ids$).toBeObservable('--a-------(bw)');
        m.flush();
        expect(log.filter(line => /missed|too-long/.test(line))).to.deep.equal([]);
      }),
    );

    it(
      'is older than four histories is not remembered any more',
      marbles(m => {
        const { ids$, log } = stage(
          m,
          { live: '--abcdef', deleted: '--------ab', histories: [history(m, '-h')] },
          { history: 1 },
        );
        m.expect(ids$).toBeObservable('--abcdef');
        m.flush();
        expect(log).to.deep.equal(['0: history 1']);
      }),
    );
  });

  describe('handlers', () => {
    for (const [name, trigger] of [
      ['onGap', { histories: 'refused' }],
      ['onRemoved', { histories: 'missed' }],
    ] as const) {
      it(`R42: ${name} that throws is reported as a handler’s error would be, and changes nothing`, async () => {
        const live$ = new Subject<ChatMessage>();
        const status$ = new Subject<{ state: 'connected' | 'reconnecting' }>();
        const histories: (() => ChatMessage[])[] = [
          () => [],
          () => {
            if (trigger.histories === 'refused') throw new Error('no');
            return messagesOf('ac');
          },
        ];
        const chat = new ChatDouble({
          status$,
          events: { ChatMessage: live$ },
          replies: { history: () => histories.shift()?.() ?? [] },
        });
        const ids: string[] = [];
        const thrower = () => {
          throw new Error('mine');
        };
        const reported = await unhandledDuring(() => {
          messages$(chat, { [name]: thrower }).subscribe(({ id }) => ids.push(id));
          status$.next({ state: 'connected' });
          for (const message of messagesOf('ab')) live$.next(message);
          status$.next({ state: 'reconnecting' });
          status$.next({ state: 'connected' });
          live$.next(messageOf('d'));
        });
        expect(reported.map(error => (error as Error).message)).to.deep.equal(['mine']);
        expect(ids.join('')).to.equal(name === 'onGap' ? 'abd' : 'abcd');
      });
    }

    it('that unsubscribes with the first message of a history gets no other, and leaves nothing behind', () => {
      const live$ = new Subject<ChatMessage>();
      const deleted$ = new Subject<ChatEvents['DeleteMessage']>();
      const chat = new ChatDouble({
        events: { ChatMessage: live$, DeleteMessage: deleted$ },
        replies: { history: () => messagesOf('ab') },
      });
      const ids: string[] = [];
      messages$(chat, { initial: 2 })
        .pipe(map(({ id }) => id))
        .subscribe(id => ids.push(id))
        .unsubscribe();
      expect(ids.join('')).to.equal('ab');
      expect([live$.observed, deleted$.observed]).to.deep.equal([false, false]);
    });

    it('that deletes a message in the middle of the release does not get it', () => {
      const deleted$ = new Subject<ChatEvents['DeleteMessage']>();
      const chat = new ChatDouble({
        events: { DeleteMessage: deleted$ },
        replies: { history: () => messagesOf('abc') },
      });
      const ids: string[] = [];
      messages$(chat, { initial: 3 }).subscribe(({ id }) => {
        ids.push(id);
        deleted$.next({ id: 'b' });
      });
      expect(ids.join('')).to.equal('ac');
    });
  });

  it('hostile data is left out, and changes nothing', () => {
    const [live$, deleted$, purged$, cleared$] = [0, 1, 2, 3].map(() => new Subject<unknown>());
    const removed: unknown[] = [];
    const ids: string[] = [];
    const events = { ChatMessage: live$, DeleteMessage: deleted$, PurgeMessage: purged$, ClearMessages: cleared$ };
    const hostile = [null, undefined, 1, 'text', true, [], {}, { id: 1 }, { id: null }, { id: {} }, { user_id: '1' }];
    const chat = new ChatDouble<Record<string, unknown>, { history(count: number): unknown }>({
      events: events as Record<string, Observable<unknown>>,
      replies: { history: () => [...hostile, messageOf('a'), ...hostile, { id: 'b' }, { id: 'c', message: null }] },
    });
    messages$(chat as unknown as BeamChat, { initial: 99, onRemoved: removal => removed.push(removal) }).subscribe(
      ({ id }) => ids.push(id),
    );
    for (const each of hostile) for (const event$ of [live$, deleted$, purged$]) event$?.next(each);
    for (const text of ['toString', '__proto__', '']) live$?.next({ id: text });
    expect(ids).to.deep.equal(['a', 'b', 'c', 'toString', '__proto__', '']);
    expect(removed).to.deep.equal([]);
    cleared$?.next(null);
    expect(removed).to.deep.equal([{ ids, cause: 'cleared' }]);
  });

  describe('its options', () => {
    const chat = new ChatDouble();
    for (const [option, value] of Object.entries({
      history: 0,
      initial: -1,
      hold: 1.5,
      onGap: 'no',
      onRemoved: null,
    })) {
      it(`an impossible ${option} is a TypeError that names it`, () => {
        expect(() => messages$(chat, { [option]: value })).to.throw(TypeError, `messages$.${option}`);
      });
    }

    it('an unknown option is a TypeError that names it, and undefined counts as not given', () => {
      expect(() => messages$(chat, { histroy: 1 } as MessagesOptions)).to.throw(TypeError, 'messages$.histroy');
      messages$(chat, { history: undefined, initial: undefined, hold: undefined, onGap: undefined });
      messages$(chat, { hold: Number.POSITIVE_INFINITY });
    });

    it('R28: calling it does nothing', () => {
      messages$(chat);
      expect(chat.calls).to.deep.equal([]);
    });
  });

  describe('of a client', () => {
    it(
      'R41: asks on each session, over a failover, and takes what comes before the session is announced',
      marbles(m => {
        const histories = [messagesOf('a'), messagesOf('abcd')];
        const values = Object.fromEntries([...'bde'].map(id => [id, event('ChatMessage', messageOf(id))]));
        const net = new ScriptedSocket(
          { 'ws://one.test': ['o-w-b-#'], 'ws://two.test': ['o-(dw)-e'] },
          { values, replies: { history: () => histories.shift() ?? [] } },
        );
        const chat = new BeamChat(net.addresses, {
          WebSocketCtor: net.WebSocketCtor,
          random: () => 0.1,
          auth: [1],
        }).boot();
        timer(200).subscribe(() => void chat.close());
        const ids: string[] = [];
        messages$(chat).subscribe(({ id }) => ids.push(id));
        m.flush();
        expect(ids.join('')).to.equal('bcde');
      }),
    );

    it('completes when the client is disposed of, and asks for nothing after that', async () => {
      const chat = new BeamChat(['ws://127.0.0.1:1']);
      const log: string[] = [];
      const complete = () => log.push('complete');
      messages$(chat).subscribe({ complete });
      await chat[Symbol.asyncDispose]();
      expect(log).to.deep.equal(['complete']);
      messages$(chat).subscribe({ complete });
      expect(log).to.deep.equal(['complete', 'complete']);
    });
  });
});
