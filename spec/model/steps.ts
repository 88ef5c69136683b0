import fc from 'fast-check';

/** What a user of the client does; from any handler too. */
export type Act =
  | { readonly do: 'boot' | 'close' | 'auth' | 'optOut' | 'ping' }
  | { readonly do: 'drain'; readonly ms: number }
  | { readonly do: 'call'; readonly call: CallStep }
  | { readonly do: 'unsubscribe' | 'abort'; readonly pick: number }
  | { readonly do: 'wake'; readonly sign: 'online' | 'offline' };

/** A call that is made. */
export interface CallStep {
  readonly method: 'msg' | 'history';
  readonly via: 'call$' | 'call';
  readonly noReply: boolean;
  readonly force: boolean;
  /** undefined: the client's own. */
  readonly timeout: number | undefined;
  readonly resend: boolean | undefined;
  readonly signal: 'none' | 'live' | 'dead';
  readonly encodable: boolean;
}

export const HANDLERS = [
  'status$',
  'connected$',
  'reconnecting$',
  'closed$',
  'packets$',
  'sent$',
  'spooled$',
  'errors$',
  'events$',
  'settled',
] as const;
export type Handler = (typeof HANDLERS)[number];

/** How a server answers. */
export const ANSWERS = ['data', 'refused', 'trouble', 'bare'] as const;

export type Step =
  | Act
  | { readonly do: 'pass'; readonly ms: number }
  /** The next time that this handler is called, it does this. */
  | { readonly do: 'arm'; readonly on: Handler; readonly act: Act }
  /** Time, an open socket, a welcome and good answers until a session stands. */
  | { readonly do: 'establish' }
  | { readonly do: 'open' | 'welcome' | 'duplicate' | 'event' | 'garbage' | 'closing' | 'refuse' | 'pong' }
  | { readonly do: 'answer'; readonly pick: number; readonly how: (typeof ANSWERS)[number] }
  | { readonly do: 'answerAll' }
  | { readonly do: 'stray'; readonly id: unknown }
  | { readonly do: 'lose'; readonly code: number }
  /** A callback of a socket that was left before. */
  | { readonly do: 'ghost'; readonly pick: number; readonly how: 'reply' | 'event' | 'close' | 'fail' };

const callStep: fc.Arbitrary<CallStep> = fc.record({
  method: fc.constantFrom('msg', 'history'),
  via: fc.constantFrom('call$', 'call$', 'call$', 'call'),
  noReply: weighted(0.15),
  force: weighted(0.1),
  timeout: fc.constantFrom(undefined, undefined, 0, 50, 1_000, 30_000),
  resend: fc.constantFrom(undefined, undefined, true, false),
  signal: fc.constantFrom('none', 'none', 'live', 'dead'),
  encodable: weighted(0.95),
});

function weighted(chance: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: 100 }).map(each => each <= chance * 100);
}

const pick = fc.nat({ max: 7 });

const plainAct = (...names: ('boot' | 'close' | 'auth' | 'optOut' | 'ping')[]) =>
  fc.constantFrom(...names).map(name => ({ do: name }) as const);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 14, arbitrary: callStep.map(call => ({ do: 'call', call }) as const) },
  { weight: 2, arbitrary: plainAct('boot') },
  { weight: 1, arbitrary: plainAct('close') },
  { weight: 1, arbitrary: fc.constantFrom(0, 100, 5_000).map(ms => ({ do: 'drain', ms }) as const) },
  { weight: 3, arbitrary: plainAct('auth', 'optOut', 'ping') },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('unsubscribe', 'abort'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wake'), sign: fc.constantFrom('online', 'offline') }) },
);

const pass = fc.constantFrom(0, 1, 50, 500, 1_000, 6_000, 20_000).map(ms => ({ do: 'pass', ms }) as const);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: act },
  { weight: 6, arbitrary: pass },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('arm'), on: fc.constantFrom(...HANDLERS), act }) },
  { weight: 7, arbitrary: fc.constant({ do: 'establish' } as const) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('answer'), pick, how: fc.constantFrom(...ANSWERS) }) },
  {
    weight: 9,
    arbitrary: fc
      .constantFrom('open', 'welcome', 'duplicate', 'event', 'garbage', 'closing', 'refuse', 'pong', 'answerAll')
      .map(name => ({ do: name }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('stray'), id: fc.constantFrom(1e6, -1, null, 'toString', '0', 0.5) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('lose'), code: fc.constantFrom(1000, 1001, 1006, 4000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('ghost'),
      pick,
      how: fc.constantFrom('reply', 'event', 'close', 'fail'),
    }),
  },
);

/** How the client is made. */
export interface Setting {
  readonly likeNode: boolean;
  readonly addresses: number;
  readonly asked: boolean;
  readonly auth: 'none' | 'given' | 'function';
  readonly welcome: boolean;
  readonly limit: number;
  readonly ttl: number;
  readonly overflow: 'reject-newest' | 'drop-oldest';
  readonly callTimeout: number;
  readonly pingInterval: number;
  readonly resend: readonly string[];
  readonly chance: number;
  /** After how many ends `shouldReconnect` says no. */
  readonly enoughAfter: number;
}

export const setting: fc.Arbitrary<Setting> = fc.record({
  likeNode: fc.boolean(),
  addresses: fc.integer({ min: 1, max: 3 }),
  asked: fc.boolean(),
  auth: fc.constantFrom('none', 'none', 'given', 'function'),
  welcome: weighted(0.8),
  limit: fc.constantFrom(0, 1, 2, 1000, 1000, Number.POSITIVE_INFINITY),
  ttl: fc.constantFrom(700, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  overflow: fc.constantFrom('reject-newest', 'drop-oldest'),
  callTimeout: fc.constantFrom(0, 200, 20_000),
  pingInterval: fc.constantFrom(0, 15_000),
  resend: fc.constantFrom([], ['history']),
  chance: fc.nat(),
  enoughAfter: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 3),
});

/** A whole play; most begin with a boot. */
export const play = fc.record({
  setting,
  steps: fc.array(step, { maxLength: 60, size: 'max' }).map((steps): readonly Step[] => [{ do: 'boot' }, ...steps]),
});
