/**
 * A process that does what users do and logs all it is told: the demo, and a while of chaos. The authkeys it was
 * given, and those it sent, go to its parent over IPC, so that the parent can look for them in its output.
 */
import { demo } from '../../lib/cli/demo.js';
import type { Join } from '../../lib/index.js';
import { chaos } from './chaos.js';
import { report } from './report.js';
import { keyOf, read } from './told.js';

const SECONDS = 2;
const seed = Number(process.argv[2]);

const given = (join: Join) => process.send?.({ given: keyOf(join) });

/** The demo joins by `fetch`. */
const { fetch } = globalThis;
globalThis.fetch = async (...args) => {
  const response = await fetch(...args);
  given((await response.clone().json()) as Join);
  return response;
};

await demo(line => console.log(line));

const result = await chaos(seed, SECONDS, {
  joined: given,
  rejected: error => console.log(read(error)),
  watch: chat => {
    chat.errors$.subscribe(error => console.error(read(error)));
    chat.status$.subscribe(status => console.log(read(status), JSON.stringify(status)));
    chat.reconnecting$.subscribe(info => console.log(read(info), read(info.cause)));
    chat.closed$.subscribe(closed => console.log(read(closed)));
    chat.connected$.subscribe(connected => console.log(read(connected)));
    // The documented exception: it goes to the parent, and not into the log.
    chat.sent$.subscribe(packet => process.send?.({ sent: JSON.stringify(packet) }));
  },
});
console.log(report(result));
process.disconnect?.();
