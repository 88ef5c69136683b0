import { expect } from 'chai';
import { badFrame } from '../../lib/protocol/bad-frame.js';
import { Secrets } from '../../lib/text/secrets.js';

const KEY = 'k3y-of-ada';
const secrets = new Secrets();
secrets.remember([KEY]);
const cause = new SyntaxError('Unexpected token');

describe('badFrame', () => {
  it('R21: says why, and shows the first 256 characters of a text', () => {
    const error = badFrame('not JSON', 'x'.repeat(300), cause, secrets);
    expect(error).to.include({ name: 'BadMessageError', message: 'a frame came that is not JSON', cause });
    expect(error.data).to.equal('x'.repeat(256));
  });

  const binaries: [frame: unknown, size: string][] = [
    [new Uint8Array(5), '5'],
    [new ArrayBuffer(6), '6'],
    [new Blob(['1234567']), '7'],
    [undefined, 'unknown'],
  ];
  for (const [frame, size] of binaries) {
    it(`R21: shows of a binary frame its size only: ${size}`, () => {
      expect(badFrame('binary', frame, undefined, secrets).data).to.equal(`[binary, ${size} bytes]`);
    });
  }

  it('R26: masks a secret, one that would be cut off too, and has no cause that may quote it', () => {
    const error = badFrame('not JSON', `${'x'.repeat(250)}${KEY} and more`, cause, secrets);
    expect(error.data).to.equal(`${'x'.repeat(250)}… and `);
    expect(error.cause).to.equal(undefined);
  });
});
