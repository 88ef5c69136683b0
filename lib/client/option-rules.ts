import type { Backoff } from '../link/backoff.js';
import type { ClientOptions } from '../options.js';
import { areTexts, callable, isFunction, isObject, isWhole, ms, type Rule, rule, subProtocols } from '../text/rule.js';
import { isPace } from '../traffic/pace.js';
import type { SpoolOptions } from '../traffic/spool.js';

/** Whether `new` takes it: an arrow function or a method it does not. Nothing of it is called. */
const isConstructor = (value: unknown): boolean => {
  try {
    Reflect.construct(Object, [], value as new () => unknown);
    return true;
  } catch {
    return false;
  }
};

const isCount = (value: unknown): boolean => isWhole(value) || value === Infinity;

const object = rule('an object', isObject);

export const clientRules: Readonly<Record<keyof ClientOptions, Rule>> = {
  connectTimeout: ms(0, true),
  hedge: ms(1, true),
  callTimeout: ms(0, true),
  pingInterval: ms(0, true),
  pingTimeout: ms(1, false),
  backoff: object,
  stableAfter: ms(0, true),
  spool: object,
  resend: rule('an array of strings', areTexts),
  pace: rule('inWindow(…), onRefusal(), or an array of them', value => [value].flat().every(isPace)),
  concurrency: rule('a whole number from 1 up, or Infinity', value => value !== 0 && isCount(value)),
  highWater: rule('a number of bytes from 0 up, or Infinity', value => typeof value === 'number' && value >= 0),
  shouldReconnect: callable,
  wake$: rule('an Observable', value => isObject(value) && isFunction((value as { subscribe?: unknown }).subscribe)),
  protocols: subProtocols,
  WebSocketCtor: rule('a WebSocket class', isConstructor),
  ws: object,
  random: callable,
};

export const backoffRules: Readonly<Record<keyof Backoff, Rule>> = { initial: ms(0, false), max: ms(0, true) };

export const spoolRules: Readonly<Record<keyof SpoolOptions, Rule>> = {
  limit: rule('a whole number from 0 up, or Infinity', isCount),
  ttl: ms(1, true),
  overflow: rule("'reject-newest' or 'drop-oldest'", value => value === 'reject-newest' || value === 'drop-oldest'),
};
