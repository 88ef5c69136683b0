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
const lose: Step = { do: 'lose', code: 1006 };
const drain = { do: 'drain', ms: 1_000 } as const;
const boot = { do: 'boot' } as const;
const close = { do: 'close' } as const;
const establish: Step = { do: 'establish' };
const offline = { do: 'wake', sign: 'offline' } as const;
type Armed = Extract<Step, { do: 'arm' }>['act'];
const on = (handler: Handler, act: Armed): Step => ({ do: 'arm', on: handler, act });
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
];
