import { Subject } from 'rxjs';
import { encodeArguments, methodPacket } from '../../../lib/beam/codec.js';
import type { WaitingGroup } from '../../../lib/beam/set-up-calls.js';
import { Replies } from '../../../lib/protocol/replies.js';
import { Secrets } from '../../../lib/text/secrets.js';
import { Call, type CallSettings, type Resolvers } from '../../../lib/traffic/call.js';
import { Calls } from '../../../lib/traffic/calls.js';
import type { SpoolOptions } from '../../../lib/traffic/spool.js';
import { type Facts, factsOf } from './facts.js';
import { FakeSession, line } from './fake-session.js';

export const SPOOL: SpoolOptions = { limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' };
export const SETTINGS: CallSettings = {
  timeout: 20_000,
  noReply: false,
  resend: false,
  rawServerErrors: false,
  whenDown: 'spool',
};

/** How Beam's calls become text. */
export const ENCODING = { firstId: 0, body: encodeArguments };

/** How a call ended: its data, or the facts of its error. */
export type Outcome = Readonly<{ resolved: unknown }> | Facts;

/** A caller that keeps each ending it is told of, so that a second one shows. */
export const resolversInto = (tell: (outcome: Outcome) => void): Resolvers => ({
  resolve: data => tell({ resolved: data }),
  reject: error => tell(factsOf(error)),
});

/** The calls of a client, a link to send them on, and what became of each. */
export const stageCalls = (spool: Partial<SpoolOptions> = {}) => {
  const replies = new Replies();
  const secrets = new Secrets();
  const warnings: string[] = [];
  const calls = new Calls(
    { protocol: { packet: methodPacket }, replies, secrets, warn: message => void warnings.push(message) },
    { ...SPOOL, ...spool },
  );
  // As `boot()` does: otherwise a call that waits begins the time of the reminder.
  calls.accept();
  let ids = 0;
  const nextId = () => ids++;
  const session = new FakeSession(replies, nextId, secrets);
  const spooled: string[] = [];
  calls.spooled$.subscribe(packet => spooled.push(line(JSON.stringify(packet))));
  /** Each ending in order: `[id, outcome]`. */
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
    return new Call(id, method, '[]', { ...SETTINGS, ...settings }, caller, calls.unsettled);
  };
  const make = (method: string, settings: Partial<CallSettings> = {}, then?: (outcome: Outcome) => void): Call => {
    const call = prepare(method, settings, then);
    calls.submit(call);
    return call;
  };
  return { replies, secrets, warnings, calls, session, nextId, spooled, ended, ended$, ends, prepare, make };
};

/** A group of the one call. */
export const alone = (call: Call): WaitingGroup => ({ newest: call, earlier: [], body: call.body });

/** The facts of a CallError. */
export const failed = (method: string, id: number, kind: string, delivery: string): Facts => ({
  name: 'CallError',
  method,
  id,
  kind,
  delivery,
});
