import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { ancestor, herd, ours, withHedge } from './herd-model.js';
import { hedgeTable, herdTable, SEED } from './herd-table.js';

const peak = (times: readonly number[]): number => {
  const counts = new Map<number, number>();
  for (const at of times) counts.set(Math.floor(at / 100), (counts.get(Math.floor(at / 100)) ?? 0) + 1);
  return Math.max(...counts.values());
};

describe('a herd', function () {
  this.timeout(60_000);

  it('R4: spreads over the whole of the first wait, in time and without a gap', () => {
    const dials = herd(ours, { clients: 2_000, nextRefuses: 0 }, 3);
    expect(dials.every(({ accepted }) => accepted)).to.equal(true);
    expect(Math.max(...dials.map(({ at }) => at))).to.be.below(500);
    const perBin = dials.length / 5;
    expect(peak(dials.map(({ at }) => at))).to.be.below(1.5 * perBin);
  });

  it('R3: every client connects to another endpoint, also when the next one refuses', () => {
    const dials = herd(ours, { clients: 2_000, nextRefuses: 10_000 }, 3);
    const [refused, accepted] = [dials.filter(dial => !dial.accepted), dials.filter(dial => dial.accepted)];
    expect(accepted.length).to.be.within(400, 600);
    expect(refused.length, 'each is refused once, and goes on').to.equal(accepted.length);
    expect(new Set(refused.map(({ address }) => address)).size).to.equal(1);
  });

  it('of the previous client dialled at two moments', () => {
    const dials = herd(ancestor, { clients: 2_000, nextRefuses: 0 }, 3);
    expect([...new Set(dials.map(({ at }) => at))].sort((a, b) => a - b)).to.deep.equal([500, 1000]);
  });

  it('R44: with hedge, a client is back soon although the next endpoint hangs, and no server gets a dial too many', () => {
    const scenario = { clients: 2_000, nextRefuses: 0, nextHangs: true };
    const backAt = (dials: ReturnType<typeof herd>) => dials.flatMap(({ at, accepted }) => (accepted ? [at] : []));
    const [off, on] = [herd(withHedge(), scenario, 3), herd(withHedge(1_000), scenario, 3)];
    expect(Math.min(...backAt(off))).to.be.at.least(10_000);
    expect(Math.max(...backAt(on))).to.be.at.most(500 + 1_200);
    expect([on.length, backAt(on).length]).to.deep.equal([off.length, backAt(off).length]);
  });

  it('R44: with hedge, no server gets a dial more while each welcomes in time', () => {
    const scenario = { clients: 2_000, nextRefuses: 0, welcomesAfter: 100 };
    expect(herd(withHedge(1_000), scenario, 3)).to.have.length(herd(withHedge(), scenario, 3).length);
  });

  const tables: [name: string, table: (seed: number) => string][] = [
    ['herd', herdTable],
    ['hedge', hedgeTable],
  ];
  for (const [name, table] of tables) {
    it(`gives the table ${name} in docs/reliability.md`, async () => {
      const page = await readFile(join(ROOT, 'docs/reliability.md'), 'utf8');
      const [, shown] = new RegExp(`<!-- ${name} -->\n+(.*?)\n+<!-- /${name} -->`, 's').exec(page) ?? [];
      expect(shown, 'paste what `npm run herd` prints').to.equal(table(SEED));
    });
  }
});
