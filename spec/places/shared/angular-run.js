import { strict as assert } from 'node:assert';
import { JSDOM } from 'jsdom';
import { ChatServer } from 'rx-beam/server';
import { filter, firstValueFrom } from 'rxjs';

const { window } = new JSDOM('<!doctype html>');
for (const name of ['window', 'document', 'Node', 'Element', 'HTMLElement', 'Event', 'CustomEvent'])
  globalThis[name] = name === 'window' ? window : window[name];
await import('zone.js');
// It links what Angular's own packages leave to the app's compiler.
await import('@angular/compiler');
const { provideZoneChangeDetection, provideZonelessChangeDetection, VERSION } = await import('@angular/core');
const { start } = await import('./compiled/angular-app.js');

const server = await ChatServer.listen();
const join = async () => (await fetch(server.joinUrl(42, 'ada'))).json();

/** Resolves once the page shows this text. */
const shows = text =>
  new Promise(resolve => {
    const observer = new window.MutationObserver(() => document.body.textContent === text && resolve());
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });

for (const detection of [provideZonelessChangeDetection(), provideZoneChangeDetection()]) {
  document.body.innerHTML = '<chat-root></chat-root>';
  const { app, chat } = await start(join, detection);
  const rendered = shows('connected: ada');
  await chat.call('msg', ['hello']);
  await rendered;
  // The chat stays connected, and keeps no app unstable.
  await firstValueFrom(app.isStable.pipe(filter(Boolean)));
  const again = firstValueFrom(chat.connected$.pipe(filter(({ session }) => session === 2)));
  await server.endpoint(0).fault('drop');
  await again;
  app.destroy();
  assert.equal((await firstValueFrom(chat.status$.pipe(filter(({ state }) => state === 'closed')))).state, 'closed');
}
await server.close();
console.log(`Angular ${VERSION.full}`);
