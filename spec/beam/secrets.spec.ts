import { expect } from 'chai';
import { secretsOf } from '../../lib/beam/secrets.js';

describe('the secrets of auth', () => {
  const cases: [args: readonly unknown[], secrets: readonly string[]][] = [
    [
      [42, 7, 'k3y', 'acc3ss'],
      ['k3y', 'acc3ss'],
    ],
    [[42, 7, 'k3y'], ['k3y']],
    [[42, null, null, 'acc3ss'], ['acc3ss']],
    [[42, 7, '', undefined], []],
    [
      ['42', '7', 'k3y', 'acc3ss', 'no argument of auth'],
      ['k3y', 'acc3ss'],
    ],
    [[42], []],
  ];
  for (const [args, secrets] of cases) {
    it(`R26: of ${JSON.stringify(args)} are ${JSON.stringify(secrets)}`, () => {
      expect(secretsOf(args)).to.deep.equal(secrets);
    });
  }
});
