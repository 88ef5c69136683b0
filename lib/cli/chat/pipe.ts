import { stderr, stdin, stdout } from 'node:process';
import { filter, firstValueFrom, from, Subscription } from 'rxjs';
import { clean } from '../clean.js';
import { interrupted$ } from '../interrupted.js';
import type { Conversation } from './conversation.js';
import { toJsonLines } from './json-view.js';
import { plain, type RenderOptions } from './paint.js';
import { readLines } from './read-lines.js';
import { thinOutPolls } from './running-poll.js';
import { toText } from './text-view.js';
import type { Ui } from './ui.js';

/** How much may wait for an answer before it stops reading: about 10,000 short lines. */
const MAX_WAITING_SIZE = 10_000_000;

/** Reads lines from stdin and prints lines, as text or as JSON. Errors go to stderr, or into the JSON. */
export const pipe = (conversation: Conversation, { json }: { json: boolean }): Ui => {
  // Without this limit, `yes | rx-beam chat` would fill the memory with lines that wait for an answer.
  const whenReady = () => firstValueFrom(conversation.waiting$.pipe(filter(size => size < MAX_WAITING_SIZE)));
  // A pipe has no width, so nothing is cut.
  const options: RenderOptions = { paint: plain, columns: Number.POSITIVE_INFINITY, nameOf: conversation.nameOf };
  const output = new Subscription();
  if (json) output.add(toJsonLines(conversation).subscribe(line => stdout.write(`${line}\n`)));
  else output.add(toText(thinOutPolls(conversation.output$), conversation.status$, () => options).subscribe(print));
  return {
    lines$: from(readLines(stdin.setEncoding('utf8'), whenReady)),
    interrupted$,
    trace: line => stderr.write(`${clean(line)}\n`),
    close: () => {
      output.unsubscribe();
      // An open stdin would keep the process alive.
      stdin.destroy();
    },
  };
};

const print = ({ lines, isError }: { lines: readonly string[]; isError: boolean }): void => {
  for (const line of lines) isError ? stderr.write(`rx-beam: ${line}\n`) : stdout.write(`${line}\n`);
};
