import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const TIMEOUT_MS = 120_000;
/** How a suite that installs names its longest wait, in ms: the time of npm, and some for the files. */
export const INSTALL_DEADLINE = TIMEOUT_MS + 10_000;

const isThere = (file: URL): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Moves the packages to their place, unless another process was faster. */
const moveInto = async (place: URL, from: URL, complete: URL): Promise<void> => {
  if (await isThere(complete)) return;
  // What is there and not complete is left of an installation that was ended.
  await rm(place, { recursive: true, force: true });
  await rename(from, place).catch(async error => {
    if (!(await isThere(complete))) throw error;
  });
};

/**
 * Installs the packages that a folder's lock file names, unless they are there. Specs run in parallel, and two may want
 * the same folder at once: each installs beside it, so that `node_modules` is there as a whole or not at all.
 */
export const installFolder = async (folder: URL): Promise<void> => {
  const place = new URL('node_modules', folder);
  /** The file that npm writes last. */
  const complete = new URL('node_modules/.package-lock.json', folder);
  if (await isThere(complete)) return;
  const beside = new URL(`file://${await mkdtemp(new URL('.installing-', folder).pathname)}/`);
  try {
    for (const name of ['package.json', 'package-lock.json']) await cp(new URL(name, folder), new URL(name, beside));
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', args, { cwd: beside.pathname, timeout: TIMEOUT_MS });
    await moveInto(place, new URL('node_modules', beside), complete);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};
