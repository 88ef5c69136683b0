// In a clone, `npx rx-beam` runs the command that was built: npm links the commands of dependencies only.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

const bin = new URL('../node_modules/.bin/', import.meta.url);
const link = new URL('rx-beam', bin);
mkdirSync(bin, { recursive: true });
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
rmSync(link, { force: true });
symlinkSync('../../dist/cli/main.js', link);
