import type { Entry, Outcome } from './history.js';
import type { Violations } from './ledger.js';

const made = (token: string, facts: { resend?: true; refusable?: true } = {}): Entry => ({
  at: 'made',
  token,
  method: 'msg',
  resend: false,
  refusable: false,
  ...facts,
});
const settled = (token: string, outcome: Outcome): Entry => ({ at: 'settled', token, outcome });
const opened = (connection: number): Entry => ({ at: 'opened', connection });
const received = (connection: number, token: string, id: number): Entry => ({
  at: 'received',
  connection,
  method: 'msg',
  id,
  token,
  args: JSON.stringify([token]),
});
const own = (connection: number, method: string, id: number, args = '[]'): Entry => ({
  at: 'received',
  connection,
  method,
  id,
  token: undefined,
  args,
});
/** A connection that opens and authenticates as it should. */
const up = (connection: number, id: number): Entry[] => [opened(connection), own(connection, 'auth', id, `["${id}"]`)];

const ANSWERED: Outcome = { is: 'answered', right: true };
const WRONG: Outcome = { is: 'answered', right: false };
const HANDED: Outcome = { is: 'handed' };
const REFUSED: Outcome = { is: 'failed', kind: 'refused', delivery: 'answered' };
const NEVER: Outcome = { is: 'failed', kind: 'closed', delivery: 'never' };
const UNKNOWN: Outcome = { is: 'failed', kind: 'disconnected', delivery: 'unknown' };

/** Histories with exactly one violation, by its kind. */
export const broken: Readonly<Record<keyof Violations, Readonly<Record<string, readonly Entry[]>>>> = {
  lies: {
    'answered, and never received': [...up(1, 0), made('t0'), settled('t0', ANSWERED)],
    'answered with the reply to another call': [...up(1, 0), made('t0'), received(1, 't0', 1), settled('t0', WRONG)],
    'succeeded where the server refuses': [
      ...up(1, 0),
      made('t0', { refusable: true }),
      received(1, 't0', 1),
      settled('t0', ANSWERED),
    ],
    '"never", and received': [...up(1, 0), made('t0'), received(1, 't0', 1), settled('t0', NEVER)],
    '"never", and received later': [...up(1, 0), made('t0'), settled('t0', NEVER), received(1, 't0', 1)],
    'refused, and never received': [made('t0', { refusable: true }), settled('t0', REFUSED)],
    'refused without an error of the server': [...up(1, 0), made('t0'), received(1, 't0', 1), settled('t0', REFUSED)],
    'a kind that does not match its delivery': [
      ...up(1, 0),
      made('t0', { refusable: true }),
      received(1, 't0', 1),
      settled('t0', { is: 'failed', kind: 'timeout', delivery: 'answered' }),
    ],
  },
  duplicates: {
    'received twice, and not marked for it': [
      ...up(1, 0),
      made('t0'),
      received(1, 't0', 1),
      ...up(2, 2),
      received(2, 't0', 1),
      settled('t0', ANSWERED),
    ],
    'received twice on one connection': [
      ...up(1, 0),
      made('t0', { resend: true }),
      received(1, 't0', 1),
      received(1, 't0', 1),
      settled('t0', ANSWERED),
    ],
    'an id for two calls': [
      ...up(1, 0),
      made('t0'),
      made('t1'),
      received(1, 't0', 1),
      received(1, 't1', 1),
      settled('t0', ANSWERED),
      settled('t1', ANSWERED),
    ],
    'an id for a call and an auth': [...up(1, 0), made('t0'), received(1, 't0', 0), settled('t0', ANSWERED)],
    'sent again with another id': [
      ...up(1, 0),
      made('t0', { resend: true }),
      received(1, 't0', 1),
      ...up(2, 2),
      received(2, 't0', 3),
      settled('t0', ANSWERED),
    ],
  },
  disorders: {
    'the second before the first': [
      ...up(1, 0),
      made('t0'),
      made('t1'),
      received(1, 't1', 2),
      received(1, 't0', 1),
      settled('t0', ANSWERED),
      settled('t1', ANSWERED),
    ],
    'a new call before one sent again': [
      ...up(1, 0),
      made('t0', { resend: true }),
      received(1, 't0', 1),
      ...up(2, 3),
      made('t1'),
      received(2, 't1', 2),
      received(2, 't0', 1),
      settled('t0', ANSWERED),
      settled('t1', ANSWERED),
    ],
  },
  early: {
    'a call, and then auth': [opened(1), made('t0'), received(1, 't0', 0), own(1, 'auth', 1), settled('t0', ANSWERED)],
    'a call, and no auth': [opened(1), made('t0'), received(1, 't0', 0), settled('t0', ANSWERED)],
  },
  ghosts: {
    'sent after it was rejected': [
      ...up(1, 0),
      made('t0', { resend: true }),
      received(1, 't0', 1),
      settled('t0', UNKNOWN),
      ...up(2, 2),
      received(2, 't0', 1),
    ],
    'sent after it was cancelled': [
      made('t0'),
      settled('t0', { is: 'unsubscribed' }),
      ...up(1, 0),
      received(1, 't0', 1),
    ],
  },
  twins: {
    'a socket made while one lives': [
      { at: 'dialled', alive: 0 },
      { at: 'dialled', alive: 1 },
    ],
  },
  hangs: {
    'received, and never settled': [...up(1, 0), made('t0'), received(1, 't0', 1)],
    'never even sent': [made('t0')],
    'settled only when the client was booted again': [made('t0'), { at: 'closed', unsettled: 1 }, settled('t0', NEVER)],
  },
  absurdities: {
    'settled twice': [...up(1, 0), made('t0'), received(1, 't0', 1), settled('t0', HANDED), settled('t0', UNKNOWN)],
    'a socket whose end is announced after that of the client': [
      { at: 'dialled', alive: 0 },
      { at: 'closeAnnounced', hadSocket: false },
      { at: 'closeAnnounced', hadSocket: true },
    ],
    'an invalid outcome': [made('t0'), settled('t0', { is: 'absurd', what: 'it was rejected with nonsense' })],
  },
};

/** A history without violations: calls resent as marked, refused for a reason, cancelled, rejected, never sent. */
export const good: readonly Entry[] = [
  { at: 'dialled', alive: 0 },
  opened(1),
  own(1, 'optOutEvents', 0, '["UserJoin"]'),
  own(1, 'auth', 1, '["a"]'),
  { at: 'established', ms: 10 },
  made('t0', { resend: true }),
  made('t1', { refusable: true }),
  received(1, 't0', 2),
  received(1, 't1', 3),
  settled('t1', REFUSED),
  made('t2'),
  made('t3'),
  made('t4'),
  received(1, 't2', 4),
  { at: 'lost', ms: 100 },
  { at: 'closeAnnounced', hadSocket: true },
  settled('t2', UNKNOWN),
  settled('t3', { is: 'failed', kind: 'timeout', delivery: 'unknown' }),
  { at: 'dialled', alive: 0 },
  opened(2),
  own(2, 'auth', 6, '["b"]'),
  received(2, 't0', 2),
  { at: 'established', ms: 150 },
  settled('t0', ANSWERED),
  settled('t4', NEVER),
  { at: 'ended' },
  { at: 'closeAnnounced', hadSocket: true },
  { at: 'closed', unsettled: 0 },
  { at: 'dialled', alive: 0 },
  { at: 'closeAnnounced', hadSocket: false },
  { at: 'closeAnnounced', hadSocket: false },
];
