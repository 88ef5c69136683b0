import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../kit/consumer.js';
import { drawFailover, PICTURE } from './failover.js';

const path = join(ROOT, PICTURE);
await mkdir(dirname(path), { recursive: true });
await writeFile(path, await drawFailover());
process.stdout.write(`${PICTURE} is drawn\n`);
