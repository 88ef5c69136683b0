import { readFile, stat, writeFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bar, line, PHONE, Stage, say } from './stage';

// The pictures of the docs show the app during a failover. `npm run pictures` makes them; otherwise this checks that the
// app still says what it said when they were made.
const DOCS = new URL('../../../', import.meta.url).pathname;
const WORDS = new URL('pictures/', import.meta.url).pathname;
const isUpdate = process.env['UPDATE_PICTURES'] === '1';
const MOST_BYTES = 80_000;

const stage = new Stage();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const figure = (page: Page, name: string) => page.locator('dl.wide div').filter({ hasText: name });

/** The server under ada is gone; the next one has taken the connection, and is yet to say its welcome. */
const failover = async (options: BrowserContextOptions): Promise<Page> => {
  const { server } = stage;
  const [, next = ''] = server.endpoints;
  // The client starts at a random address, and waits for a random time before it goes to the next one.
  const page = await stage.enter('ada', { locale: 'en-GB', ...options }, () => {
    Math.random = () => 0;
  });
  const bob = await stage.enter('bob');
  const talk: [Page, string][] = [
    [page, 'Good morning :) the notes are on https://example.org/notes'],
    [bob, '@ada thank you <3'],
    [page, 'I will stop the server that we are on.'],
    [bob, 'Then this is the last thing that I say.'],
  ];
  for (const [who, text] of talk) {
    await say(who, text);
    await line(who === bob ? page : bob, text.replace(/ :\).*| <3/, '')).waitFor();
  }
  await press(page, 'Inside');
  await press(page, 'Ping the server');
  await figure(page, 'Round trip').filter({ hasText: 'ms' }).waitFor();
  await press(page, 'Show the trace');
  await bob.context().close();
  await page.locator('app-trace-log').getByText('UserLeave').waitFor();
  await server.endpoint(1).fault('neverWelcome');
  await server.endpoint(0).stop();
  await page.locator('app-trace-log').getByText('dial 2 is open').waitFor();
  await page.locator('aside li').filter({ hasText: next }).getByText('dialling').waitFor();
  await figure(page, 'Waits for').filter({ hasText: 'the welcome' }).waitFor();
  return page;
};

/** What is seen, without what is of the moment. */
const wordsOn = async (page: Page): Promise<string> => {
  const content = '.unseen, .skip, .aside { display: none !important }';
  await page.addStyleTag({ content });
  const seen = await page.locator('body').innerText();
  return seen
    .replace(/(127\.0\.0\.1:)\d+/g, '$1…')
    .replace(/\d+(\.\d+)? ms/g, '… ms')
    .replace(/\+\d+\.\d+ s/g, '+… s')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '…')
    .replace(/\d\d:\d\d/g, '…')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
};

/** Playwright takes only PNG and JPEG, and a PNG is four times as large. */
const webpOf = async (page: Page): Promise<Buffer> => {
  await page.addStyleTag({ content: '* { animation: none !important; caret-color: transparent !important; }' });
  const chromium = await page.context().newCDPSession(page);
  const { data } = await chromium.send('Page.captureScreenshot', { format: 'webp', quality: 90 });
  return Buffer.from(data, 'base64');
};

const compare = async (page: Page, name: string): Promise<void> => {
  const picture = `${DOCS}${name}.webp`;
  const record = `${WORDS}${name}.txt`;
  if (isUpdate) {
    await writeFile(picture, await webpOf(page));
    await writeFile(record, `${await wordsOn(page)}\n`);
  }
  expect((await stat(picture)).size).toBeLessThan(MOST_BYTES);
  expect(`${await wordsOn(page)}\n`, 'if this is meant, run `npm run pictures:app` in the root').toBe(
    await readFile(record, 'utf8'),
  );
};

test('the app says what it says on the picture in the docs', async () => {
  const page = await failover({ viewport: { width: 1100, height: 912 } });
  await say(page, 'It waits, and goes to the next server.');
  await figure(page, 'Calls spooled').filter({ hasText: '1' }).waitFor();
  await bar(page).getByText('Reconnecting …').waitFor();
  await compare(page, 'app');
});

test('and on the picture of a phone', async () => {
  const page = await failover({ ...PHONE, deviceScaleFactor: 2 });
  await page.keyboard.press('Escape');
  await say(page, 'It waits, and goes to the next server.');
  await press(page, 'Inside');
  await figure(page, 'Calls spooled').filter({ hasText: '1' }).waitFor();
  await compare(page, 'app-phone');
});
