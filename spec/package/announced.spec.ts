import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { newestIn, sectionOf, unannounced } from './announced.js';
import { ENTRIES } from './api-report.js';

const textOf = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** Those of the last release are in spec/package/released: `npm version` writes them. */
describe('the public types that changed since the last release', () => {
  for (const entry of ENTRIES) {
    it(`of ${entry} are in the section Unreleased of CHANGELOG.md, by name`, async () => {
      const [before, now] = [
        await textOf(`spec/package/released/${entry}.txt`),
        await textOf(`spec/package/api/${entry}.txt`),
      ];
      const unreleased = sectionOf(await textOf('CHANGELOG.md'), 'Unreleased');
      expect(unannounced(before, now, unreleased), 'say in CHANGELOG.md, under Unreleased, what changed').to.deep.equal(
        [],
      );
    });
  }

  it('are compared with those of the version in package.json, the newest in CHANGELOG.md', async () => {
    const { version } = JSON.parse(await textOf('package.json')) as { readonly version: string };
    const released = (await textOf('spec/package/released/version.txt')).trim();
    expect([released, newestIn(await textOf('CHANGELOG.md'))]).to.deep.equal([version, version]);
  });
});

describe('what is not announced', () => {
  const report = (exported: string, others: string) =>
    `# The public types\n\n${exported}\n\n# Not exported, and part of the types above.\n\n${others}\n`;
  const before = report('class A {\n  b(): void;\n}\n\ntype C = 1;', 'type D = 1;');

  it('is a name that changed, came or went', () => {
    const now = report('class A {\n  b(): number;\n}\n\nconst E: 1;', 'type D = 1;');
    expect(unannounced(before, now, '')).to.deep.equal(['A', 'C', 'E']);
    expect(unannounced(before, now, '- `A.b()` is a number.\n- Not CE.')).to.deep.equal(['C', 'E']);
    expect(unannounced(before, now, '- `A`, `C` and `E`')).to.deep.equal([]);
  });

  it('is an overload that changed', () => {
    const [one, two] = [
      report('function f(): 1;\nfunction f(): 2;', ''),
      report('function f(): 1;\nfunction f(): 3;', ''),
    ];
    expect(unannounced(one, two, '')).to.deep.equal(['f']);
  });

  it('is a type behind the exported ones, unless an entry speaks of types', () => {
    const now = report('class A {\n  b(): void;\n}\n\ntype C = 1;', 'type D = 2;');
    expect(unannounced(before, now, '- Something else')).to.deep.equal(['Types']);
    expect(unannounced(before, now, '- Types: stricter.')).to.deep.equal([]);
  });

  it('is nothing where nothing changed', () => {
    expect(unannounced(before, before, '')).to.deep.equal([]);
  });

  it('is looked for in one section only', () => {
    const changelog = '# Changelog\n\n## Unreleased\n\n- new\n\n## 2.0.0 - 2026-01-01\n\n- old\n';
    expect(sectionOf(changelog, 'Unreleased').trim()).to.equal('- new');
    expect(newestIn(changelog)).to.equal('2.0.0');
  });
});
