import type { BrowserContext, Page } from 'playwright-core';
import { serverCommands, type Tale } from './servers.js';
import { tabCommands } from './tab.js';

/** What the page is told, in the order in which it happened: what came of its commands, too. */
export type Told =
  | Tale
  | { readonly of: 'result'; readonly command: number; readonly value: unknown }
  | { readonly of: 'failure'; readonly command: number; readonly message: string };

/** What the page finds among its globals. */
export interface Bridge {
  command(id: number, name: string, args: readonly unknown[]): void;
  print(...args: unknown[]): void;
  finish(failures: number): void;
  /** Set by the page. */
  tell(told: Told): void;
}

type Line = ReturnType<typeof lineTo>;

/** Whatever is done to a page, one after the other. */
const lineTo = (page: Page) => {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };
  const tell = (told: Told) => {
    void inTurn(() => page.evaluate(told => (globalThis as unknown as Bridge).tell(told), told));
  };
  return { inTurn, tell };
};

const commandsOf = (context: BrowserContext, page: Page, { inTurn, tell }: Line) => {
  const tab = tabCommands(context, page);
  return {
    ...serverCommands(tell),
    ...tab,
    // Nothing can be told to a page that is away.
    leaveAndReturn: () => inTurn(tab.leaveAndReturn),
    /** Does nothing; as after every command, all that happened before it has been told. */
    catchUp: () => {},
  };
};

export type Commands = ReturnType<typeof commandsOf>;

/** Lets a page command servers and its own tab; `failures` is how many it has when it is finished. */
export const bridge = async (context: BrowserContext, page: Page) => {
  const line = lineTo(page);
  const commands = commandsOf(context, page, line);
  const carryOut = async (command: number, name: keyof Commands, args: readonly unknown[]) => {
    try {
      const value = await (commands[name] as (...args: readonly unknown[]) => unknown)(...args);
      line.tell({ of: 'result', command, value });
    } catch (error) {
      line.tell({ of: 'failure', command, message: String(error) });
    }
  };
  await page.exposeFunction('command', carryOut);
  await page.exposeFunction('print', console.log);
  const failures = new Promise<number>((resolve, reject) => {
    page.exposeFunction('finish', resolve).catch(reject);
    page.on('crash', () => reject(new Error('the page crashed')));
    page.on('close', () => reject(new Error('the page is gone')));
  });
  return { failures, close: commands.closeAll };
};
