import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { faultNames } from '../../lib/server/faults.js';
import { methods } from '../../lib/server/methods/index.js';
import { defaults } from '../../lib/server/options.js';
import { refusalNames } from '../../lib/server/refusals.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const server = read('docs/server.md');
const protocol = read('docs/protocol.md');

/** A default as the docs write it. */
const written = (value: unknown): string => {
  if (value === Math.random) return 'Math.random';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return value < 10_000 ? `${value}` : value.toLocaleString('en').replaceAll(',', '_');
  return JSON.stringify(value);
};

describe('the documentation of the server', () => {
  it('has every default, in the table and beside the option', () => {
    const source = read('lib/server/options.ts');
    for (const [name, value] of Object.entries(defaults)) {
      const text = value === Number.POSITIVE_INFINITY ? 'Infinity' : written(value);
      expect(server, name).to.include(`| \`${name}\` | \`${text}\` |`);
      expect(source, name).to.match(new RegExp(`@default ${text.replace(/[.{}[\]]/g, '\\$&')} \\*/\\n  ${name}\\?`));
    }
  });

  it('has every fault, with an example, and no other', () => {
    const table = server.slice(server.indexOf('| fault |'), server.indexOf('One example each'));
    const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).to.deep.equal([...faultNames].sort());
    for (const name of faultNames) expect(server).to.include(`endpoint.fault('${name}'`);
  });

  it('has every method and every reason to refuse', () => {
    for (const name of methods.keys()) if (name !== 'vote') expect(protocol).to.include(`\n### ${name}\n`);
    for (const name of refusalNames) expect(protocol).to.match(new RegExp(`^\\| .*\`${name}\``, 'm'));
  });

  it('links only to sections there are', () => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(' ', '-')
        .replace(/[^\w-]/g, '');
    const anchors = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
    const links = (text: string, to: string) =>
      [...text.matchAll(/\]\(([\w.]*)#([\w-]+)\)/g)].flatMap(([, file, name]) => (file === to ? [name] : []));
    expect(anchors(protocol)).to.include.members([...links(protocol, ''), ...links(server, 'protocol.md')]);
    expect(anchors(server)).to.include.members([...links(server, ''), ...links(protocol, 'server.md')]);
  });
});
