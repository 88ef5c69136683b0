import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { golden } from '../kit/golden.js';
import { ApiReport, ENTRIES, type Entry } from './api-report.js';

describe('the public types', () => {
  for (const entry of ENTRIES) {
    it(`of ${entry} are those in spec/package/api: npm run update-golden`, async () => {
      const report = await new ApiReport().of(entry);
      expect(report).to.equal(await golden(`spec/package/api/${entry}.txt`, report));
    });
  }

  describe('when one changes', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rx-beam-api-'));
      await cp(join(ROOT, 'dist'), folder, { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true }));

    const change = async (file: string, from: string, to: string): Promise<void> => {
      const before = await readFile(join(folder, file), 'utf8');
      expect(before).to.contain(from);
      await writeFile(join(folder, file), before.replace(from, to));
    };
    const isSame = async (entry: Entry) =>
      (await new ApiReport(folder).of(entry)) === (await new ApiReport().of(entry));

    it('a member, a type parameter, or an export less shows', async () => {
      expect(await isSame('index')).to.equal(true);
      await change('client/client.d.ts', 'boot(): this', 'boot(): void');
      expect(await isSame('index')).to.equal(false);
      expect(await isSame('ws')).to.equal(true);
      await change('ws.d.ts', 'isConnected(): boolean', 'isConnected(): number');
      expect(await isSame('ws')).to.equal(false);
      await change('server/index.d.ts', 'Fault, ', '');
      expect(await isSame('server')).to.equal(false);
    });

    it('a comment does not', async () => {
      await change('beam-chat.d.ts', '/**', '/** Other words. */ /**');
      expect(await isSame('index')).to.equal(true);
    });
  });
});
