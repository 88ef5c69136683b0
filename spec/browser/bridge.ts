import type { BrowserContext, Page } from 'playwright-core';
import { type ServerMessage, serverCommands } from './servers.js';
import { tabCommands } from './tab.js';

/** A message to the page: something that happened at a server, or the result of a command. */
export type PageMessage =
  | ServerMessage
  | { readonly of: 'result'; readonly command: number; readonly value: unknown }
  | { readonly of: 'failure'; readonly command: number; readonly message: string };

/** The functions that are globals of the page. */
export interface Bridge {
  command(id: number, name: string, args: readonly unknown[]): void;
  print(...args: unknown[]): void;
  finish(failures: number): void;
  /** Set by the page. */
  send(message: PageMessage): void;
}

type PageQueue = ReturnType<typeof queueFor>;

/** A queue of actions on a page, so that messages arrive in order. */
const queueFor = (page: Page) => {
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };
  const send = (message: PageMessage) => {
    void enqueue(() => page.evaluate(message => (globalThis as unknown as Bridge).send(message), message));
  };
  return { enqueue, send };
};

const commandsOf = (context: BrowserContext, page: Page, { enqueue, send }: PageQueue) => {
  const tab = tabCommands(context, page);
  return {
    ...serverCommands(send),
    ...tab,
    // Queued, because a page that was left receives no messages.
    leaveAndReturn: () => enqueue(tab.leaveAndReturn),
    /** Does nothing: after any command, the page has received all earlier messages. */
    catchUp: () => {},
  };
};

export type Commands = ReturnType<typeof commandsOf>;

/** Lets a page control servers and its own tab; `failures` resolves with the number of failed specs. */
export const bridge = async (context: BrowserContext, page: Page) => {
  const queue = queueFor(page);
  const commands = commandsOf(context, page, queue);
  const runCommand = async (command: number, name: keyof Commands, args: readonly unknown[]) => {
    try {
      const value = await (commands[name] as (...args: readonly unknown[]) => unknown)(...args);
      queue.send({ of: 'result', command, value });
    } catch (error) {
      queue.send({ of: 'failure', command, message: String(error) });
    }
  };
  await page.exposeFunction('command', runCommand);
  await page.exposeFunction('print', console.log);
  const failures = new Promise<number>((resolve, reject) => {
    page.exposeFunction('finish', resolve).catch(reject);
    page.on('crash', () => reject(new Error('the page crashed')));
    page.on('close', () => reject(new Error('the page is gone')));
  });
  return { failures, close: commands.closeAll };
};
