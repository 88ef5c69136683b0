import { Subject } from 'rxjs';
import { encodeArguments, methodPacket } from '../../../lib/beam/codec.js';
import type { WaitingGroup } from '../../../lib/beam/set-up-calls.js';
import type { BeamError } from '../../../lib/errors.js';
import { Ids } from '../../../lib/protocol/ids.js';
import type { ProtocolRules } from '../../../lib/protocol/protocol.js';
import { Replies } from '../../../lib/protocol/replies.js';
import { Secrets } from '../../../lib/text/secrets.js';
import { Call, type CallSettings, type Resolvers } from '../../../lib/traffic/call.js';
import { Calls } from '../../../lib/traffic/calls.js';
import type { LimitOptions } from '../../../lib/traffic/sending-limits.js';
import type { SpoolOptions } from '../../../lib/traffic/spool.js';
import { type Facts, fieldsOf } from '../facts.js';
import { FakeSession, line } from './fake-session.js';

export const SPOOL: SpoolOptions = { limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' };
export const NO_LIMITS: LimitOptions = { concurrency: Number.POSITIVE_INFINITY, highWater: Number.POSITIVE_INFINITY };
export const SETTINGS: CallSettings = {
  timeout: 20_000,
  noReply: false,
  resend: false,
  rawServerErrors: false,
  whenDown: 'spool',
};

/** Beam's encoding of calls, whose ids begin at 0. */
export const encoding = (secrets = new Secrets()) => ({
  protocol: { body: encodeArguments },
  ids: new Ids({ firstId: 0, ids: 'made' }),
  secrets,
});

/** How a call settled: its data, or the fields of its error. */
export type Outcome = Readonly<{ resolved: unknown }> | Facts;

/** Resolvers that pass on each outcome, so that a call that settles twice shows. */
export const resolversInto = (onOutcome: (outcome: Outcome) => void): Resolvers => ({
  resolve: data => onOutcome({ resolved: data }),
  reject: error => onOutcome(fieldsOf(error)),
});

/** What may stop calls, and what the protocol says of a refusal. */
export interface Limits extends Partial<LimitOptions> {
  readonly refusal?: ProtocolRules['refusal'];
}

/** The calls of a client, a session to send them on, and the outcome of each call. */
export const stageCalls = (spool: Partial<SpoolOptions> = {}, { refusal, ...limits }: Limits = {}) => {
  const replies = new Replies();
  const secrets = new Secrets();
  const warnings: string[] = [];
  const reported: BeamError[] = [];
  const calls = new Calls(
    {
      packet: methodPacket,
      replies,
      secrets,
      warn: message => void warnings.push(message),
      protocol: { refusal },
      reporter: { report: error => void reported.push(error) },
    },
    { ...NO_LIMITS, ...limits, spool: { ...SPOOL, ...spool } },
  );
  // As `boot()` does. Without it, a waiting call would start the timer of the reminder to call `boot()`.
  calls.accept();
  let ids = 0;
  const nextId = () => ids++;
  const session = new FakeSession(replies, nextId, secrets);
  const spooled: string[] = [];
  calls.spooled$.subscribe(packet => spooled.push(line(JSON.stringify(packet))));
  /** Each outcome in order: `[id, outcome]`. */
  const ended: [number, Outcome][] = [];
  const ended$ = new Subject<[number, Outcome]>();
  ended$.subscribe(end => ended.push(end));
  const ends = (id: number) => ended.filter(([of]) => of === id).map(([, outcome]) => outcome);

  const prepare = (method: string, settings: Partial<CallSettings> = {}, then?: (outcome: Outcome) => void): Call => {
    const id = nextId();
    const caller = resolversInto(outcome => {
      ended$.next([id, outcome]);
      then?.(outcome);
    });
    return new Call(id, method, '[]', { ...SETTINGS, ...settings }, caller, calls.owner);
  };
  const make = (method: string, settings: Partial<CallSettings> = {}, then?: (outcome: Outcome) => void): Call => {
    const call = prepare(method, settings, then);
    calls.submit(call);
    return call;
  };
  return { replies, secrets, warnings, reported, calls, session, nextId, spooled, ended, ended$, ends, prepare, make };
};

/** A waiting group of one call. */
export const groupOf = (call: Call): WaitingGroup => ({ newest: call, earlier: [], body: call.body });

/** The fields of a CallError. */
export const failed = (method: string, id: number, kind: string, delivery: string): Facts => ({
  name: 'CallError',
  method,
  id,
  kind,
  delivery,
});
