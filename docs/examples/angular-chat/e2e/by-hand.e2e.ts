import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bar, connected, line, PHONE, picture, Stage, say } from './stage';

const stage = new Stage();
const boxOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not in the page`);
  return { top: box.y, bottom: box.y + box.height, width: box.width };
};
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('the way to the newest counts what is below, and goes with it', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  stage.fill(0, 60);
  await line(ada, '#59').first().waitFor();
  const newest = ada.getByRole('button', { name: 'To the newest' });
  expect(await newest.count()).toBe(0);
  await ada.getByRole('log').evaluate(log => log.scrollTo(0, 0));
  const below = async () => Number(/\d+/.exec((await newest.textContent()) ?? '')?.[0]);
  await expect.poll(below).toBeGreaterThan(30);
  const before = await below();
  for (const text of ['one', 'two', 'three']) await say(bob, text);
  await expect.poll(below).toBe(before + 3);
  await picture(ada, 'to-the-newest');
  ada.once('dialog', dialog => dialog.accept());
  await press(ada, 'Clear');
  await ada.getByText('ada cleared the chat').last().waitFor();
  await newest.waitFor({ state: 'detached' });
  await say(bob, 'after it');
  await line(ada, 'after it').waitFor();
  expect(await newest.count()).toBe(0);
  expect(stage.complaints).toEqual([]);
});

test('a poll that is refused keeps what was typed, and says why', async () => {
  const ada = await stage.enter('ada');
  const other = await stage.enter('ada');
  const type = async (page: Page, question: string) => {
    await press(page, 'Poll');
    await page.getByLabel('Question').fill(question);
    await page.getByLabel('Answers').fill('yes\nno');
    await press(page, 'Start');
  };
  await type(other, 'Tea?');
  await ada.getByText('0 votes').waitFor();
  await type(ada, 'Coffee?');
  await ada.getByText('A poll is running already. This one can start when that is over.').waitFor();
  await picture(ada, 'poll-refused');
  await press(ada, 'Cancel');
  await press(ada, 'Poll');
  expect(await ada.getByLabel('Question').inputValue()).toBe('Coffee?');
  expect(await ada.getByLabel('Answers').inputValue()).toBe('yes\nno');
  await ada.keyboard.press('Escape');
  expect((await boxOf(ada, 'app-poll-card section')).width).toBeLessThan(600);
});

test('with the server down, the app says so, and keeps the name of the visitor', async () => {
  await stage.server.close();
  const page = await stage.enter();
  await page.getByLabel('Name').fill('ada');
  await press(page, 'Join');
  await bar(page).getByText('The server cannot be reached.').waitFor();
  await page.getByText('Channel 42 cannot be reached now. What you write waits here until it can.').waitFor();
  expect(await page.locator('h1').innerText()).toMatch(/Channel 42\s+ada/);
  expect(await page.getByText('reading along').count()).toBe(0);
  await say(page, 'Anybody?');
  await line(page, 'Waits for the connection').waitFor();
  await picture(page, 'server-down');
  expect(stage.complaints).toEqual([]);
});

test('the drawer of a phone closes by Escape and by a tap beside it', async () => {
  const page = await stage.enter('ada', PHONE);
  const people = page.getByRole('button', { name: 'People' });
  const aside = page.getByRole('complementary');
  await people.click();
  await expect.poll(() => page.locator('aside h2').evaluate(h2 => h2 === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await aside.waitFor({ state: 'detached' });
  await expect.poll(() => people.evaluate(button => button === document.activeElement)).toBe(true);
  await people.click();
  await aside.waitFor();
  await page.touchscreen.tap(30, 400);
  await aside.waitFor({ state: 'detached' });
  await press(page, 'Inside');
  await page.getByText('The client from inside').waitFor();
  expect((await boxOf(page, 'aside')).width).toBeLessThanOrEqual(390);
  // Nothing of the panel is wider than the panel.
  expect(await page.locator('aside').evaluate(each => each.scrollWidth - each.clientWidth)).toBe(0);
  await people.click();
  await page.getByText('Seen here').waitFor();
});

test('a notice covers nothing', async () => {
  const page = await stage.enter('ada');
  await say(page, 'Hello');
  await line(page, 'Hello').waitFor();
  await say(page, '/dance');
  await page.getByText('There is no /dance.').waitFor();
  const [list, notice, composer] = await Promise.all(
    ['app-message-list', 'app-notice', 'app-composer'].map(selector => boxOf(page, selector)),
  );
  expect(list?.bottom).toBeLessThanOrEqual(notice?.top ?? 0);
  expect(notice?.bottom).toBeLessThanOrEqual(composer?.top ?? 0);
  // The newest message is still in sight above it.
  const message = await line(page, 'Hello').boundingBox();
  expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThanOrEqual((notice?.top ?? 0) + 1);
  await picture(page, 'notice');
});

test('a live region says the state of the connection, and Try now connects at once', async () => {
  // Each wait is as long as it can be.
  const page = await stage.enter('ada', {}, () => {
    Math.random = () => 0.99;
  });
  const spoken = page.locator('app-connection-bar [role=status]');
  expect(await spoken.textContent()).toBe('Connected.');
  await stage.outage();
  await bar(page).waitFor();
  expect(await spoken.textContent()).toBe('The connection was lost. The app goes on trying.');
  // A wait that is too long to end before the click.
  await page
    .getByRole('timer')
    .filter({ hasText: /in ([89]|10) s/ })
    .waitFor({ timeout: 40_000 });
  await stage.recovery();
  await press(page, 'Try now');
  await connected(page);
  await expect.poll(() => spoken.textContent()).toBe('Connected.');
  expect(await bar(page).count()).toBe(0);
});

test('the text field is one key away, and the list is one stop', async () => {
  const page = await stage.enter('ada');
  for (const text of ['one', 'two', 'three']) await say(page, text);
  await line(page, 'three').waitFor();
  await expect.poll(() => page.locator('app-pending-row').count()).toBe(0);
  const field = page.getByLabel('Message', { exact: true });
  const hasFocus = () => field.evaluate(element => element === document.activeElement);
  await page.locator('body').evaluate(body => {
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute('tabindex');
  });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await hasFocus()).toBe(true);
  await page.getByRole('log').focus();
  await page.keyboard.press('Tab');
  const focused = () =>
    page.evaluate(() =>
      document.activeElement?.closest('app-message-row')?.querySelector('.text')?.textContent?.trim(),
    );
  await expect.poll(focused).toBe('three');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toBe('two');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toBe('one');
  await page.keyboard.press('Tab');
  expect(await hasFocus()).toBe(true);
});

test('messages have their times, and one knows which are one’s own', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  const before = Date.now();
  await say(ada, 'When is it?');
  await line(bob, 'When is it?').waitFor();
  const late = await stage.enter('cid');
  for (const page of [ada, bob, late]) {
    const at = Date.parse((await line(page, 'When is it?').locator('time').getAttribute('datetime')) ?? '');
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
  expect(await ada.locator('app-message-row.mine').count()).toBe(1);
  expect(await bob.locator('app-message-row.mine').count()).toBe(0);
});

test('the panel follows the client through a failover', async () => {
  const { server } = stage;
  await server.endpoint(1).stop();
  const page = await stage.enter('ada');
  await press(page, 'Inside');
  const address = (i: number) => page.locator('aside li').filter({ hasText: server.endpoints[i] });
  const figure = (name: string) => page.locator('dl.wide div').filter({ hasText: name }).locator('dd');
  await address(0).getByText('in use').waitFor();
  await server.endpoint(1).start();
  await server.endpoint(1).fault('neverWelcome');
  await server.endpoint(0).stop();
  await address(1).getByText('dialling').waitFor();
  await expect.poll(() => figure('State').textContent()).toBe('reconnecting');
  await expect.poll(() => figure('Waits for').textContent()).toBe('the welcome');
  await say(page, 'Said meanwhile');
  await expect.poll(() => figure('Calls spooled').textContent()).toBe('1');
  await expect.poll(() => address(0).innerText()).toMatch(/Losses\s+1/);
  await server.endpoint(1).heal();
  await server.endpoint(1).fault('drop');
  await connected(page);
  await expect.poll(() => figure('Calls spooled').textContent()).toBe('0');
  await expect.poll(() => figure('Sessions so far').textContent()).toBe('2');
  await address(1).getByText('in use').waitFor();
  expect(stage.complaints).toEqual([]);
});
