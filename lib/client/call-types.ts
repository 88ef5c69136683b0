import type { Arguments } from '../protocol/protocol.js';
import type { CallOptions } from '../traffic/call-options.js';

/**
 * Any name, if the caller states the type of the data: `events$<Price>('price')`. Without a stated type, no name matches, so a
 * typo falls through to the overload of the known names, and the compiler lists them.
 */
export type NameFor<T> = [T] extends [never] ? never : string;

/**
 * The type that the caller states. The compiler never infers `T` from it, so neither from where a result goes: as
 * `NoInfer`, which TypeScript has only since 5.4.
 */
export type Stated<T> = [T][T extends unknown ? 0 : never];

/** A name of the map, with completion, or any other string. */
export type NameIn<Map> = (keyof Map & string) | (string & {});

/** The data of an event by its name; `unknown` for a name that the map does not have. */
export type DataOf<Events, Name> = Name extends keyof Events ? Events[Name] : unknown;

/** The arguments of a method by its name; for several names, the union of their arguments. */
export type ArgumentsOf<Methods, Name extends keyof Methods> = Name extends unknown
  ? Methods[Name] extends (...args: infer Arguments) => unknown
    ? Readonly<Arguments>
    : readonly unknown[]
  : never;

/** The data of a method's reply by its name. */
export type ReplyOf<Methods, Name extends keyof Methods> = Methods[Name] extends (...args: never[]) => infer Reply
  ? Reply
  : unknown;

/** What follows the method's name in a call: its arguments (optional if all of them are) and options. */
export type CallParameters<Methods, Name extends keyof Methods> = Rest<ArgumentsOf<Methods, Name>>;

/** The same with the arguments one by one, and options after the last of them. */
export type FlatCallParameters<Methods, Name extends keyof Methods> =
  | ArgumentsOf<Methods, Name>
  | readonly [...args: ArgumentsOf<Methods, Name>, options: CallOptions];

/** What follows the method's name, for a protocol with named parameters or without. */
export type ParametersOf<Methods, Name extends keyof Methods, Named extends boolean> = Named extends true
  ? NamedCallParameters<Methods, Name>
  : CallParameters<Methods, Name>;

/** The arguments of a call whose method the map does not have. */
export type ArgumentsGiven<Named extends boolean> = Named extends true ? Arguments : readonly unknown[];

/** The same for a protocol with named parameters: a method of one object takes that object, or an array of it. */
export type NamedCallParameters<Methods, Name extends keyof Methods, Options = CallOptions> = Rest<
  ArgumentsOf<Methods, Name> | NamedIn<ArgumentsOf<Methods, Name>>,
  Options
>;

type Rest<Arguments, Options = CallOptions> = [] extends Arguments
  ? [args?: Arguments, options?: Options]
  : [args: Arguments, options?: Options];

/** The named parameters in the arguments of a method; any object where nothing is known of the arguments. */
type NamedIn<Arguments extends readonly unknown[]> = Arguments extends readonly [named?: infer Named]
  ? Named extends readonly unknown[] | ((...args: never[]) => unknown)
    ? never
    : Extract<Named, object>
  : unknown[] extends Arguments
    ? Readonly<Record<string, unknown>>
    : never;
