import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import {
  firstValueFrom,
  from,
  fromEventPattern,
  merge,
  mergeMap,
  type Observable,
  takeUntil,
  throwError,
  timeout,
} from 'rxjs';
import { ROOT } from '../kit/consumer.js';
import { bridge } from './bridge.js';
import { type Bundle, bundle } from './bundle.js';
import { launch } from './chromium.js';
import { serve } from './web.js';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;
const TIMEOUT_MS = 180_000;

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const pageOf = (scripts: readonly string[]): string =>
  [
    '<!doctype html><title>rx-beam</title><link rel="icon" href="data:,">',
    '<script src="mocha.js"></script>',
    ...scripts.map(name => `<script type="module" src="${name}"></script>`),
  ].join('\n');

const errorsOf = (page: Page): Observable<Error> =>
  fromEventPattern(
    listener => page.on('pageerror', listener),
    listener => page.off('pageerror', listener),
  );

/** Runs the specs in a page, and returns how many failed. */
const outcomeIn = async (context: BrowserContext, url: string): Promise<number> => {
  const page = await context.newPage();
  const { failures, close } = await bridge(context, page);
  const loading = page.goto(url);
  // Later errors are mocha's.
  const broken$ = errorsOf(page).pipe(
    takeUntil(from(loading)),
    mergeMap(error => throwError(() => error)),
  );
  try {
    return await firstValueFrom(merge(broken$, from(failures)).pipe(timeout(TIMEOUT_MS)));
  } finally {
    await close();
  }
};

const run = async ({ scripts, files }: Bundle, only: string): Promise<number> => {
  const mocha = await readFile(join(ROOT, 'node_modules/mocha/mocha.js'), 'utf8');
  const web = await serve(
    new Map([...files, ['mocha.js', mocha], ['index.html', pageOf(scripts)], ['elsewhere', 'elsewhere']]),
  );
  const chromium = await launch(CHROMIUM);
  console.log(`in Chromium ${chromium.version}`);
  try {
    return await outcomeIn(chromium.context, `${web.url}?grep=${encodeURIComponent(only)}`);
  } finally {
    await chromium.close();
    web.close();
  }
};

const main = async ([only = '']: readonly string[]): Promise<number> => {
  if (!(await isThere(CHROMIUM))) {
    console.error(`no Chromium at ${CHROMIUM}: run "apt-get install chromium", or name another one in CHROMIUM`);
    return 1;
  }
  const bundled = await bundle();
  if (bundled.unwanted.length > 0) {
    console.error(`the bundle holds what has no place in a page: ${bundled.unwanted.join(', ')}`);
    return 1;
  }
  console.log(`a bundle of ${bundled.files.size} files, with neither ws nor anything of Node`);
  return run(bundled, only);
};

process.exitCode = Math.min(await main(process.argv.slice(2)), 1);
