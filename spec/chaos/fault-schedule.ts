import type { FaultName, FaultSettings } from '../../lib/server/faults.js';
import type { Chance } from './prng.js';

/** What is done to an endpoint. */
export type Blow =
  | { [Name in FaultName]: { act: 'fault'; name: Name; setting?: FaultSettings[Name] } }[FaultName]
  | { act: 'heal'; name: FaultName }
  | { act: 'stop'; farewell?: { code: number; reason: string } }
  | { act: 'start' };

/** When, in ms from the start, and to which endpoint: one by its index, or the one that the client is on then. */
export type FaultStep = Blow & {
  at: number;
  endpoint: number | 'here';
  /** What mends something goes to where that was: both have the same number. */
  number: number;
};

/** The rooms of time between two blows, in ms, and how long a standing fault stands. */
const GAP = [50, 300] as const;
const STANDS = [100, 700] as const;

const fault = <Name extends FaultName>(name: Name, setting?: FaultSettings[Name]): Blow =>
  ({ act: 'fault', name, ...(setting === undefined ? {} : { setting }) }) as Blow;

/** Faults that act once. */
const once = (chance: Chance): Blow =>
  chance.pick([
    fault('drop'),
    fault('drop'),
    fault('close', chance.pick([1000, 1001, 1012, 4001])),
    fault('close', { code: 1013, reason: 'later' }),
    fault('garbage', chance.int(1, 3)),
    fault('binary'),
    fault('oversize'),
  ]);

/** Faults that stand until they are healed. Times are near the client's own limits, below and beyond. */
const standing = (chance: Chance): Blow =>
  chance.pick([
    fault('refuse'),
    fault('hang'),
    fault('httpError', chance.pick([404, 500, 503])),
    fault('neverWelcome'),
    fault('lateWelcome', chance.pick([100, 300, 600])),
    fault('closeAfterWelcome', chance.pick([1000, 1013])),
    fault('freeze'),
    // Three times as often: what ends while much is under way is what matters most.
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

/** A seed's chance → what goes wrong, when and where, in order; each thing that stands is mended after a while. */
export const faultSchedule = (chance: Chance, ms: number, endpoints: number): FaultStep[] => {
  const steps: FaultStep[] = [];
  for (let at = chance.int(...GAP); at < ms; at += chance.int(...GAP)) {
    const endpoint = chance.odds(0.6) ? 'here' : chance.int(0, endpoints - 1);
    const number = steps.length;
    const until = at + chance.int(...STANDS);
    const kind = chance.next();
    if (kind < 0.4) {
      steps.push({ at, endpoint, number, ...once(chance) });
    } else if (kind < 0.92) {
      const blow = standing(chance);
      steps.push({ at, endpoint, number, ...blow });
      if (blow.act === 'fault') steps.push({ at: until, endpoint, number, act: 'heal', name: blow.name });
    } else if (kind < 0.95) {
      // Nowhere to go for a while: calls wait.
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
