import { expect } from 'chai';
import { codeOf, isTrouble, meaningOf } from '../../lib/beam/refusals.js';

describe('refusals', () => {
  const codes: [error: unknown, code: string | number | undefined][] = [
    ['UNOTFOUND', 'UNOTFOUND'],
    [4006, 4006],
    [{ code: 4006, message: 'later' }, 4006],
    [{ code: 'UACCESS' }, 'UACCESS'],
    [{ message: 'no code' }, undefined],
    [{ code: { nested: true } }, undefined],
    [null, undefined],
    [true, undefined],
  ];
  for (const [error, code] of codes) {
    it(`the code of ${JSON.stringify(error)} is ${code}`, () => expect(codeOf(error)).to.equal(code));
  }

  it('R11: only 4006 is trouble on the server’s side', () => {
    expect([4006, { code: 4006 }].map(isTrouble)).to.deep.equal([true, true]);
    expect(['4006', 4005, { code: 'UNOTFOUND' }, undefined].map(isTrouble)).to.deep.equal([false, false, false, false]);
  });

  it('only 4005 means that a call was too fast', () => {
    expect([4005, { code: 4005 }].map(meaningOf)).to.deep.equal(['too-fast', 'too-fast']);
    const others = ['4005', 4006, { code: 'UNOTFOUND' }, undefined, 'slow down'];
    expect(others.map(meaningOf)).to.deep.equal(others.map(() => undefined));
  });
});
