import fc from 'fast-check';
import { Auditor, type Said, ServerLog, type Told } from './auditor.js';

/** What a step of a play does. */
export type Step =
  | { readonly do: 'say'; readonly user: number }
  | { readonly do: 'whisper' | 'clear' | 'lose' | 'hear' | 'announce' | 'snapshot' | 'refuse' | 'late' }
  | { readonly do: 'delete' | 'deliver'; readonly pick: number }
  | { readonly do: 'purge'; readonly user: number }
  | { readonly do: 'answer'; readonly isOld: boolean }
  /** The next message that is emitted makes its handler do this. */
  | { readonly do: 'arm'; readonly act: 'lose' | 'deliver' | 'reconnect' };

const user = fc.constantFrom(1, 2, 3);
const pick = fc.nat({ max: 4 });
const only = <Name extends string>(...names: Name[]) => fc.constantFrom(...names).map(name => ({ do: name }));

const weighted = (removals: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ do: fc.constant('say' as const), user }) },
    { weight: 10, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick }) },
    { weight: 5, arbitrary: only('announce', 'hear', 'snapshot') },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), isOld: fc.boolean() }) },
    { weight: 3, arbitrary: only('lose') },
    { weight: 2, arbitrary: only('refuse', 'late') },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('arm' as const),
        act: fc.constantFrom('lose' as const, 'deliver' as const, 'reconnect' as const),
      }),
    },
    ...(removals
      ? [
          { weight: 1, arbitrary: only('whisper') },
          { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
          { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), user }) },
          { weight: 1, arbitrary: only('clear') },
        ]
      : []),
  );

/** A sequence of steps, and the bounds of what is asked for and held. */
export const playOf = (given: { readonly removals: boolean }) =>
  fc.record({
    history: fc.constantFrom(1, 2, 3, 5, 100),
    hold: fc.constantFrom(0, 1, 3, 10_000, 10_000),
    initial: fc.constantFrom(0, 0, 2),
    steps: fc.array(weighted(given.removals), { minLength: 10, maxLength: 120, size: 'max' }),
  });

/** One way from a server to the code under test. */
export interface Line {
  /** Tells the client something on its present connection. */
  readonly tell: (told: Told) => void;
  /** The connection is there, and events come; but it is not announced. */
  readonly open: () => void;
  readonly announce: () => void;
  readonly lose: () => void;
  readonly answer: (history: readonly Said[]) => void;
  readonly fail: (how: 'refuse' | 'late') => void;
}

/** A server, its connections one after the other, and the delays between it and the client. */
export class World {
  readonly server = new ServerLog();
  readonly auditor: Auditor;
  line: Line | undefined;
  #connection: 'none' | 'open' | 'announced' = 'none';
  /** What is on its way. */
  #wire: Told[] = [];
  #asked: 'no' | 'yes' | readonly Said[] = 'no';
  #askedAt: readonly Said[] = [];
  #armed: 'lose' | 'deliver' | 'reconnect' | undefined;
  #sessions = 0;
  /** The number of the first message of the connection. */
  #first = 1;
  /** Since the history was asked for. */
  #isPurged = false;

  /** @param isSlow - whether a session is announced before anything comes on it, and none begins at the end of another */
  constructor(
    private readonly history: number,
    initial: number,
    private readonly isSlow = false,
  ) {
    this.auditor = new Auditor(this.server, { initial, remember: 4 * history });
  }

