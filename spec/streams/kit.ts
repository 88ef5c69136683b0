import { asyncScheduler, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/mocha/index.js';
import { type Gap, type GaplessOptions, gapless } from '../../lib/streams/gapless.js';

export type Letters = GaplessOptions<string, string, string>;

/** An answer as text, a letter for each value. */
export const answer = (m: Context, diagram: string, letters = '', error?: unknown): Observable<readonly string[]> =>
  m.cold(diagram, { h: [...letters] }, error);

/** A gap as text: `too-long a..c`. */
export const gapText = ({ from = '', to = '', cause }: Gap<string>): string => `${cause} ${from}..${to}`;

interface Given extends Partial<Omit<Letters, 'fill'>> {
  /** The answers to the sessions, one after the other; a function may throw, or return any input. */
  readonly answers: readonly (Observable<readonly string[]> | (() => ReturnType<Letters['fill']>))[];
}

/** The operator with letters for values, each its own key. Logs the sessions that were asked, and the gaps, with the time. */
export const stageGapless = (m: Context, { answers, ...options }: Given) => {
  const log: string[] = [];
  const note = (what: string) => log.push(`${asyncScheduler.now()}: ${what}`);
  const left = [...answers];
  const operator = gapless<string, string, string>({
    sessions$: m.hot('s'),
    lost$: m.hot('-'),
    key: value => value,
    onGap: gap => note(gapText(gap)),
    ...options,
    fill: session => {
      note(`ask ${session}`);
      const next = left.shift() ?? m.cold('-');
      return typeof next === 'function' ? next() : next;
    },
  });
  return { operator, log, note };
};
