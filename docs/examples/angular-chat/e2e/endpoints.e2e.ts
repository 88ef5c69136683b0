import { ChatServer } from 'rx-beam/server';
import { expect, test } from 'vitest';
import { onLine } from '../scripts/endpoints.mjs';

test('a number stops an endpoint of the server of `npm start`, and starts it again', async () => {
  const server = await ChatServer.listen({ endpoints: 2 });
  const stopped = new Set<number>();
  const type = (typed: string) => onLine(server, stopped, typed);
  try {
    const [one, two] = server.endpoints;
    expect(await type('')).toBe(`1 runs: ${one}\n2 runs: ${two}`);
    expect(await type(' 2 ')).toBe(`1 runs: ${one}\n2 is stopped: ${two}`);
    const isUp = (url = '') => fetch(url.replace('ws', 'http')).then(Boolean, () => false);
    expect(await Promise.all([isUp(one), isUp(two)])).toEqual([true, false]);
    expect(await type('2')).toBe(`1 runs: ${one}\n2 runs: ${two}`);
    expect(await isUp(two)).toBe(true);
    for (const wrong of ['0', '3', '1.5', 'x']) {
      expect(await type(wrong)).toBe(`There is no endpoint ${wrong}: type a number from 1 to 2.`);
    }
  } finally {
    await server.close();
  }
});
