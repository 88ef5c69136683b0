/**
 * A process that runs the demo and chaos, and logs everything that a user could log. The authkeys that it received
 * and sent go to its parent over IPC, so that the parent can search the output for them.
 */
import { demo } from '../../lib/cli/demo.js';
import { story } from '../../lib/cli/story.js';
import type { Join } from '../../lib/index.js';
import { chaos } from './chaos.js';
import { authkeyOf, textOf } from './client-output.js';
import { report } from './report.js';

const SECONDS = 3;
const seed = Number(process.argv[2]);

const given = (join: Join) => process.send?.({ given: authkeyOf(join) });

/** The demo joins by `fetch`. */
const { fetch } = globalThis;
globalThis.fetch = async (...args) => {
  const response = await fetch(...args);
  given((await response.clone().json()) as Join);
  return response;
};

await demo(story(line => console.log(line), false));

const result = await chaos(seed, SECONDS, {
  joined: given,
  rejected: error => console.log(textOf(error)),
  watch: chat => {
    chat.errors$.subscribe(error => console.error(textOf(error)));
    chat.status$.subscribe(status => console.log(textOf(status), JSON.stringify(status)));
    chat.reconnecting$.subscribe(info => console.log(textOf(info), textOf(info.cause)));
    chat.closed$.subscribe(closed => console.log(textOf(closed)));
    chat.connected$.subscribe(connected => console.log(textOf(connected)));
    // `sent$` is documented to contain keys, so it goes to the parent and not into the log.
    chat.sent$.subscribe(packet => process.send?.({ sent: JSON.stringify(packet) }));
  },
});
console.log(report(result));
process.disconnect?.();