  /** The client asks for the history. */
  ask(): void {
    this.auditor.asked(this.#sessions);
    this.#asked = 'yes';
    this.#isPurged = false;
    this.#askedAt = this.server.newest(this.history);
  }

  emitted(said: Said): void {
    this.auditor.next(said);
    const act = this.#armed;
    this.#armed = undefined;
    if (act === undefined) return;
    this.auditor.log.push(`its handler: ${act}`);
    if (act === 'deliver') return this.#deliver(3);
    this.#lose();
    if (act === 'reconnect' && !this.isSlow) this.#settle();
  }

  take(step: Step): void {
    switch (step.do) {
      case 'say':
        return this.#put(this.server.say(step.user, false));
      case 'whisper':
        return this.#put(this.server.say(1, true));
      case 'delete': {
        const said = this.server.stored.at(-1 - step.pick);
        return said && this.#remove({ is: 'deleted', number: said.number });
      }
      case 'purge':
        return this.#remove({ is: 'purged', user: step.user });
      case 'clear':
        return this.#remove({ is: 'cleared' });
      case 'deliver':
        return this.#deliver(step.pick + 1);
      case 'lose':
        return this.#lose();
      case 'hear':
        return this.#hear();
      case 'announce':
        return this.#announce();
      case 'snapshot':
        if (this.#asked === 'yes') this.#asked = this.server.newest(this.history);
        return;
      case 'answer':
        return this.#answer(step.isOld);
      case 'refuse':
      case 'late':
        return this.#fail(step.do);
      case 'arm':
        this.#armed = step.act;
    }
  }

  /** Two sessions in which all comes; what is done one after the other. */
  ends(): (() => void)[] {
    const settle = () => {
      this.#armed = undefined;
      this.#settle();
      this.#deliver(Number.POSITIVE_INFINITY);
    };
    return [settle, () => this.#lose(), settle];
  }

  #settle(): void {
    this.#hear();
    this.#announce();
    if (this.#asked !== 'no') this.#answer(false);
  }

  #put(told: Told): void {
    if (this.#connection !== 'none') this.#wire.push(told);
  }

  #remove(what: Exclude<Told, { is: 'said' }>): void {
    const told = this.server.remove(what);
    this.auditor.removed(told);
    this.auditor.log.push(`removed ${JSON.stringify(told)}`);
    this.#put(told);
  }

  #deliver(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const told = this.#wire.shift();
      if (told === undefined) return;
      this.auditor.told(told);
      if (isPurge(told)) this.#isPurged = true;
      this.line?.tell(told);
    }
  }

  #lose(): void {
    if (this.#connection === 'none') return;
    this.#connection = 'none';
    this.#wire = [];
    this.#asked = 'no';
    this.auditor.lost();
    this.line?.lose();
  }

  #hear(): void {
    if (this.#connection !== 'none') return;
    this.#connection = 'open';
    this.#first = this.server.all.length + 1;
    this.line?.open();
    if (this.isSlow) this.#announce();
  }

  #announce(): void {
    if (this.#connection !== 'open') return;
    this.#connection = 'announced';
    this.#sessions += 1;
    this.line?.announce();
  }

  /** With what was stored when it was asked for, or when its snapshot was taken, or now. */
  #answer(isOld: boolean): void {
    if (this.#asked === 'no') return;
    const snapshot = this.#asked === 'yes' ? undefined : this.#asked;
    const history = isOld ? this.#askedAt : (snapshot ?? this.server.newest(this.history));
    this.#asked = 'no';
    // A reply may overtake events, but only if it reaches back to the first event of the session: no history is shorter.
    const newest = (history[0]?.number ?? 0) > this.#first ? (history.at(-1)?.number ?? 0) : 0;
    while (this.#wire.some(told => told.is === 'said' && told.said.number <= newest)) this.#deliver(1);
    // Nor a purge or a clear, and nothing behind one: who asked cannot tell what was said before it from what was said later.
    if (this.#isPurged || this.#wire.some(isPurge)) this.#deliver(Number.POSITIVE_INFINITY);
    this.auditor.answered(history);
    this.line?.answer(history);
  }

  #fail(how: 'refuse' | 'late'): void {
    if (this.#asked === 'no') return;
    this.#asked = 'no';
    this.auditor.log.push(how);
    this.auditor.answered(undefined);
    this.line?.fail(how);
  }
}

const isPurge = ({ is }: Told): boolean => is === 'purged' || is === 'cleared';
