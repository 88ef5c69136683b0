import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../kit/consumer.js';

/** Each rule in short. */
const SUMMARIES: Readonly<Record<number, string>> = {
  1: 'Addresses come from an array or a function. The client starts at a random one and continues round robin. An error quotes a bad address',
  2: 'A session is established after the welcome, the opt-outs and auth, in this order and within `connectTimeout`',
  3: 'However a connection ends, exactly one reconnect follows, to the next address. The client drops the old socket at once',
  4: 'The client waits a random time before an attempt. Its upper limit doubles with each lap that failed, and starts again after a stable connection. An address that answered with `Retry-After` is not dialled before that time',
  5: 'The client does not retry an address that has just failed while another one has not failed',
  6: 'The client never has two live sockets, whatever a handler calls. With `hedge`, one more may be dialling. An old socket has no effect',
  7: 'The client pings a silent server, and drops it if it stays silent. It decides by the clock when a timer fires',
  8: '`wake$` ends a wait and probes a connection; `offline` drops the connection',
  9: 'The client authenticates again on every connection. Of several `auth()` made while down it sends only the newest',
  10: 'If the server refuses a first `auth()`, it rejects and is forgotten, and the connection stays up',
  11: 'Any other refusal closes the client with one error. Trouble on the server’s side does not',
  12: 'The client sends calls in the order in which they were made. No id is used for two calls',
  13: 'Every call settles exactly once. A failure says why, and whether it is safe to try again',
  14: 'Calls in flight reject at once when the connection drops. A call that may be resent gives up after its third loss',
  15: '`timeout` counts from the sending, by a clock that setting the time does not move. The wait in the spool has its own limit',
  16: 'A signal or unsubscribing cancels a call, before and after it is sent',
  17: 'A `noReply` call resolves when the client hands it to the socket. A `force` call never waits',
  18: 'The spool is bounded, and the client drops nothing silently',
  19: 'Arguments that cannot be serialized reject their own call and affect nothing else',
  20: 'The work per message does not grow with the number of pending calls or of subscribed names',
  21: 'A bad frame causes one error, and the connection continues. A frame that is too large ends it',
  22: 'Reply ids match strictly. Only unexpected replies are reported',
  23: 'A server event never appears as an event of the bridge’s own',
  24: 'An `error` event without a listener, or a failed call whose promise no code has used, causes one warning',
  25: 'A handler that throws is reported and changes nothing in the client',
  26: 'No error, warning or status contains a key, or the user, password or query values of an address',
  27: 'After `close()`, and after each call settles, nothing is left: no timer, listener or socket',
  28: 'Only `boot()` opens or starts anything. The constructor checks the options',
  29: 'Draining lets calls settle and waits until everything has left the socket. It takes no new calls',
  30: 'A protocol is a plain object. What a function of it throws is an error of that call, frame or attempt only',
  31: 'An `RpcClient` needs a protocol, and knows nothing of Beam. An option of Beam is a TypeError',
  32: 'The set-up of a protocol hears every control message, and decides whether the session is established',
  33: 'A subscription is shared, and requested again on each session before spooled calls. A refusal ends only that one',
  34: 'Each call of the server is answered once, on the connection that made it, or not at all',
  35: 'A cancelled call is cancelled on the wire, and a `noReply` call is a notification, where the protocol has them',
  36: 'JSON-RPC: named parameters, batches, notifications, errors without an id, calls of the server',
  37: 'Scripted servers speak any protocol: replies by id, subscriptions and calls of the server are diagrams. `ClientDouble` is to `RpcClient` what `ChatDouble` is to `BeamChat`',
  40: '`messages$` emits each message once and in order, over all connections, and holds live ones until a history is merged',
  41: 'It asks for one history for each session, and for none without subscribers',
  42: 'It reports a gap before anything of a new session, and messages that are gone. Its memory is bounded',
  43: '`gapless` does the same for any protocol',
  44: 'With `hedge`, the next address is dialled beside one that is not welcomed in time. The first socket that is welcomed wins, and nothing is sent before',
  45: 'A client notices that the machine slept, or that the page says so. After a long absence the backoff starts again',
  46: '`pace` and `concurrency`: no more frames than a window takes. A call that is refused as too fast goes again, in its order. What waits is spooled',
  47: '`highWater`: while more is buffered than that, calls wait, and a peer that stops reading costs bounded memory',
  49: '`stats` has what a client counted: by address, calls, frames. It shows no key. `stats$` has a timer only while it is subscribed to',
  50: 'In Node, calls and connections are published on diagnostics channels, without arguments, data and keys. Nothing is built without a subscriber',
  51: '`trace` logs a line for each thing that happens; `record` keeps the last ones, and makes a script that does the same again. Neither shows a key',
  52: '`iterate` turns any stream into an async iterator with a bounded buffer, which fills from the call on',
};

const SPECS = join(ROOT, 'spec');
/** The rules of one client are proved together. From this rule on, each is proved where its code is. */
const FIRST_APART = 30;
const APART = [
  'activity',
  'client',
  'foreign-servers/client',
  'json-rpc',
  'link',
  'observe',
  'protocol',
  'rpc-client',
  'session',
  'streams',
  'testing',
  'traffic',
];
export const PAGE = join(ROOT, 'docs', 'rules.md');

/** The rules that the titles in a spec name: `R3: …`, `R3, R5: …`, `1 (R11): …`. */
const namedIn = (source: string): number[] =>
  [...source.matchAll(/\bit\(\s*[`'](?:\d+ \()?(R\d+(?:, R\d+)*)\)?:/g)].flatMap(([, rules]) =>
    [...(rules ?? '').matchAll(/\d+/g)].map(([number]) => Number(number)),
  );

/** Rule → the spec files that name it. */
export const specsByRule = async (): Promise<ReadonlyMap<number, readonly string[]>> => {
  const rules = new Map<number, string[]>(Object.keys(SUMMARIES).map(rule => [Number(rule), []]));
  for (const folder of ['rules', ...APART]) {
    for (const name of (await readdir(join(SPECS, folder))).filter(each => each.endsWith('.spec.ts')).sort()) {
      for (const rule of new Set(namedIn(await readFile(join(SPECS, folder, name), 'utf8')))) {
        const files = rules.get(rule);
        if (files === undefined) throw new Error(`${name} names R${rule}, and there is no such rule`);
        if (folder === 'rules') files.push(name);
        else if (rule >= FIRST_APART) files.push(`${folder}/${name}`);
      }
    }
  }
  return rules;
};

/** The page as it should be. */
export const rulesPage = async (): Promise<string> => {
  const rows = [...(await specsByRule())].map(
    ([rule, files]) =>
      `| R${rule} | ${SUMMARIES[rule]} | ${files.map(name => `\`${name.replace(/\.spec\.ts$/, '')}\``).join(', ')} |`,
  );
  return [
    '# The rules',
    '',
    'What the client promises, in short, and the specs that prove it: their titles name the rule. A spec without a folder is in',
    '`spec/rules`, any other in that folder of `spec`. The program `node --import tsx/esm spec/rules/table.ts` writes this page,',
    'and a spec fails if it is out of date.',
    '',
    '| rule | gist | specs |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, await rulesPage());
