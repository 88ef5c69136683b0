import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

// It ends by itself: nothing of a closed client keeps a thread alive.
const [code] = await once(new Worker(new URL('chat.js', import.meta.url)), 'exit');
assert.equal(code, 0);
