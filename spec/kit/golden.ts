import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { ROOT } from './consumer.js';

/** Set by `npm run update-golden`, which rewrites the checked-in files instead of comparing with them. */
const UPDATE = env['UPDATE_GOLDEN'] === '1';

/** The checked-in text of a file; when golden files are being updated, the file is first written with `now`. */
export const golden = async (path: string, now: string): Promise<string> => {
  const file = join(ROOT, path);
  if (UPDATE) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, now);
  }
  return readFile(file, 'utf8');
};
