import type { CallStep, Handler, Setting, Step } from './steps.js';

/** A play that went wrong once, as short as it can be. */
export interface Play {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly setting?: Partial<Setting>;
}

export const PLAIN_SETTING: Setting = {
  likeNode: true,
  addresses: 1,
  asked: false,
  auth: 'none',
  welcome: true,
  limit: 1000,
  ttl: Number.POSITIVE_INFINITY,
  overflow: 'reject-newest',
  callTimeout: 0,
  pingInterval: 0,
  resend: [],
  chance: 0,
  enoughAfter: Number.POSITIVE_INFINITY,
};

const PLAIN_CALL: CallStep = {
  method: 'msg',
  via: 'call$',
  noReply: false,
  force: false,
  timeout: undefined,
  resend: undefined,
  signal: 'none',
  encodable: true,
};

const call = (more: Partial<CallStep> = {}): Step => ({ do: 'call', call: { ...PLAIN_CALL, ...more } });
const again = call({ resend: true, timeout: 200 });
const lose: Step = { do: 'lose', code: 1006 };
const drain = { do: 'drain', ms: 1_000 } as const;
const boot = { do: 'boot' } as const;
const close = { do: 'close' } as const;
const establish: Step = { do: 'establish' };
const offline = { do: 'wake', sign: 'offline' } as const;
type Armed = Extract<Step, { do: 'arm' }>['act'];
const on = (handler: Handler, act: Armed): Step => ({ do: 'arm', on: handler, act });
const auth = { do: 'auth' } as const;
const optOut = { do: 'optOut' } as const;
const open: Step = { do: 'open' };
const welcome: Step = { do: 'welcome' };
const unsubscribe = (pick: number): Step => ({ do: 'unsubscribe', pick });
const pass = (ms: number): Step => ({ do: 'pass', ms });

