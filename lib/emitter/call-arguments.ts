import { CALL_OPTIONS, type CallOptions } from '../traffic/call-options.js';

/**
 * Reads what follows the method in `call(method, …)`: either a list of arguments and then the options, or the arguments
 * one by one, with the options last.
 */
export const readCallArguments = (
  rest: readonly unknown[],
): readonly [args: readonly unknown[], options: CallOptions | undefined] => {
  const [first, second] = rest;
  if (first === undefined || Array.isArray(first)) return [first ?? [], second as CallOptions | undefined];
  const last = rest.at(-1);
  return isCallOptions(last) ? [rest.slice(0, -1), last] : [rest, undefined];
};

/** Only a plain object of known options counts; any other object is an argument of the call. */
const isCallOptions = (value: unknown): value is CallOptions => {
  if (typeof value !== 'object' || value === null) return false;
  // An object of another realm (an iframe, a vm context) is plain too, so `Object.prototype` itself cannot be the test.
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every(key => CALL_OPTIONS.has(key));
};
