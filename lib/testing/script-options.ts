import type { ReplayPlan } from './replay-plan.js';
import { Expression, source } from './source.js';

type Options = Readonly<Record<string, unknown>>;

/** The options that decide what a client does and when. The others are those of the runtime, or chance, which is recorded. */
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

/** What the limits on calls were made with. */
interface Pace {
  readonly pace: string;
  readonly given?: object;
}

/** The options of the client; the defaults too, which may be others in a later version. */
export const optionsSource = (
  options: Options,
  { auth, canPing }: ReplayPlan,
): { readonly lines: readonly string[]; readonly imports: readonly string[] } => {
  const paces = [(options['pace'] as Pace | readonly Pace[] | undefined) ?? []].flat() as readonly Pace[];
  const lines = TIMED.filter(name => isToBeSaid(name, options)).map(name => {
    if (name === 'pingInterval' && sendsSocketPings(options, canPing)) {
      return 'pingInterval: 0, // pings were those of the WebSocket: what came of them is in the steps';
    }
    return `${name}: ${source(name === 'pace' ? pacesSource(options[name]) : options[name], 4, name.length + 3)},`;
  });
  if (auth !== undefined) lines.push(`auth: ${typeof options['auth'] === 'function' ? '() => ' : ''}${source(auth)},`);
  return { lines, imports: [...new Set(paces.map(functionOf))] };
};

/** Those that were once unlimited are left out, since they are so by themselves. */
const isToBeSaid = (name: string, options: Options): boolean =>
  options[name] !== undefined && !(name === 'hedge' && options[name] === Number.POSITIVE_INFINITY);

/** Some protocols want their own heartbeat, whatever the socket can do. */
const sendsSocketPings = ({ always, pingInterval }: Options, canPing: boolean): boolean =>
  canPing && always !== true && pingInterval !== 0;

const functionOf = ({ pace }: Pace): string => (pace === 'in window' ? 'inWindow' : 'onRefusal');

const pacesSource = (given: unknown): unknown => {
  const paceSource = (pace: Pace) =>
    new Expression(`${functionOf(pace)}(${pace.given === undefined ? '' : source(pace.given)})`);
  return Array.isArray(given) ? given.map(paceSource) : paceSource(given as Pace);
};
