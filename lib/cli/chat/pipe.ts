import { stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { fromEvent, map, Subscription, takeUntil } from 'rxjs';
import { interrupted$ } from '../interrupted.js';
import type { Conversation } from './conversation.js';
import type { Face } from './face.js';
import { jsonOf } from './json-view.js';
import { type Look, plain } from './paint.js';
import { textOf } from './text-view.js';

/** Whoever reads a pipe wants whole lines. */
const ENDLESS: Look = { paint: plain, columns: Number.POSITIVE_INFINITY };

/** Lines in and lines out, plain or as JSON; what goes wrong is told on stderr, or as JSON too. */
export const pipe = (conversation: Conversation, { json }: { json: boolean }): Face => {
  const input = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const output = new Subscription();
  if (json) output.add(jsonOf(conversation).subscribe(line => stdout.write(`${line}\n`)));
  else output.add(textOf(conversation, () => ENDLESS).subscribe(say));
  return {
    lines$: fromEvent(input, 'line').pipe(map(String), takeUntil(fromEvent(input, 'close'))),
    interrupted$,
    close: () => {
      output.unsubscribe();
      input.close();
      // A terminal or a pipe that stays open would keep the process alive.
      stdin.destroy();
    },
  };
};

const say = ({ lines, isTrouble }: { lines: readonly string[]; isTrouble: boolean }): void => {
  for (const line of lines) isTrouble ? stderr.write(`rx-beam: ${line}\n`) : stdout.write(`${line}\n`);
};
