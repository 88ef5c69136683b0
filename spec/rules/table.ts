import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../kit/consumer.js';

/** Each rule in a few words. */
const SUMMARIES: Readonly<Record<number, string>> = {
  1: 'Addresses come as a list or from a function; a random start, then round robin; bad ones are quoted',
  2: 'A session is established after welcome, opt-outs and auth, in this order and within `connectTimeout`',
  3: 'However a connection ends, one reconnect follows, to the next address; the old socket is dropped at once',
  4: 'The wait is jitter below a cap that doubles with each full lap of failures, and starts over once stable',
  5: 'An address that has just failed is passed over while another one has not failed',
  6: 'One live socket at most, whatever a handler calls; callbacks of an old socket have no effect',
  7: 'After silence the client pings; more silence is a loss, judged by the clock',
  8: '`wake$` ends a wait and probes a connection; `offline` drops it',
  9: 'Accepted credentials are sent again on every connection, or requested anew',
  10: 'A first `auth()` that is refused rejects and is forgotten, and the connection stays up',
  11: 'Any other refusal ends the client with one error; trouble on the server’s side does not',
  12: 'Calls go out in the order in which they were made; ids count up, and none is used twice',
  13: 'Every call settles once, and a failure says why and whether it is safe to repeat',
  14: 'Calls in flight at a drop reject at once, except those that may be sent again',
  15: 'A timeout counts from the sending; the wait in the spool has its own limit',
  16: 'A signal or unsubscribing cancels, before and after the sending',
  17: '`noReply` resolves when the packet is handed to the socket; `force` never waits',
  18: 'The spool is bounded, and no call is dropped silently',
  19: 'Arguments that cannot be serialized reject their own call only',
  20: 'Work does not grow with the pending calls or the subscribed names',
  21: 'A bad frame is one error; a frame that is too large ends the connection',
  22: 'A reply is matched to its call by its exact id; only unexpected replies are reported',
  23: 'Server events cannot pose as lifecycle events',
  24: 'An error without a listener is a warning, not a crash',
  25: 'A handler that throws is reported, and changes nothing',
  26: 'No error, warning or status contains a key',
  27: 'After `close()` nothing is left: no timer, listener or socket',
  28: 'Only `boot()` opens, starts or touches anything; options are checked before',
  29: 'A drain lets pending calls finish, and accepts no new ones',
};

const FOLDER = join(ROOT, 'spec', 'rules');
export const PAGE = join(ROOT, 'docs', 'rules.md');

/** The rules that the titles in a spec name: `R3: …`, `R3, R5: …`, `1 (R11): …`. */
const namedIn = (source: string): number[] =>
  [...source.matchAll(/\bit\(\s*[`'](?:\d+ \()?(R\d+(?:, R\d+)*)\)?:/g)].flatMap(([, rules]) =>
    [...(rules ?? '').matchAll(/\d+/g)].map(([number]) => Number(number)),
  );

/** Rule → the spec files that name it. */
export const specsByRule = async (): Promise<ReadonlyMap<number, readonly string[]>> => {
  const rules = new Map<number, string[]>(Object.keys(SUMMARIES).map(rule => [Number(rule), []]));
  for (const name of (await readdir(FOLDER)).filter(each => each.endsWith('.spec.ts')).sort()) {
    for (const rule of new Set(namedIn(await readFile(join(FOLDER, name), 'utf8')))) {
      const files = rules.get(rule);
      if (files === undefined) throw new Error(`${name} names R${rule}, and there is no such rule`);
      files.push(name);
    }
  }
  return rules;
};

/** The page as it should be. */
export const rulesPage = async (): Promise<string> => {
  const rows = [...(await specsByRule())].map(
    ([rule, files]) =>
      `| R${rule} | ${SUMMARIES[rule]} | ${files.map(name => `\`${basename(name, '.spec.ts')}\``).join(', ')} |`,
  );
  return [
    '# The rules',
    '',
    'What the client promises, in short, and the specs in `spec/rules` whose titles name each rule. This page is made by',
    '`node --import tsx/esm spec/rules/table.ts`; a spec fails when it is out of date.',
    '',
    '| rule | gist | specs |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, await rulesPage());
