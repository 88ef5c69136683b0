import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';

const textOf = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** The cells of the rows that begin with a name in code. */
const rowsOf = (page: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...page.matchAll(/^\| `([\w-]+)`.*$/gm)].map(([row, name = '']) => [
      name,
      row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim()),
    ]),
  );

describe('the page of the errors', () => {
  let rows: ReadonlyMap<string, readonly string[]>;
  before(async () => {
    rows = rowsOf(await textOf('docs/errors.md'));
  });

  it('says of each class when it happens and what to do', async () => {
    const sources = await Promise.all(['lib/errors.ts', 'lib/observe/iterate.ts'].map(textOf));
    const classes = [...sources.join('\n').matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);
    expect(classes).to.include.members(['AddressError', 'IterateOverflowError', 'TimeoutError']);
    for (const name of classes) {
      const cells = rows.get(name) ?? [];
      expect(cells, name).to.have.length(4);
      expect(cells[2], `when ${name} happens`).to.not.equal('');
      expect(cells[3], `what to do about ${name}`).to.not.equal('');
    }
  });

  it('says of each kind of a CallError when it happens and what to do', async () => {
    const [, union = ''] = /export type CallErrorKind =([^;]*);/.exec(await textOf('lib/errors.ts')) ?? [];
    const kinds = [...union.matchAll(/'([\w-]+)'/g)].map(([, kind = '']) => kind);
    expect(kinds).to.include.members(['refused', 'paced']);
    for (const kind of kinds) {
      const cells = rows.get(kind) ?? [];
      expect(cells, kind).to.have.length(3);
      expect(cells[1], `when ${kind} happens`).to.not.equal('');
      expect(cells[2], `what to do about ${kind}`).to.not.equal('');
    }
  });

  it('says of each delivery whether it is safe to try again', async () => {
    const [, union = ''] = /export type Delivery =([^;]*);/.exec(await textOf('lib/errors.ts')) ?? [];
    for (const [, delivery = ''] of union.matchAll(/'([\w-]+)'/g))
      expect(rows.get(delivery), delivery).to.have.length(2);
  });
});
