import type { CallOptions } from '../traffic/call-options.js';

/** A name of the map, with completion, or any other string. */
export type NameIn<Map> = Extract<keyof Map, string> | (string & {});

/** The data of an event by its name; `unknown` for a name that the map does not have. */
export type DataOf<Events, Name> = Name extends keyof Events ? Events[Name] : unknown;

/** The arguments of a method by its name. */
export type ArgumentsOf<Methods, Name> = Name extends keyof Methods
  ? Methods[Name] extends (...args: infer Arguments) => unknown
    ? Readonly<Arguments>
    : readonly unknown[]
  : readonly unknown[];

/** The data of a method's reply by its name. */
export type ReplyOf<Methods, Name> = Name extends keyof Methods
  ? Methods[Name] extends (...args: never[]) => infer Reply
    ? Reply
    : unknown
  : unknown;

/** What follows the method's name in a call: its arguments, which may be left out when all of them may, and options. */
export type Rest<Arguments> = [] extends Arguments
  ? [args?: Arguments, options?: CallOptions]
  : [args: Arguments, options?: CallOptions];
