import { expect, test } from 'vitest';
import { bar, connected, line, PHONE, picture, Stage, say } from './stage';

const stage = new Stage();

test('one joins at the door', async () => {
  const page = await stage.enter();
  await picture(page, 'door');
  await page.getByLabel('Name').fill('ada');
  await page.getByRole('button', { name: 'Join' }).click();
  await connected(page);
  await expect.poll(() => page.getByText('Channel 42').count()).toBe(1);
  expect(page.url()).toContain('user=ada');
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('button', { name: 'Join' }).waitFor();
  await expect.poll(() => stage.server.connectionCount()).toBe(0);
});

test('two talk: parts, whispers, history, people', async () => {
  const ada = await stage.enter('ada');
  await say(ada, 'Good morning :) the notes are on https://example.org/notes');
  await line(ada, 'Good morning').waitFor();
  const bob = await stage.enter('bob');
  await line(bob, 'Good morning').waitFor();
  await say(bob, '@ada thank you <3 and :cosmo');
  await say(bob, '/me reads');
  await say(bob, 'javascript:alert(1) is no link, is it?');
  await say(
    bob,
    `A longer thought, to see how lines break when somebody has more to say than fits beside a face: ${'on '.repeat(40)}`,
  );
  await say(ada, '/w bob the key is under the mat ;)');
  await line(bob, 'under the mat').waitFor();
  await line(ada, 'longer thought').waitFor();

  const link = bob.getByRole('link', { name: 'https://example.org/notes' });
  expect(await link.getAttribute('href')).toBe('https://example.org/notes');
  expect(await link.getAttribute('rel')).toContain('noopener');
  await expect.poll(() => bob.getByRole('link').count()).toBe(1);
  expect(await bob.getByRole('img', { name: ':)' }).textContent()).toBe('😊');
  await expect.poll(() => ada.locator('app-message-row.mentions').count()).toBe(1);
  expect(await bob.locator('app-message-row.whispered').textContent()).toContain('whispers to you');
  await expect.poll(() => ada.locator('app-message-row.whispered').count()).toBe(1);
  expect(await ada.locator('app-people-list li').allTextContents()).toEqual([
    expect.stringContaining('ada'),
    expect.stringContaining('bob'),
  ]);
  await expect.poll(() => bob.locator('app-announcer').textContent()).toContain('under the mat');
  await picture(ada, 'connected');
  await picture(bob, 'connected-bob');

  const phone = await stage.enter('cid', PHONE);
  await line(phone, 'longer thought').waitFor();
  await picture(phone, 'phone');
  await phone.getByRole('button', { name: 'People' }).click();
  await picture(phone, 'phone-people');
  const dark = await stage.enter('dan', { colorScheme: 'dark' });
  await line(dark, 'longer thought').waitFor();
  await say(dark, '@ada what a nice evening :D');
  await line(dark, 'nice evening').waitFor();
  await picture(dark, 'dark');
  expect(stage.complaints).toEqual([]);
});

test('a poll is started, voted in and ends', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  await say(ada, 'What shall we play?');
  await ada.getByRole('button', { name: 'Poll' }).click();
  await ada.getByLabel('Question').fill('Which game is next?');
  await ada.getByLabel('Answers').fill('Chess\nGo\nHide and seek');
  await ada.getByLabel('Seconds').fill('6');
  await picture(ada, 'poll-form');
  await ada.getByRole('button', { name: 'Start' }).click();
  await bob.getByRole('button', { name: 'Go' }).click();
  await ada.getByRole('button', { name: 'Go' }).click();
  const cid = await stage.enter('cid');
  await cid
    .getByRole('button', { name: 'Hide and seek' })
    .or(cid.getByRole('button', { name: 'Send' }))
    .first()
    .waitFor();
  await ada.getByText('2 votes').waitFor();
  expect(await ada.getByRole('button', { name: 'Go' }).getAttribute('aria-pressed')).toBe('true');
  expect(await bob.getByRole('button', { name: 'Go' }).textContent()).toContain('100%');
  await picture(ada, 'poll');
  await ada.getByText('Closed').waitFor();
  expect(stage.complaints).toEqual([]);
});

test('moderators delete, purge, time out and clear', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  for (const text of ['first', 'second', 'third']) await say(bob, text);
  const act = async (text: string, action: string) => {
    const row = line(ada, text);
    await row.hover();
    await row.getByRole('button', { name: /^What to do/ }).click();
    if (action === 'Delete') await picture(ada, 'moderation');
    await row.getByRole('button', { name: action }).click();
  };
  await act('second', 'Delete');
  await line(bob, 'second').waitFor({ state: 'detached' });
  await expect.poll(() => bob.locator('app-message-row').count()).toBe(2);
  await act('third', 'Time out 60 s');
  await bob.getByText('You may not write for 60 seconds.').waitFor();
  await bob.locator('.note', { hasText: 'ada timed bob out' }).waitFor();
  await expect.poll(() => bob.locator('app-message-row').count()).toBe(0);
  await say(bob, 'let me in');
  await bob.getByText('You have been timed out.').waitFor();
  await picture(bob, 'timed-out');
  await bob.getByRole('button', { name: 'Discard' }).click();
  await say(ada, '/timeout bob clear');
  await ada.getByText('no longer timed out').waitFor();
  await say(bob, 'sorry');
  await act('sorry', 'Purge bob');
  await bob.locator('.note', { hasText: 'ada removed what bob wrote' }).waitFor();
  await say(ada, 'a clean slate');
  await line(bob, 'a clean slate').waitFor();
  ada.once('dialog', dialog => dialog.accept());
  await ada.getByRole('button', { name: 'Clear' }).click();
  await bob.locator('.note', { hasText: 'ada cleared the chat' }).waitFor();
  await expect.poll(() => bob.locator('app-message-row').count()).toBe(0);
  expect(stage.complaints).toEqual([]);
});

