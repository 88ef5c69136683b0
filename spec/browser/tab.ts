import type { BrowserContext, Page } from 'playwright-core';

/** What may be done to a tab from outside, as its user or the network would. */
export const tabCommands = (context: BrowserContext, page: Page) => {
  let other: Page | undefined;
  return {
    /** Open sockets fall mute and stay open; dials fail. */
    goOffline: () => context.setOffline(true),
    goOnline: () => context.setOffline(false),
    /** Opens another tab in front of it. */
    async hide() {
      other = await context.newPage();
    },
    async show() {
      await page.bringToFront();
      await other?.close();
      other = undefined;
    },
    /** Follows a link, and goes back: the page lives on, out of the back-forward cache. */
    async leaveAndReturn() {
      await page.goto(new URL('/elsewhere', page.url()).href);
      await page.goBack({ waitUntil: 'commit' });
    },
  };
};
