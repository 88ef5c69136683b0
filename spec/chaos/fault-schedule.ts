import type { FaultName, FaultSettings } from '../../lib/server/faults.js';
import type { Chance } from './prng.js';

/** A fault or its repair, applied to an endpoint. */
export type EndpointAction =
  | { [Name in FaultName]: { act: 'fault'; name: Name; setting?: FaultSettings[Name] } }[FaultName]
  | { act: 'heal'; name: FaultName }
  | { act: 'stop'; farewell?: { code: number; reason: string } }
  | { act: 'start' };

/** An action with its time, in ms from the start, and its endpoint: an index, or the endpoint to which the client is connected then. */
export type FaultStep = EndpointAction & {
  at: number;
  endpoint: number | 'here';
  /** A fault and its repair have the same number, so that the repair goes to the same endpoint. */
  number: number;
};

/** The shortest and longest time between two faults, and the duration of a lasting fault, in ms. */
const GAP = [50, 300] as const;
const DURATION = [100, 700] as const;

const fault = <Name extends FaultName>(name: Name, setting?: FaultSettings[Name]): EndpointAction =>
  ({ act: 'fault', name, ...(setting === undefined ? {} : { setting }) }) as EndpointAction;

/** Faults that act once. */
const momentaryFault = (chance: Chance): EndpointAction =>
  chance.pick([
    fault('drop'),
    fault('drop'),
    fault('close', chance.pick([1000, 1001, 1012, 4001])),
    fault('close', { code: 1013, reason: 'later' }),
    fault('garbage', chance.int(1, 3)),
    fault('binary'),
    fault('oversize'),
  ]);

/** Faults that last until they are healed. Their times are just below and above the client's own limits. */
const lastingFault = (chance: Chance): EndpointAction =>
  chance.pick([
    fault('refuse'),
    fault('hang'),
    fault('httpError', chance.pick([404, 500, 503])),
    fault('neverWelcome'),
    fault('lateWelcome', chance.pick([100, 300, 600])),
    fault('closeAfterWelcome', chance.pick([1000, 1013])),
    fault('freeze'),
    // Three times as often, because an end while many calls are in flight finds the most defects.
    fault('slow', chance.int(5, 120)),
    fault('slow', chance.int(20, 60)),
    fault('slow', chance.int(20, 60)),
    fault('delayReplies', chance.int(20, 900)),
    fault('delayReplies', chance.int(20, 300)),
    fault('delayReplies', chance.int(20, 300)),
    fault('suppressReplies', chance.pick(['all' as const, ['msg'], ['history', 'ping']])),
    fault('duplicateReplies'),
    fault('reorderReplies', chance.int(10, 100)),
    fault('refuseAuth'),
    fault('authServerError'),
    fault('silentAuth'),
  ]);

/** The faults and where they go, in order of time, from the random numbers of a seed. Each lasting fault is healed after a while. */
export const faultSchedule = (chance: Chance, ms: number, endpoints: number): FaultStep[] => {
  const steps: FaultStep[] = [];
  for (let at = chance.int(...GAP); at < ms; at += chance.int(...GAP)) {
    const endpoint = chance.odds(0.6) ? 'here' : chance.int(0, endpoints - 1);
    const number = steps.length;
    const until = at + chance.int(...DURATION);
    const kind = chance.next();
    if (kind < 0.4) {
      steps.push({ at, endpoint, number, ...momentaryFault(chance) });
    } else if (kind < 0.92) {
      const action = lastingFault(chance);
      steps.push({ at, endpoint, number, ...action });
      if (action.act === 'fault') steps.push({ at: until, endpoint, number, act: 'heal', name: action.name });
    } else if (kind < 0.95) {
      // All endpoints stop for a while: calls wait.
      for (let each = 0; each < endpoints; each += 1) {
        const it = { endpoint: each, number: steps.length };
        steps.push({ at, ...it, act: 'stop' }, { at: until, ...it, act: 'start' });
      }
    } else {
      const farewell = chance.odds(0.5) ? { farewell: { code: 1012, reason: 'restart' } } : {};
      steps.push({ at, endpoint, number, act: 'stop', ...farewell }, { at: until, endpoint, number, act: 'start' });
    }
  }
  return steps.filter(({ at }) => at < ms).sort((a, b) => a.at - b.at);
};
