import type { Protocol } from '../index.js';
import type { Beginning } from './beginning.js';
import { protocolSource } from './protocol-source.js';
import type { RecordedEntry } from './recorded-entry.js';
import { planOf, type ReplayPlan } from './replay-plan.js';
import { optionsSource } from './script-options.js';
import type { ServerAction } from './server-action.js';
import { Call, source } from './source.js';

type Options = Readonly<Record<string, unknown>>;

/** The parts of a script that depend on the client. */
interface Kind {
  /** The name of the variable that holds the client. */
  readonly name: string;
  readonly imports: readonly string[];
  readonly parameter: string;
  /** The options of the ScriptedSocket. */
  serversOf(canPing: boolean): string;
  /** The first options of the client. */
  readonly options: readonly string[];
}

const BEAM: Kind = {
  name: 'chat',
  imports: ['BeamChat'],
  parameter: '',
  serversOf: canPing => `{ replies: replay.replies${canPing ? ', pings: true' : ''} }`,
  options: [],
};

const rpc = (known: string | undefined, { firstId }: ReplayPlan): Kind => ({
  name: 'client',
  imports: ['type Protocol', 'RpcClient'],
  parameter: `protocol: Protocol${known === undefined ? '' : ` = ${known}`}`,
  serversOf: canPing => (canPing ? '{ ...replay.silent(protocol), pings: true }' : 'replay.silent(protocol)'),
  options: [
    firstId === undefined
      ? 'protocol,'
      : `protocol: { ...protocol, firstId: ${firstId} }, // as many calls were made before`,
  ],
});

/** The source of a server's action, as a user would write it. */
const actSource = (act: ServerAction | string): unknown => {
  if (typeof act === 'string') return act;
  switch (act.type) {
    case 'close':
      return new Call('close', [String(act.code), ...(act.reason === '' ? [] : [source(act.reason)])]);
    case 'buffered':
      return new Call('buffered', [String(act.bytes)]);
    case 'send':
      return new Call('frame', [dataSource(act.data)]);
    default:
      return act;
  }
};

const dataSource = (data: unknown): string => {
  if (data instanceof ArrayBuffer) return `new ArrayBuffer(${data.byteLength})`;
  if (!(data instanceof Uint8Array)) return source(data);
  return `new TextEncoder().encode(${source(new TextDecoder().decode(data))})`;
};

const factsSource = ({ dials, waits, hedges = [] }: ReplayPlan): string => {
  const facts = { dials, waits, ...(hedges.length === 0 ? {} : { hedges }) };
  return lines(
    Object.entries(facts).map(([name, fact]) => `${name}: ${source(fact, 4, name.length + 3)},`),
    4,
  );
};

/** Sorted as formatters sort them. */
const importSource = (names: readonly string[], from: string): string => {
  const key = (name: string) => name.replace('type ', '').toLowerCase();
  const sorted = [...names].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return `import { ${sorted.join(', ')} } from ${source(from)};\n`;
};

const lines = (all: readonly string[], indent: number): string =>
  all.map(line => `${' '.repeat(indent)}${line}\n`).join('');

/** The source of the module that replays the recording. */
export const toScript = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  options: Options,
  isBeam: boolean,
): string => {
  const plan = planOf(entries, beginning, options, isBeam);
  const received = entries.flatMap(entry =>
    entry.type === 'received' && typeof entry.frame === 'string' ? [entry.frame] : [],
  );
  const known = isBeam ? undefined : protocolSource(options['protocol'] as Protocol, received);
  const { name, imports, parameter, serversOf, options: first } = isBeam ? BEAM : rpc(known?.source, plan);
  const given = optionsSource(options, plan);
  const written = plan.steps.map(step => ('act' in step ? { ...step, act: actSource(step.act) } : step));
  const steps = written.map(step => `${source(step, 4, 1)},`);
  const used = new Set(written.flatMap(step => ('act' in step && step.act instanceof Call ? [step.act.name] : [])));
  return `${importSource([...imports, ...given.imports], 'rx-beam')}${
    known === undefined ? '' : importSource(known.imports, 'rx-beam/json-rpc')
  }${importSource([...used, 'Replay', 'ScriptedSocket'], 'rx-beam/testing')}
/** Makes what was recorded happen again. Call it in virtual time, then subscribe to \`steps$\`. */
export const incident = (${parameter}) => {
  const replay = new Replay({
${factsSource(plan)}  });
  const servers = new ScriptedSocket(replay.servers, ${serversOf(plan.canPing)});
  const ${name} = new ${isBeam ? 'BeamChat' : 'RpcClient'}(replay.addresses, {
    ...replay.options,
${lines([...first, 'WebSocketCtor: servers.WebSocketCtor,', ...given.lines], 4)}  });
  const steps$ = replay.play(${name}, [
${lines(steps, 4)}  ]);
  return { ${name}, servers, steps$ };
};
`;
};
