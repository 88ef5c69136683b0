import { expect, jest, test } from '@jest/globals';
import { BeamChat } from 'rx-beam';
import { firstValueFrom } from 'rxjs';

test('a call is answered, and close() leaves nothing', async () => {
  const chat = new BeamChat([process.env.ENDPOINT]).boot();
  await firstValueFrom(chat.connected$);
  expect(await chat.ping()).toBeGreaterThan(0);
  await chat.close();
});

test('with fake timers, close() needs their time', async () => {
  jest.useFakeTimers();
  const chat = new BeamChat(['ws://127.0.0.1:1']).boot();
  const closed = chat.close();
  await jest.advanceTimersByTimeAsync(1);
  await closed;
  jest.useRealTimers();
});

test('the option WebSocketCtor is used, whatever the global is', async () => {
  const made = [];
  class Socket {
    constructor(url) {
      made.push(url);
    }
    close() {}
  }
  const { WebSocket } = globalThis;
  globalThis.WebSocket = undefined;
  const chat = new BeamChat(['ws://one.test'], { WebSocketCtor: Socket, protocolVersion: '2' }).boot();
  globalThis.WebSocket = WebSocket;
  expect(made).toEqual(['ws://one.test/?version=2']);
  await chat.close();
});
