import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const HERE = new URL('./', import.meta.url);
/** The file that npm writes last. */
const COMPLETE = new URL('node_modules/.package-lock.json', HERE);
const TIMEOUT_MS = 120_000;

/** Installs the old clients in this folder, unless they are there. Only these specs need them. */
export const installOldClients = async (): Promise<void> => {
  const isThere = await access(COMPLETE).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', args, { cwd: HERE.pathname, timeout: TIMEOUT_MS });
};

export const requireOld: NodeJS.Require = createRequire(HERE);
