import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../kit/consumer.js';

/** Each rule in short. */
const SUMMARIES: Readonly<Record<number, string>> = {
  1: 'Addresses come from an array or a function. The client starts at a random address and continues round robin. Errors quote invalid addresses',
  2: 'A session is established after the welcome, the opt-outs and auth, in this order and within `connectTimeout`',
  3: 'However a connection ends, exactly one reconnect follows, to the next address. The client drops the old socket at once',
  4: 'The client waits a random time before an attempt. Its upper limit doubles with each failed lap, and is reset after a stable connection. If an address answered with `Retry-After`, the client waits that long before it dials it again',
  5: 'The client does not retry an address that has just failed while another one has not failed',
  6: 'The client never has two live sockets, whatever a handler calls. With `hedge`, it may dial one more. Callbacks of an old socket have no effect',
  7: 'The client pings a silent server, and drops it if it stays silent. When a timer fires, it decides by reading the clock',
  8: 'A value of `wake$` ends a wait and makes the client ping an open connection; `offline` drops the connection',
  9: 'The client authenticates again on every connection. If you call `auth()` several times while there is no connection, it sends only the newest call',
  10: 'If the server refuses the first `auth()`, its promise rejects, the client forgets it, and the connection stays up',
  11: 'Any other refused authentication closes the client with one error. Server-side trouble does not',
  12: 'The client sends calls in the order in which they were made. It never uses an id for two calls',
  13: 'Every call settles exactly once. The error of a failed call says why it failed, and whether it is safe to try again',
  14: 'Calls in flight reject at once when the connection drops. A call with `resend` rejects after its third lost connection',
  15: '`timeout` counts from the sending, by a monotonic clock. The wait in the spool has its own limit',
  16: 'A signal or unsubscribing cancels a call, before and after it is sent',
  17: 'A `noReply` call resolves when the client hands it to the socket. A `force` call never waits',
  18: 'The spool is bounded, and the client drops nothing silently',
  19: 'Arguments that cannot be serialized reject their own call and affect nothing else',
  20: 'The work per message does not grow with the number of pending calls or of subscribed names',
  21: 'A bad frame causes one error, and the connection continues. A frame that is too large ends the connection',
  22: 'Reply ids match strictly. The client reports only unexpected replies',
  23: '`BeamSocket` never emits a server event under the name of one of its own events',
  24: 'An `error` event without a listener, or a failed call whose promise no code has used, causes one warning',
  25: 'If a handler throws, the error is reported, and the client continues unchanged',
  26: 'No error, warning or status contains a key, or the user, password or query values of an address',
  27: 'After `close()`, no timer, listener or socket is left. A settled call leaves nothing behind either',
  28: 'Only `boot()` opens or starts anything. The constructor checks the options',
  29: 'A draining client lets calls settle, waits until the socket has sent everything, and rejects new calls',
  30: 'A protocol is a plain object. If one of its functions throws, only that call, frame or attempt fails',
  31: '`RpcClient` requires a protocol and contains nothing specific to Beam. It throws a TypeError for options of Beam',
  32: 'The set-up of a protocol receives every control message, and decides whether the session is established',
  33: 'Subscribers share a subscription. The client requests it again on each session, before it sends spooled calls. A refusal ends only that subscription',
  34: 'The client answers each call from the server once, on the connection that it came from, or not at all',
  35: 'If the protocol supports it, the client cancels a cancelled call on the wire too, and sends a `noReply` call as a notification',
  36: 'JSON-RPC: named parameters, batches, notifications, errors without an id, calls from the server',
  37: 'Scripted servers support any protocol: diagrams define replies, subscriptions and calls from the server. `ClientDouble` replaces an `RpcClient`, as `ChatDouble` replaces a `BeamChat`',
  40: '`messages$` emits each message once and in order, over all connections. After a lost session, it buffers live messages until it has merged the history',
  41: '`messages$` requests one history for each session, and none without subscribers',
  42: '`messages$` reports a gap before it emits anything of a new session, and reports removed messages. Its memory is bounded',
  43: '`gapless` does the same for any protocol',
  44: 'With `hedge`, the client also dials the next address if an attempt is not welcomed in time. The first socket that is welcomed wins. The client sends nothing before',
  45: 'The client notices when the machine has slept, and when a page becomes visible or comes online. After a long absence, the backoff starts again',
  46: '`pace` and `concurrency`: the client never sends more frames than a window allows. It sends a call that was refused as too fast again, in order. Waiting calls are spooled',
  47: '`highWater`: calls wait while the socket buffers more than that, so a peer that stops reading costs bounded memory',
  49: '`stats` returns the counts of a client: addresses, calls, frames. They contain no key. The timer of `stats$` runs only while it has a subscriber',
  50: 'In Node, the client publishes calls and connections on diagnostics channels, without arguments, data and keys. It builds nothing without a subscriber',
  51: '`trace` logs a line for each thing that happens. `record` keeps the newest entries and writes a script that replays them. Neither shows a key',
  52: '`iterate` turns any stream into an async iterator with a bounded buffer, which fills as soon as you call it',
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
    'This page lists what the client guarantees, and the specs that prove it. The titles of these specs name the rule. A spec without',
    'a folder is in `spec/rules`, any other in that folder of `spec`. `node --import tsx/esm spec/rules/table.ts` writes this page. A spec',
    'fails if it is out of date.',
    '',
    '| rule | summary | specs |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, await rulesPage());
