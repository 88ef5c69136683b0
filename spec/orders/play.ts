import type { End } from './ends.js';
import { HANDLERS } from './journal.js';
import { type Acting, DEEDS, World } from './world.js';

/** The end, who acts in it, and all that was told. */
export interface Row {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The amendment for a `close()` while idle, dialling or waiting. */
export const CLOSED_WITHOUT_SOCKET = 'closed$ of a close() that finds no open socket comes after it has returned';

/** Plays an end with a handler that acts; undefined when the handler is not told in this end. */
const play = async (end: End, acting?: Acting): Promise<Row | undefined> => {
  const world = new World(end.options ?? {});
  try {
    await end.prepare(world);
    world.journal.take();
    world.arm(acting);
    await end.strike(world);
    await world.pass(50);
    // A handler that is told now is told of the calls themselves, or of what is the same without the end.
    if (acting !== undefined && world.isArmed) await world.pass(2_000);
    if (world.isArmed) return undefined;
    world.calls('later');
    await world.pass(1_200);
    world.sockets.at(-1)?.answer();
    await world.pass(100);
    const lines = [...world.journal.take(), ...world.summary()];
    lines.push(...(await world.end()));
    const marks = [end.amended, isWithoutSocket(lines) ? CLOSED_WITHOUT_SOCKET : undefined];
    const amended = marks.filter(each => each !== undefined).map(each => ` [amended: ${each}]`);
    const who = acting === undefined ? 'nobody acts' : `${acting.on}: ${acting.deed}`;
    return { title: [who, ...amended].join(''), lines };
  } finally {
    world.clock.uninstall();
  }
};

/** Whether a `close()` found no open socket. */
const isWithoutSocket = (lines: readonly string[]): boolean => {
  const from = lines.findIndex(line => line.startsWith('> close('));
  return from >= 0 && lines.slice(from).some(line => line.startsWith('closed$ -'));
};

/** The end as it is, and then with each handler that is told in it, doing each thing. */
export const rowsOf = async (end: End): Promise<Row[]> => {
  const rows = [await play(end)];
  for (const on of end.plainOnly ? [] : HANDLERS) {
    for (const deed of DEEDS) {
      const row = await play(end, { on, deed });
      if (row === undefined) break;
      rows.push(row);
    }
  }
  return rows.filter(row => row !== undefined);
};

export const asText = (name: string, rows: readonly Row[]): string =>
  `${[`# ${name}`, ...rows.map(({ title, lines }) => [`## ${title}`, ...lines].join('\n'))].join('\n\n')}\n`;
