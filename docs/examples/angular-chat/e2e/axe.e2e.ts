import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe';
import { line, PHONE, picture, Stage, say } from './stage';

const stage = new Stage();
/** It runs axe a dozen times, which takes long on a busy machine. */
const TIMEOUT_MS = 240_000;
const DESK = { viewport: { width: 1100, height: 720 } };

for (const [size, options] of Object.entries({ desk: DESK, phone: PHONE })) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(
      `axe finds nothing wrong: ${size}, ${colorScheme}`,
      async () => {
        const check = async (page: Page, state: string): Promise<void> => {
          await picture(page, `${state}-${size}-${colorScheme}`);
          expect(await violations(page), state).toEqual([]);
        };
        const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
        const door = await stage.enter(undefined, { ...options, colorScheme });
        await check(door, 'door');

        const page = await stage.enter('ada', { ...options, colorScheme });
        await check(page, 'empty');
        const bob = await stage.enter('bob');
        await say(page, 'Good morning :) the notes are on https://example.org/notes');
        await line(bob, 'Good morning').waitFor();
        await say(bob, '@ada thank you <3 and :cosmo');
        await say(bob, '/me reads');
        await say(bob, '/w ada a word between us');
        await say(page, 'One more thing.');
        await line(page, 'between us').waitFor();
        await line(page, 'One more thing').waitFor();
        await check(page, 'chat');
        await line(page, 'thank you').getByRole('button').first().click();
        await check(page, 'actions');
        await line(page, 'thank you').getByRole('button').first().click();

        if (size === 'phone') await press('People');
        await page.getByText('Seen here').waitFor();
        await check(page, 'people');
        await press('Inside');
        await page.getByText('The client from inside').waitFor();
        await press('Ping the server');
        await page
          .locator('dl.wide div')
          .filter({ hasText: /Round trip.*ms/ })
          .waitFor();
        await press('Show the trace');
        await say(bob, 'This is on the wire.');
        await page.locator('app-trace-log li').filter({ hasText: 'ChatMessage' }).first().waitFor();
        await check(page, 'inside');
        await press('Inside');

        await press('Poll');
        await check(page, 'poll-form');
        await press('Start');
        await page.getByText('Write a question.').waitFor();
        await check(page, 'poll-mistake');
        await page.getByLabel('Question').fill('Which game is next?');
        await page.getByLabel('Answers').fill('Chess\nGo');
        await press('Start');
        await page.getByText('0 votes').waitFor();
        await bob.getByRole('button', { name: 'Go' }).click();
        await page.getByText('1 vote').waitFor();
        await check(page, 'poll');

        await stage.outage();
        await page.getByRole('button', { name: 'Try now' }).waitFor();
        await say(page, 'I write on');
        await line(page, 'I write on').waitFor();
        await check(page, 'offline');
        await press('Inside');
        await page.getByText('The client from inside').waitFor();
        await check(page, 'inside-offline');
      },
      TIMEOUT_MS,
    );
  }
}
