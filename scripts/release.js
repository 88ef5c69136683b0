/**
 * Run by `npm version`: what is unreleased gets the number of the version in CHANGELOG.md, and the public types become those of
 * the last release.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';

const path = name => new URL(`../${name}`, import.meta.url);

const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const changelog = readFileSync(path('CHANGELOG.md'), 'utf8');
if (!changelog.includes('\n## Unreleased\n')) throw new Error('CHANGELOG.md has no section Unreleased');
const date = new Date().toISOString().slice(0, 10);
writeFileSync(path('CHANGELOG.md'), changelog.replace('\n## Unreleased\n', `\n## Unreleased\n\n## ${version} - ${date}\n`));
cpSync(path('spec/package/api'), path('spec/package/released'), { recursive: true });
writeFileSync(path('spec/package/released/version.txt'), `${version}\n`);
