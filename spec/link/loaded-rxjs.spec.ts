import { expect } from 'chai';
import { loadedRxjs } from '../../lib/link/loaded-rxjs.js';

describe('loadedRxjs', () => {
  it('gives the folder of each copy that is loaded, which is one here', () => {
    const copies = loadedRxjs();
    expect(copies).to.have.length(1);
    expect(copies[0]).to.match(/node_modules[\\/]rxjs$/);
  });
});
