import { expect } from 'chai';
import { warnOfTwoRxjs } from '../../lib/link/one-rxjs.js';

describe('warnOfTwoRxjs', () => {
  it('looks once in a process', () => {
    let looks = 0;
    const loaded = () => {
      looks += 1;
      return [];
    };
    warnOfTwoRxjs(loaded);
    warnOfTwoRxjs(loaded);
    expect(looks).to.be.at.most(1);
  });
});
