/**
 * Plays the same situations with our client and with four others, each against a server of its own protocol on 127.0.0.1, and
 * prints what their users see. Each contender has a process of its own, which ends with it.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { installFolder } from '../kit/install-folder.js';
import { CONTENDERS } from './contenders.js';
import { COLUMNS } from './situations.js';

const HERE = new URL('./', import.meta.url);
const AT_A_TIME = 4;
/** The longest that one may take, in ms: an outage, and some time for a busy machine. */
const LIMIT_MS = 90_000;

interface Played {
  readonly cells: readonly string[];
  readonly unhandled: readonly string[];
}

const playOne = async (index: number): Promise<Played> => {
  const args = [...process.execArgv, fileURLToPath(new URL('one.ts', HERE)), String(index)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const line = output.split('\n').find(each => each.startsWith('{"cells"'));
  if (line === undefined) throw new Error(`the contender ${index} did not end. It said: ${output}${errors}`);
  return JSON.parse(line) as Played;
};

const names = async (): Promise<string[]> => {
  const { dependencies } = JSON.parse(await readFile(new URL('package.json', HERE), 'utf8'));
  return CONTENDERS.map(({ package: name }) => (name === undefined ? 'rx-beam' : `${name} ${dependencies[name]}`));
};

const row = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;

await installFolder(HERE);
console.log('It takes a minute.\n');
const played$ = from(CONTENDERS.keys()).pipe(
  mergeMap(async index => ({ index, ...(await playOne(index)) }), AT_A_TIME),
  toArray(),
);
const played = (await lastValueFrom(played$)).sort((a, b) => a.index - b.index);
const titles = await names();
console.log(row(['client', ...COLUMNS]));
console.log(row(['---', ...COLUMNS.map(() => '---')]));
for (const { index, cells } of played) console.log(row([titles[index] ?? '', ...cells]));
for (const { index, unhandled } of played) {
  if (unhandled.length > 0) console.log(`\n${titles[index]}: ${unhandled.length} unhandled, first: ${unhandled[0]}`);
}
