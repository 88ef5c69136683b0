import { Subject } from 'rxjs';
import { Replies } from '../../../lib/packet/replies.js';
import { Call, type Caller, type Terms } from '../../../lib/traffic/call.js';
import { Calls } from '../../../lib/traffic/calls.js';
import type { SpoolOptions } from '../../../lib/traffic/spool.js';
import { type Facts, factsOf } from './facts.js';
import { FakeDesk, line } from './fake-desk.js';

export const SPOOL: SpoolOptions = { limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' };
export const TERMS: Terms = { timeout: 20_000, noReply: false, resend: false, asSent: false, whenDown: 'spool' };

/** How a call ended: its data, or the facts of its error. */
export type Outcome = Readonly<{ resolved: unknown }> | Facts;

/** A caller that keeps each ending it is told of, so that a second one shows. */
export const callerInto = (tell: (outcome: Outcome) => void): Caller => ({
  resolve: data => tell({ resolved: data }),
  reject: error => tell(factsOf(error)),
});

/** The calls of a client, a link to send them on, and what became of each. */
export const stageCalls = (spool: Partial<SpoolOptions> = {}) => {
  const replies = new Replies();
  const calls = new Calls(replies, { ...SPOOL, ...spool });
  let ids = 0;
  const nextId = () => ids++;
  const desk = new FakeDesk(replies, nextId);
  const spooled: string[] = [];
  calls.spooled$.subscribe(packet => spooled.push(line(JSON.stringify(packet))));
  /** Each ending in order: `[id, outcome]`. */
  const ended: [number, Outcome][] = [];
  const ended$ = new Subject<[number, Outcome]>();
  ended$.subscribe(end => ended.push(end));
  const ends = (id: number) => ended.filter(([of]) => of === id).map(([, outcome]) => outcome);

  const prepare = (method: string, terms: Partial<Terms> = {}, then?: (outcome: Outcome) => void): Call => {
    const id = nextId();
    const text = JSON.stringify({ type: 'method', method, arguments: [], id });
    const caller = callerInto(outcome => {
      ended$.next([id, outcome]);
      then?.(outcome);
    });
    return new Call(id, method, text, { ...TERMS, ...terms }, caller, calls);
  };
  const make = (method: string, terms: Partial<Terms> = {}, then?: (outcome: Outcome) => void): Call => {
    const call = prepare(method, terms, then);
    calls.make(call);
    return call;
  };
  return { replies, calls, desk, nextId, spooled, ended, ended$, ends, prepare, make };
};

/** The facts of a CallError. */
export const failed = (method: string, id: number, kind: string, delivery: string): Facts => ({
  name: 'CallError',
  method,
  id,
  kind,
  delivery,
});
