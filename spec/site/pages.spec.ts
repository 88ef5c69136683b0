import { dirname } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { launch } from '../browser/chromium.js';
import { builtPages, serveSite } from './built-site.js';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;
const HEIGHT = 800;
/** Of a small phone and of a desk, in CSS pixels. */
const WIDTHS: readonly number[] = [360, 1280];
const DEADLINE = 15_000;

/** Every page that somebody wrote. Of those that TypeDoc writes, the longest of each folder: they are all made alike. */
const looked = (pages: ReadonlyMap<string, string>): readonly string[] => {
  const written = [...pages.keys()].filter(path => !path.startsWith('api/') && path !== '404.html');
  const longest = new Map<string, string>();
  for (const [path, html] of pages) {
    const known = longest.get(dirname(path));
    if (path.startsWith('api/') && html.length > (pages.get(known ?? '')?.length ?? 0))
      longest.set(dirname(path), path);
  }
  return [...written, ...longest.values()];
};

/** The colour behind the text. */
const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** By how many pixels the page is wider than its window, and what reaches farthest out of it. */
const overflow = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return undefined;
    const right = (element: Element) => element.getBoundingClientRect().right;
    const [widest] = [...document.querySelectorAll('main *')].sort((a, b) => right(b) - right(a));
    return `${scrollWidth - clientWidth} px, ${widest?.outerHTML.slice(0, 100)}`;
  });

/** Needs Chromium and a built site: run by `npm run test:site`. */
describe('the pages of the site, in Chromium', function () {
  this.timeout(300_000);
  let browser: Awaited<ReturnType<typeof launch>>;
  let site: Awaited<ReturnType<typeof serveSite>>;
  let page: Page;
  /** What the console and the network said since the last page. */
  const errors: string[] = [];

  before(async () => {
    site = await serveSite();
    browser = await launch(CHROMIUM);
    page = await browser.context.newPage();
    page.setDefaultTimeout(DEADLINE);
    page.on('pageerror', error => errors.push(error.message));
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    page.on('response', response => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`));
  });
  after(async () => {
    await browser.close();
    site.close();
  });

  /** Loads a page, and waits until Vue has taken it over. */
  const open = async (path: string): Promise<void> => {
    errors.length = 0;
    await page.goto(site.url + path, { waitUntil: 'load' });
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
  };

  it('have a title and a heading', async () => {
    const pages = [...(await builtPages())].filter(([path]) => path !== '404.html');
    const without = pages.filter(([, html]) => !/<title>[^<]+</.test(html) || html.match(/<h1\b/g)?.length !== 1);
    expect(without.map(([path]) => path)).to.deep.equal([]);
    expect(pages.length).to.be.above(100);
  });

  it('load without an error, and fit a phone and a desk', async () => {
    const wrong: string[] = [];
    for (const path of looked(await builtPages())) {
      await open(path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        const out = await overflow(page);
        if (out !== undefined) wrong.push(`${path}: at ${width} px wider than the window by ${out}`);
      }
      if (errors.length > 0) wrong.push(`${path}: ${errors.join(', ')}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  it('are dark where the reader wants that, and light where not', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open('guide.html');
    const light = await background(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
    expect(await background(page)).to.not.equal(light);
    expect(light).to.equal('rgb(255, 255, 255)');
  });

  it('draw the diagrams, also in the dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of ['architecture.html', 'guide.html', 'reliability.html']) {
        await open(path);
        await page.locator('.diagram.drawn svg').first().waitFor();
        expect(await page.locator('pre.diagram').count(), `${path} has a diagram that is text`).to.equal(0);
        await page.setViewportSize({ width: 360, height: HEIGHT });
        expect(await overflow(page), path).to.equal(undefined);
        expect(errors).to.deep.equal([]);
      }
    }
  });

  it('are found by the search', async () => {
    await page.setViewportSize({ width: 1280, height: HEIGHT });
    await open('index.html');
    await page.keyboard.press('Control+k');
    await page.locator('.VPLocalSearchBox input').fill('hedge');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    const found = await page
      .locator('.VPLocalSearchBox a.result')
      .evaluateAll(all => all.map(each => each.getAttribute('href')));
    expect(found.some(href => href?.includes('/reliability.html#hedging'))).to.equal(true);
    expect(errors).to.deep.equal([]);
  });
});
