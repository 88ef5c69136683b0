import { expect } from 'chai';
import { golden } from '../kit/golden.js';
import { ENDS } from './ends.js';
import { asText, rowsOf } from './play.js';

const fileOf = (name: string): string => `spec/orders/golden/${name.replace(/\W+/g, '-').replace(/-$/, '')}.txt`;

describe('the orders in which things are told', () => {
  for (const end of ENDS) {
    it(`${end.name}: as in ${fileOf(end.name)}`, async () => {
      const now = asText(end.name, await rowsOf(end));
      expect(now).to.not.contain('= LEFT');
      const before = await golden(fileOf(end.name), now);
      // Row by row, so that a failure shows the one that differs.
      const wanted = before.split('\n\n');
      for (const [at, row] of now.split('\n\n').entries()) expect(row).to.equal(wanted[at]);
      expect(now).to.equal(before);
    });
  }
});
