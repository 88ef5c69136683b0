import { stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { fromEvent, map, Subscription, takeUntil } from 'rxjs';
import { interrupted$ } from '../interrupted.js';
import type { Conversation } from './conversation.js';
import { toJsonLines } from './json-view.js';
import { plain, type RenderOptions } from './paint.js';
import { toText } from './text-view.js';
import type { Ui } from './ui.js';

/** A pipe has no width, so nothing is cut. */
const PIPE_OPTIONS: RenderOptions = { paint: plain, columns: Number.POSITIVE_INFINITY };

/** Reads lines from stdin and prints lines, as text or as JSON. Errors go to stderr, or into the JSON. */
export const pipe = (conversation: Conversation, { json }: { json: boolean }): Ui => {
  const input = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const output = new Subscription();
  if (json) output.add(toJsonLines(conversation).subscribe(line => stdout.write(`${line}\n`)));
  else output.add(toText(conversation, () => PIPE_OPTIONS).subscribe(print));
  return {
    lines$: fromEvent(input, 'line').pipe(map(String), takeUntil(fromEvent(input, 'close'))),
    interrupted$,
    close: () => {
      output.unsubscribe();
      input.close();
      // An open stdin would keep the process alive.
      stdin.destroy();
    },
  };
};

const print = ({ lines, isError }: { lines: readonly string[]; isError: boolean }): void => {
  for (const line of lines) isError ? stderr.write(`rx-beam: ${line}\n`) : stdout.write(`${line}\n`);
};