test('a failover: the endpoint under both is stopped, and nothing is lost', async () => {
  const { server } = stage;
  await server.endpoint(1).stop();
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  for (let i = 0; i < 4; i += 1) await say(ada, `before ${i}`);
  await line(bob, 'before 3').waitFor();
  await server.endpoint(1).start();
  await server.endpoint(0).stop();
  await say(ada, 'said across the failover');
  await line(bob, 'said across the failover').waitFor();
  await Promise.all([ada, bob].map(connected));
  expect([server.connectionCount(0), server.connectionCount(1)]).toEqual([0, 2]);
  for (const page of [ada, bob]) {
    await expect.poll(() => line(page, 'said across the failover').count()).toBe(1);
    await expect.poll(() => page.locator('app-message-row').count()).toBe(5);
  }
  await expect.poll(() => ada.locator('app-pending-row').count()).toBe(0);
  expect(stage.complaints).toEqual([]);
});

test('an outage: what is written waits, and goes when the server is back', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  await say(ada, 'Is anybody there?');
  await line(bob, 'Is anybody there?').waitFor();
  await stage.outage();
  await bar(ada).waitFor();
  await say(ada, 'I write on');
  await say(ada, 'and this will never be sent');
  await say(ada, 'The train is in a tunnel');
  expect(await ada.getByLabel('Message', { exact: true }).inputValue()).toBe('');
  await expect.poll(() => ada.locator('app-pending-row').count()).toBe(3);
  await ada
    .getByRole('timer')
    .filter({ hasText: /Next try in \d+ s/ })
    .waitFor();
  await picture(ada, 'offline');
  await line(ada, 'never be sent').getByRole('button', { name: 'Discard' }).click();
  await ada.setViewportSize({ width: 390, height: 760 });
  await picture(ada, 'offline-phone');
  await stage.recovery();
  await line(bob, 'The train is in a tunnel').waitFor();
  await expect.poll(() => line(bob, 'I write on').count()).toBe(1);
  await expect.poll(() => line(bob, 'never be sent').count()).toBe(0);
  await expect.poll(() => ada.locator('app-pending-row').count()).toBe(0);
  expect(stage.complaints).toEqual([]);
});

test('what was said while one was away is there afterwards, and what was removed is not', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  await say(bob, 'one');
  await say(bob, 'two');
  await say(bob, 'three');
  await line(ada, 'three').waitFor();
  await bob.context().setOffline(true);
  await bar(bob).waitFor();
  await say(ada, 'four');
  await line(ada, 'two')
    .getByRole('button', { name: /^What to do/ })
    .click();
  await line(ada, 'two').getByRole('button', { name: 'Delete' }).click();
  await line(ada, 'two').waitFor({ state: 'detached' });
  await bob.context().setOffline(false);
  await line(bob, 'four').waitFor();
  expect(
    await bob
      .locator('app-message-row .text')
      .allTextContents()
      .then(all => all.map(text => text.trim())),
  ).toEqual(['one', 'three', 'four']);
});

test('without a name one reads along', async () => {
  const ada = await stage.enter('ada');
  await say(ada, 'for all to read');
  const reader = await stage.enter('');
  await line(reader, 'for all to read').waitFor();
  await reader.getByPlaceholder('You are reading along').waitFor();
  expect(await reader.getByLabel('Message', { exact: true }).isDisabled()).toBe(true);
  await expect.poll(() => reader.getByRole('button', { name: /^What to do/ }).count()).toBe(0);
  await picture(reader, 'reader');
});

test('a channel that the server does not have', async () => {
  const page = await stage.enter();
  await page.getByLabel('Name').fill('x'.repeat(40));
  await page.getByLabel('Channel').fill('1000000000000000');
  await page.getByRole('button', { name: 'Join' }).click();
  await bar(page).getByText('Closed: There is no such channel').waitFor();
  await picture(page, 'refused');
  await page.getByRole('button', { name: 'Leave' }).click();
});

test('everything can be done by keyboard', async () => {
  const ada = await stage.enter('ada');
  const bob = await stage.enter('bob');
  await say(bob, 'a rude word');
  await line(ada, 'a rude word').waitFor();
  await ada.getByRole('log').focus();
  await ada.keyboard.press('Tab');
  await ada.keyboard.press('Enter');
  await ada.getByRole('button', { name: 'Whisper', exact: true }).waitFor();
  await ada.keyboard.press('Tab');
  await ada.keyboard.press('Escape');
  await ada.getByRole('button', { name: 'Whisper', exact: true }).waitFor({ state: 'detached' });
  // The focus is on the button again.
  await ada.keyboard.press('Enter');
  await ada.getByRole('button', { name: 'Whisper', exact: true }).waitFor();
  await ada.keyboard.press('Tab');
  await ada.keyboard.press('Enter');
  await expect.poll(() => ada.getByLabel('Message', { exact: true }).inputValue()).toBe('/w bob ');
  await ada.keyboard.type('mind your words');
  await ada.keyboard.press('Enter');
  await line(bob, 'mind your words').waitFor();
});
