import { expect } from 'chai';
import { inWindow } from '../../lib/traffic/in-window.js';
import { onRefusal } from '../../lib/traffic/on-refusal.js';
import { isPace } from '../../lib/traffic/pace.js';

describe('a pace', () => {
  it('R46: is what inWindow() and onRefusal() return, and nothing else', () => {
    expect([inWindow({ messages: 2, per: 1 }), onRefusal()].map(isPace)).to.deep.equal([true, true]);
    const others = [undefined, null, 7, {}, [], inWindow, { pace: 'in window' }, { start: () => ({}) }];
    expect(others.map(isPace)).to.deep.equal(others.map(() => false));
  });
});
