import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defaults as beamDefaults } from '../../lib/beam/options.js';
import { backoffRules, clientRules, spoolRules } from '../../lib/client/option-rules.js';
import { clientDefaults } from '../../lib/options.js';
import { defaults as serverDefaults } from '../../lib/server/options.js';
import type { Rule } from '../../lib/text/rule.js';
import { ROOT } from '../kit/consumer.js';

export const PAGE = join(ROOT, 'docs', 'options.md');

/** An interface of options, and what is known of them besides their docstrings. */
interface Source {
  readonly file: string;
  readonly name: string;
  /** What stands before a name, such as `spool.`. */
  readonly path?: string;
  /** The table of defaults. Where it has no entry, the docstring says the default. */
  readonly defaults?: object;
  /** What the values must be, which says the unit of most numbers. */
  readonly rules?: Readonly<Record<string, Rule>>;
  readonly leavesOut?: readonly string[];
}

interface Section {
  readonly title: string;
  readonly intro: string;
  readonly sources: readonly Source[];
}

const SECTIONS: readonly Section[] = [
  {
    title: 'Every client',
    intro: 'The last argument of `new BeamChat`, `new BeamSocket` and `new RpcClient`. All are optional.',
    sources: [
      { file: 'options', name: 'ClientOptions', defaults: clientDefaults, rules: clientRules },
      {
        file: 'link/backoff',
        name: 'Backoff',
        path: 'backoff.',
        defaults: clientDefaults.backoff,
        rules: backoffRules,
      },
      {
        file: 'traffic/spool',
        name: 'SpoolOptions',
        path: 'spool.',
        defaults: clientDefaults.spool,
        rules: spoolRules,
      },
      { file: 'link/web-socket-like', name: 'NodeSocketOptions', path: 'ws.', defaults: clientDefaults.ws },
    ],
  },
  {
    title: 'BeamChat and BeamSocket',
    intro:
      'What only these two have, or have another default for. A `BeamSocket` also takes `clientId: null`, which counts as not given.',
    sources: [
      { file: 'beam/options', name: 'BeamOptions', defaults: beamDefaults },
      { file: 'beam/options', name: 'BeamChatOptions', defaults: beamDefaults },
    ],
  },
  {
    title: 'RpcClient',
    intro: 'What only an `RpcClient` has.',
    sources: [{ file: 'client/rpc-options', name: 'RpcClientOptions' }],
  },
  {
    title: 'jsonRpc()',
    intro:
      'How a server speaks JSON-RPC: `new RpcClient(addresses, { protocol: jsonRpc({ … }) })`. See [JSON-RPC](json-rpc.md).',
    sources: [
      { file: 'json-rpc/json-rpc', name: 'JsonRpcOptions' },
      { file: 'protocol/protocol', name: 'ProtocolRules', leavesOut: ['body'] },
    ],
  },
  {
    title: 'inWindow()',
    intro: 'For the option `pace`. See [pace](pace.md).',
    sources: [{ file: 'traffic/in-window', name: 'WindowOptions' }],
  },
  {
    title: 'A call',
    intro: 'The last argument of `call` and `call$`.',
    sources: [{ file: 'traffic/call-options', name: 'CallOptions' }],
  },
  {
    title: 'A subscription',
    intro: 'The last argument of `subscribe$`.',
    sources: [{ file: 'client/subscribe-options', name: 'SubscribeOptions' }],
  },
  {
    title: 'close()',
    intro: 'See [closing](guide.md#closing).',
    sources: [{ file: 'client/close-options', name: 'CloseOptions' }],
  },
  {
    title: 'fromClockJump()',
    intro: 'For the option `wake$`. See [waking up](guide.md#waking-up).',
    sources: [{ file: 'link/wake', name: 'ClockJumpOptions' }],
  },
  {
    title: 'messages$()',
    intro: 'See [messages](messages.md).',
    sources: [{ file: 'streams/messages', name: 'MessagesOptions' }],
  },
  {
    title: 'gapless()',
    intro: 'See [other protocols](messages.md#other-protocols).',
    sources: [{ file: 'streams/gapless', name: 'GaplessOptions' }],
  },
  {
    title: 'iterate(), trace(), stats$() and record()',
    intro: 'See [observing](observing.md) and [incidents](incidents.md).',
    sources: [
      { file: 'observe/iterate', name: 'IterateOptions', path: 'iterate: ' },
      { file: 'observe/trace', name: 'TraceOptions', path: 'trace: ' },
      { file: 'observe/stats', name: 'StatsOptions', path: 'stats$: ' },
      { file: 'testing/recording', name: 'RecordOptions', path: 'record: ' },
    ],
  },
  {
    title: 'ChatServer',
    intro: 'The argument of `ChatServer.listen()`. All are optional. See [server](server.md).',
    sources: [{ file: 'server/options', name: 'ChatServerOptions', defaults: serverDefaults }],
  },
];

/** The units that no rule says. A count of what the option names has an empty one. */
const UNITS: Readonly<Record<string, string>> = {
  concurrency: 'calls',
  'spool.limit': 'calls',
  'ws.maxPayload': 'bytes',
  firstId: '',
  messages: 'frames',
  per: 'ms',
  reserve: 'frames',
  timeout: 'ms',
  linger: 'ms',
  drain: 'ms',
  code: '',
  every: 'ms',
  beyond: 'ms',
  history: 'messages',
  initial: 'values',
  hold: 'values',
  remember: 'keys',
  'iterate: buffer': 'values',
  'stats$: every': 'ms',
  'record: last': 'entries',
  endpoints: '',
  port: '',
  authkeyLifetime: 'ms',
  messageLength: 'UTF-16 code units',
  slowChat: 'ms',
  callsPerSecond: 'calls per second',
  idleTimeout: 'ms',
  pingInterval: 'ms',
  maxPayload: 'bytes',
  maxBacklog: 'bytes',
  giveawayStep: 'ms',
};

interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
  readonly text: string;
  readonly tag: string | undefined;
}

/** Comment, name, `?` and type of a member, as Biome formats it. */
const MEMBER = /\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:\/\/[^\n]*\s*)?(?:readonly )?'?([\w$]+)'?(\??): (.*?);\n/gs;

/** The members of an interface, as they are written in our own source. */
const membersOf = (source: string, name: string): Member[] => {
  const [, body] = source.match(new RegExp(`^export interface ${name}\\b.*?\\{\n([^]*?)^\\}`, 'm')) ?? [];
  if (body === undefined) throw new Error(`there is no interface ${name}`);
  return [...body.matchAll(MEMBER)].map(([, comment = '', member = '', optional, type = '']) => {
    const [text = '', tag] = comment
      .replace(/\n\s*\*/g, ' ')
      .replace(/\s+/g, ' ')
      .split('@default');
    return { name: member, isOptional: optional === '?', type: typeOf(type), text: text.trim(), tag: tag?.trim() };
  });
};

const typeOf = (type: string): string => {
  const defined = type.replace(/\s+/g, ' ').replace(/ \| undefined$/, '');
  return /^\([^()]*(?:\([^()]*\)[^()]*)*\)$/.test(defined) ? defined.slice(1, -1) : defined;
};

const numeral = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en').replaceAll(',', value >= 5_000 ? '_' : '') : String(value);

const shown = (value: unknown): string => {
  if (value === Math.random) return 'Math.random';
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${shown(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

const LITERAL = /^(?:[\d'{[]|true$|false$|Infinity$|undefined$|[\w$]+\.[\w$]+$)/;

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

const unitOf = (option: string, type: string, rule: Rule | undefined): string => {
  if (type !== 'number') return '';
  if (/ of ms /.test(rule?.must ?? '')) return 'ms';
  if (/ of bytes /.test(rule?.must ?? '')) return 'bytes';
  const unit = UNITS[option];
  if (unit === undefined) throw new Error(`UNITS of ${fileURLToPath(import.meta.url)} must say the unit of ${option}`);
  return unit;
};

const defaultOf = ({ name, isOptional, tag }: Member, defaults: object | undefined, unit: string): string => {
  const value = (defaults as Record<string, unknown> | undefined)?.[name];
  // A function of the table would show its source.
  const isShown = value !== undefined && (typeof value !== 'function' || value === Math.random);
  const said = isShown ? shown(value) : (tag ?? (isOptional ? 'none' : 'required'));
  if (!LITERAL.test(said)) return said.replaceAll('|', '\\|');
  return unit === '' || said === 'Infinity' ? code(said) : `${code(said)} ${unit}`;
};

/** Docstrings name other types by a tag, and pages by their path. */
const sentence = (text: string): string =>
  text
    .replace(/\{@link (\S+?)\}/g, '`$1`')
    .replace(/\(docs\/([\w-]+)\.md(#[\w-]+)?\)/g, '([$1]($1.md$2))')
    .replaceAll('|', '\\|');

const rowsOf = async ({ file, name, path = '', defaults, rules, leavesOut = [] }: Source): Promise<string[]> => {
  const source = await readFile(join(ROOT, 'lib', `${file}.ts`), 'utf8');
  return membersOf(source, name)
    .filter(member => !leavesOut.includes(member.name))
    .map(member => {
      const option = path + member.name;
      const unit = unitOf(option, member.type, rules?.[member.name]);
      const type = unit === '' ? code(member.type) : `${code(member.type)}, ${unit}`;
      return `| ${code(option)} | ${type} | ${defaultOf(member, defaults, unit)} | ${sentence(member.text)} |`;
    });
};

/** The members of an option stand behind it. */
const inOrder = (rows: readonly string[]): readonly string[] => {
  const isMember = (row: string, option: string) => row.startsWith(`| \`${option}.`);
  const nameOf = (row: string) => /^\| `([\w$]+)` /.exec(row)?.[1];
  return rows.flatMap(row => {
    const name = nameOf(row);
    return name === undefined && /^\| `\w+\./.test(row)
      ? []
      : [row, ...rows.filter(each => isMember(each, name ?? '?'))];
  });
};

const sectionOf = async ({ title, intro, sources }: Section): Promise<string[]> => {
  const rows = inOrder((await Promise.all(sources.map(rowsOf))).flat());
  return [
    `## ${title}`,
    '',
    intro,
    '',
    '| option | type | default | what it does |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ];
};

/** The page as it should be. */
export const optionsPage = async (): Promise<string> =>
  [
    '# Options',
    '',
    'Every option, with its type, its default, and what it does. `undefined` counts as not given. An option that is unknown, or whose',
    'value is impossible, is a `TypeError` that names it. `npm run update-golden` writes this page from the docstrings and the tables',
    'of defaults in `lib/`, and a spec fails if it is out of date.',
    '',
    ...(await Promise.all(SECTIONS.map(sectionOf))).flat(),
  ].join('\n');

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, await optionsPage());
