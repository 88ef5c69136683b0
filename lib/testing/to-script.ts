import type { Beginning, RecordedEntry } from './recorded-entry.js';
import { planOf, type ReplayPlan } from './replay-plan.js';

/** The options that decide what a client does and when. The others are those of the runtime, or chance, which is recorded. */
const TIMED = [
  'welcome',
  'connectTimeout',
  'callTimeout',
  'pingInterval',
  'pingTimeout',
  'spool',
  'resend',
  'concurrency',
  'highWater',
] as const;

/** A value as source: JSON with the quotes that are usual, and the numbers that JSON does not have. */
const source = (value: unknown): string => {
  if (typeof value === 'string') return textSource(value);
  if (Array.isArray(value)) return `[${value.map(source).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, part]) => `${nameSource(name)}: ${source(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

/** In single quotes, so that those in a frame need no backslash. */
const textSource = (text: string): string => {
  const inner = JSON.stringify(text).slice(1, -1);
  return `'${inner.replace(/\\\\|\\"|'|\u2028|\u2029/g, part => REPLACED[part] ?? part)}'`;
};

const REPLACED: Readonly<Record<string, string>> = {
  '\\"': '"',
  "'": "\\'",
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

const nameSource = (name: string): string => {
  // In a literal, it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[a-z]\w*$/i.test(name) ? name : textSource(name);
};

/** The options of the client; the defaults too, which may be others in a later version. */
const optionsOf = (options: Readonly<Record<string, unknown>>, { auth, hasSocketPings }: ReplayPlan): string[] => {
  const lines = TIMED.filter(name => options[name] !== undefined && (name !== 'pingInterval' || !hasSocketPings)).map(
    name => `${name}: ${source(options[name])},`,
  );
  if (hasSocketPings)
    lines.push('pingInterval: 0, // the recorded client sent pings of the WebSocket, which are no frames');
  if (auth !== undefined) lines.push(`auth: ${typeof options['auth'] === 'function' ? '() => ' : ''}${source(auth)},`);
  return lines;
};

/** A step as source: what the server does is written as a user would. */
const stepOf = (step: ReplayPlan['steps'][number]): string => {
  if (!('act' in step)) return source(step);
  const { at, dial, act } = step;
  const head = `{ at: ${at}, dial: ${dial}, act: `;
  if (typeof act === 'string') return `${head}${source(act)} }`;
  if (act.type === 'close') return `${head}close(${act.code}, ${source(act.reason)}) }`;
  if (act.type !== 'send') return `${head}${source(act)} }`;
  const { data } = act;
  return `${head}frame(${data instanceof ArrayBuffer ? `new ArrayBuffer(${data.byteLength})` : source(data)}) }`;
};

const indented = (lines: readonly string[]): string => lines.map(line => `    ${line}\n`).join('');

/** The module that makes what was recorded happen again. */
export const toScript = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  options: Readonly<Record<string, unknown>>,
): string => {
  const plan = planOf(entries, beginning, options);
  const steps = plan.steps.map(step => `${stepOf(step)},`);
  const used = ['close', 'frame'].filter(name => steps.some(step => step.includes(`act: ${name}(`)));
  return `import { BeamChat } from ${source('rx-beam')};
import { ${[...used, 'Replay', 'ScriptedSocket'].join(', ')} } from ${source('rx-beam/testing')};

/** Makes what was recorded happen again. Call it in virtual time, then subscribe to \`steps$\`. */
export const incident = () => {
  const replay = new Replay({
    dials: ${source(plan.dials)},
    waits: ${source(plan.waits)},
  });
  const servers = new ScriptedSocket(replay.servers, { replies: replay.replies });
  const chat = new BeamChat(replay.addresses, {
    ...replay.options,
    WebSocketCtor: servers.WebSocketCtor,
${indented(optionsOf(options, plan))}  });
  const steps$ = replay.play(chat, [
${indented(steps)}  ]);
  return { chat, servers, steps$ };
};
`;
};
