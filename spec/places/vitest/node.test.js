import { BeamChat } from 'rx-beam';
import { firstValueFrom } from 'rxjs';
import { expect, test, vi } from 'vitest';

test('a call is answered, and close() leaves nothing', async () => {
  const chat = new BeamChat([process.env.ENDPOINT]).boot();
  await firstValueFrom(chat.connected$);
  expect(await chat.ping()).toBeGreaterThan(0);
  await chat.close();
});

test('with fake timers, close() needs their time', async () => {
  vi.useFakeTimers();
  const chat = new BeamChat(['ws://127.0.0.1:1']).boot();
  const closed = chat.close();
  await vi.advanceTimersByTimeAsync(1);
  await closed;
  vi.useRealTimers();
});
