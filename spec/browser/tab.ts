import type { BrowserContext, Page } from 'playwright-core';

/** The commands that act on a tab as its user or the network would. */
export const tabCommands = (context: BrowserContext, page: Page) => {
  let other: Page | undefined;
  return {
    /** Open sockets stay open and receive nothing; dials fail. */
    goOffline: () => context.setOffline(true),
    goOnline: () => context.setOffline(false),
    /** Opens another tab in front of the page. */
    async hide() {
      other = await context.newPage();
    },
    async show() {
      await page.bringToFront();
      await other?.close();
      other = undefined;
    },
    /** Navigates away and back, so that the page is restored from the back-forward cache. */
    async leaveAndReturn() {
      await page.goto(new URL('/elsewhere', page.url()).href);
      await page.goBack({ waitUntil: 'commit' });
    },
  };
};