export const PLAYS: readonly Play[] = [
  {
    name: 'R13, R27: a call made after boot() while the client closes, and close() again',
    steps: [boot, establish, close, boot, call(), close],
  },
  {
    name: 'R12, R18: auth() from a handler of the flush goes out on this connection',
    steps: [boot, call({ noReply: true }), on('sent$', { do: 'auth' }), establish],
  },
  {
    name: 'R25, R29: a status$ handler that boots in the middle of close({drain})',
    steps: [boot, establish, on('status$', boot), drain],
  },
  {
    name: 'status: boot() calls off a drain that waits for the next try',
    steps: [boot, { do: 'auth' }, lose, drain, boot],
  },
  {
    name: 'R2, R25: a status$ handler that closes once connected: no session is replayed',
    steps: [boot, { do: 'open' }, on('status$', close), { do: 'welcome' }],
  },
  {
    name: 'R25, R27: an errors$ handler that closes after a failed dial: no try is announced',
    steps: [boot, on('errors$', close), { do: 'refuse' }],
  },
  {
    name: 'R22, R25: a packets$ handler that closes on a reply: that reply is no stray',
    steps: [boot, establish, call(), on('packets$', close), { do: 'answerAll' }],
  },
  {
    name: 'R8, R14, R25: the network goes in a handler of the flush',
    steps: [boot, call(), call(), on('sent$', offline), establish],
  },
  {
    name: 'R25, R27: a status$ handler that closes at boot(): nothing is dialled',
    steps: [on('status$', close), boot],
  },
  {
    name: 'R6, R25: close and boot from within boot(): one socket',
    steps: [on('closed$', boot), on('status$', close), boot],
  },
  {
    name: 'R6, R25: close and boot from the status of a dial: one socket',
    steps: [boot, lose, on('status$', close), on('status$', boot), pass(1_000)],
  },
  {
    name: 'R25: a status$ handler that boots in the middle of close(): calls are taken again',
    steps: [boot, establish, on('status$', boot), close, call()],
  },
  {
    name: 'R25, R27: a closed$ handler that closes after boot() while closing: it stays closed',
    steps: [boot, establish, close, boot, on('closed$', close), pass(1_500), pass(1_500)],
  },
  {
    name: 'R6, R25, R27: the network goes, and boot(), in the middle of close()',
    steps: [boot, establish, on('status$', offline), on('status$', boot), close],
  },
  {
    name: 'status: the network goes in a status$ handler of connected, and the next try is announced',
    steps: [boot, { do: 'open' }, on('status$', offline), { do: 'welcome' }],
  },
  {
    name: 'R13, R25: boot() and a call while closing, and a status$ handler of closed that closes: the call is closed',
    steps: [boot, establish, close, boot, call(), on('status$', close), pass(1_000)],
  },
  {
    name: 'R13, R25: a status$ handler of closed that closes after boot() while closing: later calls are closed',
    steps: [boot, establish, close, boot, on('status$', close), pass(1_000), call()],
  },
  {
    name: 'R7, R25, R27: a sent$ handler that closes on a ping of ours: no timer is left',
    steps: [boot, establish, on('sent$', close), { do: 'wake', sign: 'online' }],
    setting: { likeNode: false },
  },
  {
    name: 'R18: the spool keeps its limit when calls were put back over it, and the oldest is dropped',
    steps: [boot, establish, call({ resend: true }), call({ resend: true }), lose, call(), call()],
    setting: { limit: 1, overflow: 'drop-oldest' },
  },
  {
    name: 'R18: a spool of none keeps none, when the oldest is dropped',
    steps: [boot, establish, call({ resend: true }), lose, call()],
    setting: { limit: 0, overflow: 'drop-oldest' },
  },
  {
    name: 'R9: auth() calls that wait: the newest is sent, and a refusal is that of all',
    steps: [boot, auth, auth, open, welcome, { do: 'answer', pick: 0, how: 'refused' }, call()],
  },
  {
    name: 'R9: the newest auth() is cancelled on its way: the next newest counts, and then what is remembered',
    steps: [boot, auth, auth, open, welcome, unsubscribe(1), unsubscribe(0), { do: 'answerAll' }],
    setting: { auth: 'given' },
  },
  {
    name: 'R9: the newest auth() times out on its way: the next newest counts, and then what is remembered',
    steps: [boot, auth, auth, open, welcome, pass(200), pass(200), { do: 'answerAll' }, { do: 'answerAll' }],
    setting: { auth: 'given', callTimeout: 200 },
  },
  {
    name: 'R9, R11: trouble with the newest auth() settles none: a newer one counts on the next connection',
    steps: [boot, auth, auth, open, welcome, { do: 'answer', pick: 0, how: 'trouble' }, auth, establish],
  },
  {
    name: 'R9: credentials whose call was settled by the answer to a newer one are not those remembered',
    steps: [boot, auth, auth, on('settled', { do: 'unsubscribe', pick: 0 }), establish, lose, establish],
  },
  {
    name: 'R9: opt-outs that wait are sent as one, and the answer is that of all',
    steps: [boot, optOut, optOut, establish, lose, establish],
  },
  {
    name: 'R13: opt-outs that were sent with a newer one, and the client is closed: the server may have had them',
    steps: [boot, optOut, optOut, open, welcome, close],
  },
  {
    name: 'R9: the newest opt-out is cancelled on its way: the next newest counts',
    steps: [
      boot,
      optOut,
      optOut,
      open,
      welcome,
      unsubscribe(1),
      { do: 'answerAll' },
      { do: 'answerAll' },
      lose,
      establish,
    ],
  },
  {
    name: 'R16: opt-outs that are cancelled before they are sent are never sent',
    steps: [boot, optOut, unsubscribe(0), establish],
  },
  {
    name: 'R2, R29: a sent$ handler of the set-up that ends a drain: no session is replayed',
    steps: [boot, on('sent$', { do: 'unsubscribe', pick: 0 }), auth, { do: 'drain', ms: 0 }, establish],
  },
  {
    name: 'R14: what may be sent again has its time in flight, and not the time between connections',
    steps: [boot, establish, again, pass(150), lose, pass(1_000), establish, pass(49), pass(1)],
    setting: { chance: 0 },
  },
  {
    name: 'R14: what may be sent again is over when its third connection is lost',
    steps: [boot, establish, again, lose, establish, lose, establish, lose],
  },
  {
    name: 'closed$: a close() that finds no socket has returned by then',
    steps: [close, pass(1), boot, lose, close, close, pass(1)],
  },
];
