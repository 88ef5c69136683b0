// @vitest-environment jsdom
import { BeamChat } from 'rx-beam';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';

test('a call is answered in jsdom', async () => {
  const chat = new BeamChat([process.env.ENDPOINT]).boot();
  await firstValueFrom(chat.connected$);
  expect(await chat.ping()).toBeGreaterThan(0);
  await chat.close();
});
