import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { filter, firstValueFrom, fromEvent, map, scan, takeUntil, throwIfEmpty, timeout } from 'rxjs';

const TIMEOUT_MS = 30_000;

/** No sandbox, because not every machine allows one, and the browser loads only our own pages. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

/**
 * Starts Chromium without playwright's flags: with them, a tab is never hidden and there is no back-forward cache.
 *
 * @param executable - its path
 */
export const launch = async (executable: string) => {
  const profile = await mkdtemp(join(tmpdir(), 'rx-beam-chromium-'));
  const child = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Not `exit`: Chromium's child processes write into the profile until they end.
  const gone = once(child, 'close');
  const close = async () => {
    child.kill();
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await chromium.connectOverCDP(await devToolsOf(child), { noDefaults: true });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no window');
    return { version: browser.version(), context, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The DevTools address that Chromium prints. */
const devToolsOf = ({ stderr, pid }: ChildProcess): Promise<string> => {
  if (stderr === null || pid === undefined) throw new Error('Chromium cannot be started');
  const saying$ = fromEvent(stderr, 'data').pipe(
    scan((said, more) => said + more, ''),
    map(said => /^DevTools listening on (\S+)/m.exec(said)?.[1]),
    filter(url => url !== undefined),
    takeUntil(fromEvent(stderr, 'end')),
    throwIfEmpty(() => new Error('Chromium ended before it could be driven')),
    timeout(TIMEOUT_MS),
  );
  return firstValueFrom(saying$);
};
