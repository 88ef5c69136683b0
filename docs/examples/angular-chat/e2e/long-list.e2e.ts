import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { CHANNEL, line, picture, Stage } from './stage';

const MANY = 10_000;
/** The most rows that the page may contain, however long the list is. */
const FEW = 60;

const stage = new Stage();

const rowsIn = (page: Page) => page.locator('app-message-row').count();

/** Scrolls by a distance in each frame. Returns the duration of the frames, and the most rows that the page contained. */
const scroll = (page: Page, step: number, frames: number) =>
  page.evaluate(
    async ([step, frames]) => {
      const scroller = document.querySelector('[role=log]') as HTMLElement;
      const times: number[] = [];
      let nodes = 0;
      const frame = () => new Promise<number>(resolve => requestAnimationFrame(resolve));
      let last = await frame();
      for (let i = 0; i < frames; i += 1) {
        scroller.scrollTop += step;
        const now = await frame();
        times.push(now - last);
        last = now;
        nodes = Math.max(nodes, document.querySelectorAll('*').length);
      }
      times.sort((a, b) => a - b);
      const at = (part: number) => Math.round(times[Math.floor((times.length - 1) * part)] ?? 0);
      return { median: at(0.5), p95: at(0.95), longest: at(1), nodes };
    },
    [step, frames] as const,
  );

test(`${MANY} messages scroll, and few of them are in the page`, async () => {
  const page = await stage.enter('ada');
  stage.fill(0, MANY);
  await line(page, `#${MANY - 1}`)
    .first()
    .waitFor();
  expect(await rowsIn(page)).toBeLessThan(FEW);

  const slow = await scroll(page, -90, 240);
  const fast = await scroll(page, -2_000, 120);
  console.log(`scrolling ${MANY} messages, ms per frame: by 90 px`, slow, 'by 2000 px', fast);
  for (const { nodes } of [slow, fast]) expect(nodes).toBeLessThan(1_200);
  await picture(page, 'long-list');

  // The first visible row stays in place while messages arrive and while rows above it are measured.
  const top = async () => {
    const row = page.locator('app-message-row').filter({ hasText: /#\d/ }).nth(7);
    return { text: await row.innerText(), y: (await row.boundingBox())?.y ?? 0 };
  };
  const before = await top();
  stage.server.emit(CHANNEL, 'DeleteMessage', { id: 'many-3' });
  stage.fill(MANY, MANY + 200);
  await expect
    .poll(() => page.getByRole('listitem').first().getAttribute('aria-setsize').then(Number))
    .toBeGreaterThan(MANY);
  const after = await top();
  expect(after.text).toBe(before.text);
  // A page scrolls by whole pixels, but the heights of rows are fractions.
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(1);

  await page.getByRole('log').evaluate(log => log.scrollTo(0, 0));
  await line(page, '#0').first().waitFor();
  expect(await rowsIn(page)).toBeLessThan(FEW);
  await page.getByRole('button', { name: 'To the newest' }).click();
  await line(page, `#${MANY + 199}`)
    .first()
    .waitFor();
  await expect
    .poll(() => page.getByRole('log').evaluate(log => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop)))
    .toBeLessThan(2);
  expect(stage.complaints).toEqual([]);
});
