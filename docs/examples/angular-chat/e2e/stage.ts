import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { ChatServer } from 'rx-beam/server';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { serveSite } from './site';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true };
const QUIET = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const CHANNEL = 42;
/** The folder for a screenshot of each state. */
const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;

/** A browser, and for each test a chat server and the app on it. */
export class Stage {
  #browser!: Browser;
  #site!: Awaited<ReturnType<typeof serveSite>>;
  server!: ChatServer;
  /** The errors that the pages logged or threw. */
  readonly complaints: string[] = [];

  constructor() {
    beforeAll(async () => {
      this.#browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', ...QUIET],
      });
    });
    afterAll(() => this.#browser.close());
    beforeEach(async () => {
      this.server = await ChatServer.listen({ endpoints: 2 });
      this.#site = await serveSite(this.server.url);
    });
    afterEach(async () => {
      await Promise.all(this.#browser.contexts().map(context => context.close()));
      this.#site.close();
      await this.server.close();
      this.complaints.length = 0;
    });
  }

  /** A new page of a user who has joined; without a name, the page with the form to join. The script runs before the app. */
  async enter(user?: string, options: BrowserContextOptions = {}, script?: () => void): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 720 }, ...options });
    context.setDefaultTimeout(15_000);
    if (script !== undefined) await context.addInitScript(script);
    const page = await context.newPage();
    page.on('pageerror', error => this.complaints.push(String(error)));
    await page.goto(this.#site.url + (user === undefined ? '/' : `/?channel=${CHANNEL}&user=${user}`));
    if (user !== undefined) await connected(page);
    return page;
  }

  /** Messages of every height, from one word to a paragraph. */
  fill(from: number, to: number): void {
    for (let n = from; n < to; n += 1) {
      const text = `#${n} ${'more and more of it '.repeat((n * 7) % 19)}`.trim();
      const author = { user_id: 100 + (n % 9), user_name: `guest${n % 9}`, user_roles: ['User'] };
      const message = { message: [{ type: 'text', data: text, text }], meta: {} };
      this.server.emit(CHANNEL, 'ChatMessage', { channel: CHANNEL, id: `many-${n}`, ...author, message });
    }
  }

  /** Stops all endpoints. */
  async outage(): Promise<void> {
    await Promise.all(this.server.endpoints.map((_, i) => this.server.endpoint(i).stop()));
  }

  async recovery(): Promise<void> {
    await Promise.all(this.server.endpoints.map((_, i) => this.server.endpoint(i).start()));
  }
}

/** What the bar says while there is no connection. */
export const bar = (page: Page) => page.locator('app-connection-bar > div');

export const connected = (page: Page) => page.locator('.dot.connected').waitFor();

export const say = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
};

/** A line of the chat with this text. */
export const line = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

export const picture = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, animations: 'disabled' });
};
