/** @jest-environment jsdom */
import { expect, test } from '@jest/globals';
import { BeamChat } from 'rx-beam';
import { firstValueFrom } from 'rxjs';

test('in jsdom the client uses the WebSocket of the page', async () => {
  const made = [];
  const { WebSocket } = globalThis;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      made.push(args[0]);
    }
  };
  const chat = new BeamChat([process.env.ENDPOINT]).boot();
  await firstValueFrom(chat.connected$);
  expect(await chat.ping()).toBeGreaterThan(0);
  expect(made).toHaveLength(1);
  await chat.close();
});
