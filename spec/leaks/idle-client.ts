/** Prints how many bytes of heap an idle connected client uses. Run it with `--expose-gc`. */
import { firstValueFrom } from 'rxjs';
import type { WebSocketLike } from '../../lib/index.js';
import { heapUsed } from './measure.js';

// What is published: a loader that names functions gives each of them a table of properties.
const DIST = new URL('../../dist/index.js', import.meta.url).href;
const { BeamChat } = (await import(DIST)) as typeof import('../../lib/index.js');

const CLIENTS = 300;
const ROUNDS = 5;
const WARM_UPS = 2;
const [OPEN, CLOSED] = [1, 3];
const WELCOME = { data: JSON.stringify({ type: 'event', event: 'WelcomeEvent', data: {} }) };

type Handler = ((event: object) => void) | undefined;

/** A socket that opens and receives the welcome at once, and uses almost no memory. */
class WelcomedSocket implements WebSocketLike {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  readyState = 0;

  constructor() {
    queueMicrotask(() => {
      this.readyState = OPEN;
      (this.onopen as Handler)?.({});
      (this.onmessage as Handler)?.(WELCOME);
    });
  }

  send(): void {}

  close(): void {
    this.readyState = CLOSED;
    queueMicrotask(() => (this.onclose as Handler)?.({ code: 1000, reason: '', wasClean: true }));
  }
}

const clients = (): Promise<InstanceType<typeof BeamChat>[]> =>
  Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const chat = new BeamChat(['ws://a.test', 'ws://b.test'], { WebSocketCtor: WelcomedSocket });
      await firstValueFrom(chat.boot().connected$);
      return chat;
    }),
  );

/** The bytes for each client in one round. */
const round = async (): Promise<number> => {
  const before = await heapUsed();
  const chats = await clients();
  const bytes = ((await heapUsed()) - before) / CLIENTS;
  await Promise.all(chats.map(chat => chat.close()));
  return bytes;
};

const bytes: number[] = [];
for (let at = 0; at < WARM_UPS; at += 1) await round();
for (let at = 0; at < ROUNDS; at += 1) bytes.push(await round());
bytes.sort((a, b) => a - b);
process.stdout.write(JSON.stringify(bytes[(ROUNDS - 1) / 2]));
