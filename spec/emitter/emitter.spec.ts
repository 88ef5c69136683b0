import { expect } from 'chai';
import { Emitter as BrowserEmitter } from '../../lib/emitter/emitter.browser.js';
import { Emitter as NodeEmitter } from '../../lib/emitter/emitter.node.js';

/** What both must have in common, whoever listens. */
for (const [where, E] of [
  ['a browser', BrowserEmitter],
  ['Node', NodeEmitter],
] as const) {
  describe(`Emitter of ${where}`, () => {
    const make = () => new E() as BrowserEmitter;

    it('a listener that is added with once, then with on, is told twice, then once', () => {
      const e = make();
      let n = 0;
      const f = () => {
        n += 1;
      };
      e.once('x', f).on('x', f);
      e.emit('x');
      expect(n).to.equal(2);
      e.emit('x');
      e.emit('x');
      expect(n).to.equal(4);
    });

    it('a listener for once is told once, though told in the middle of being told', () => {
      const e = make();
      let n = 0;
      let nested = false;
      e.on('x', () => {
        if (!nested) {
          nested = true;
          e.emit('x');
        }
      });
      e.once('x', () => {
        n += 1;
      });
      e.emit('x');
      expect(n).to.equal(1);
    });

    it('removeAllListeners removes the newest first, and those who are told of removals last', () => {
      const e = make();
      const log: unknown[] = [];
      const [a, b] = [() => {}, () => {}];
      e.on('removeListener', (_n, l) => log.push(l === a ? 'a' : l === b ? 'b' : 'other'));
      e.on('x', a).on('x', b);
      e.removeAllListeners();
      expect(log).to.deep.equal(['b', 'a']);
    });

    it('refuses a listener that is no function', () => {
      expect(() => make().on('x', 'f' as never)).to.throw(TypeError);
    });

    it('throws an error that nobody listens for', () => {
      expect(() => make().emit('error', new Error('mine'))).to.throw('mine');
    });

    it('a listener that is taken off while others are told is still told this time', () => {
      const e = make();
      const log: string[] = [];
      const f = () => void log.push('f');
      e.once('x', f);
      e.on('x', () => {});
      const g = () => {
        e.off('x', f);
      };
      e.prependListener('x', g);
      e.emit('x');
      expect(log).to.deep.equal(['f']);
    });
  });
}
