import type { Chance } from './prng.js';

/** A planned call. Its `token` is in its arguments, and in those of no other call. */
export interface CallPlan {
  act: 'call';
  token: string;
  method: 'msg' | 'history' | 'ping' | 'nope';
  way: 'promise' | 'observable';
  options: { noReply?: true; force?: true; timeout?: number; resend?: boolean };
  /** After how many ms its signal is aborted, or its subscription ended. Undefined: never. */
  abortAfter?: number;
  unsubscribeAfter?: number;
  /** Its arguments cannot be serialized. */
  unserializable?: true;
}

/** Something that the user of the client does. */
export type Action =
  | CallPlan
  | { act: 'boot' }
  | { act: 'close'; drain?: number }
  | { act: 'wake'; sign: 'online' | 'offline' };

/** The streams whose next value an action may wait for: the handler of that value then performs it. */
export type Trigger = 'connected' | 'reconnecting' | 'closed' | 'sent' | 'error';
const TRIGGERS: readonly Trigger[] = ['connected', 'reconnecting', 'closed', 'sent', 'error'];

export type CallStep = Action & { at: number; from?: Trigger };

/** The shortest and longest time between two calls, and between two calls of boot() or close(), in ms. */
const GAP = [0, 12] as const;
const LIFE_GAP = [400, 1400] as const;

/** A call without its token, which is given when all calls are in order. */
const callPlan = (chance: Chance): CallPlan => {
  const method = chance.pick(['msg', 'msg', 'msg', 'history', 'ping', 'nope'] as const);
  const way = chance.pick(['promise', 'observable'] as const);
  const kind = chance.next();
  const after = chance.int(0, 60);
  return {
    act: 'call',
    token: '',
    method,
    way,
    options: {
      ...(chance.odds(0.15) ? { noReply: true } : {}),
      ...(chance.odds(0.1) ? { force: true } : {}),
      ...(chance.odds(0.25) ? { timeout: chance.int(5, 400) } : {}),
      ...(chance.odds(0.5) ? { resend: chance.odds(0.6) } : {}),
    },
    ...(kind < 0.1 ? { abortAfter: after } : {}),
    ...(kind >= 0.1 && kind < 0.2 && way === 'observable' ? { unsubscribeAfter: after } : {}),
    ...(kind >= 0.99 ? { unserializable: true } : {}),
  };
};

/** Numbers the calls, in the order in which they are made. */
const tokens = () => {
  let made = 0;
  return () => `t${made++}`;
};

const sometimes = (chance: Chance, often: number): { from?: Trigger } =>
  chance.odds(often) ? { from: chance.pick(TRIGGERS) } : {};

/** Calls of close() and boot(): with and without a drain, at once and later, and close() called off by boot(). */
const lifeSteps = (chance: Chance, at: number): CallStep[] => {
  const later = at + chance.int(1, 120);
  switch (chance.pick([0, 1, 2, 2, 3, 4, 5])) {
    case 0: {
      const from = sometimes(chance, 0.5);
      return [
        { at, act: 'close', ...from },
        { at, act: 'boot', ...from },
        { at: later, act: 'boot' },
      ];
    }
    case 1:
      return [
        { at, act: 'close' },
        { at: later, act: 'boot' },
      ];
    case 2:
      return [
        { at, act: 'close', drain: chance.int(0, 300) },
        { at: later, act: 'boot' },
      ];
    case 3: {
      const instant = at + (chance.odds(0.5) ? 0 : chance.int(1, 8));
      return [
        { at, act: 'close' },
        { at, act: 'boot' },
        { at, ...callPlan(chance) },
        { at: instant, act: 'close', ...(chance.odds(0.5) ? { drain: 100 } : {}) },
        { at: later + 10, act: 'boot' },
      ];
    }
    case 4:
      return [{ at, act: 'wake', sign: 'offline' }];
    default:
      return [{ at, act: 'wake', sign: 'online' }];
  }
};

/** Everything that the user does with the client, in order of time, from the random numbers of a seed. */
export const callSchedule = (chance: Chance, ms: number): CallStep[] => {
  const lives = chance.fork();
  const steps: CallStep[] = [];
  for (let at = lives.int(...LIFE_GAP); at < ms; at += lives.int(...LIFE_GAP)) steps.push(...lifeSteps(lives, at));
  for (let at = 0; at < ms; at += chance.int(...GAP))
    steps.push({ at, ...callPlan(chance), ...sometimes(chance, 0.04) });
  const nextToken = tokens();
  return steps
    .filter(({ at }) => at < ms)
    .sort((a, b) => a.at - b.at)
    .map(step => (step.act === 'call' ? { ...step, token: nextToken() } : step));
};
