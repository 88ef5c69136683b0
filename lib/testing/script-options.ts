import type { Protocol } from '../index.js';
import { isJsonRpc } from './json-rpc-wire.js';
import type { ReplayPlan } from './replay-plan.js';
import { Call, source } from './source.js';

type Options = Readonly<Record<string, unknown>>;

/** The options that decide what a client does and when. The others belong to the runtime, or to chance, which the entries contain. */
const TIMED = [
  'welcome',
  'connectTimeout',
  'callTimeout',
  'pingInterval',
  'pingTimeout',
  'hedge',
  'spool',
  'resend',
  'pace',
  'concurrency',
  'highWater',
] as const;

/** The arguments of `inWindow()` and `onRefusal()`. */
interface Pace {
  readonly pace: string;
  readonly given?: object;
}

/** The client's options, including defaults, because a later version may have other defaults. */
export const optionsSource = (
  options: Options,
  { auth, canPing }: ReplayPlan,
): { readonly lines: readonly string[]; readonly imports: readonly string[] } => {
  const paces = [(options['pace'] as Pace | readonly Pace[] | undefined) ?? []].flat() as readonly Pace[];
  const lines = TIMED.filter(name => isToBeSaid(name, options)).map(name => {
    if (name === 'pingInterval' && hasStepsForPings(options, canPing))
      return 'pingInterval: 0, // heartbeats are steps';
    return `${name}: ${source(name === 'pace' ? pacesSource(options[name]) : options[name], 4, name.length + 3)},`;
  });
  if (auth !== undefined) lines.push(`auth: ${typeof options['auth'] === 'function' ? '() => ' : ''}${source(auth)},`);
  return { lines, imports: [...new Set(paces.map(functionOf))] };
};

/** Leaves out unlimited options, because that is their default. */
const isToBeSaid = (name: string, options: Options): boolean =>
  options[name] !== undefined && !(name === 'hedge' && options[name] === Number.POSITIVE_INFINITY);

/** The steps contain the results of WebSocket pings, and each heartbeat in JSON. */
const hasStepsForPings = ({ protocol, pingInterval }: Options, canPing: boolean): boolean =>
  pingInterval !== 0 && (canPing || protocol === undefined || isJsonRpc(protocol as Protocol));

const functionOf = ({ pace }: Pace): string => (pace === 'in window' ? 'inWindow' : 'onRefusal');

const pacesSource = (given: unknown): unknown => {
  const paceSource = (pace: Pace) => new Call(functionOf(pace), pace.given === undefined ? [] : [source(pace.given)]);
  return Array.isArray(given) ? given.map(paceSource) : paceSource(given as Pace);
};
