import { expect } from 'chai';
import { checkFrame } from '../../lib/protocol/check-frame.js';

describe('checkFrame', () => {
  it('R30: gives a string and bytes as they are', () => {
    const bytes = new Uint8Array([1]);
    expect([checkFrame('frame', ''), checkFrame('frame', 'a'), checkFrame('frame', bytes)]).to.deep.equal([
      '',
      'a',
      bytes,
    ]);
  });

  for (const [value, shown] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [7n, '7n'],
    [{}, 'an object'],
    [new ArrayBuffer(1), 'an object'],
  ] as const) {
    it(`R30: ${shown} is a TypeError that names the function`, () => {
      expect(() => checkFrame('cancel', value)).to.throw(
        TypeError,
        `cancel of the protocol must give a string or bytes, not ${shown}`,
      );
    });
  }
});
