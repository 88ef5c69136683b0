import { expect } from 'chai';
import * as browser from '../../lib/emitter/emitter.browser.js';
import * as node from '../../lib/emitter/emitter.node.js';
import * as browserPlatform from '../../lib/link/platform.browser.js';
import * as nodePlatform from '../../lib/link/platform.node.js';
import { reportsDuring } from '../kit/reports.js';

/** The behaviour that both platforms have in common. */
for (const [where, { Emitter, afterMicrotasks }] of [
  ['a browser', browser],
  ['Node', node],
] as const) {
  describe(`Emitter of ${where}`, () => {
    const make = () => new Emitter() as browser.Emitter;

    it('a listener added with once and with on is called twice by the first emit, then once', () => {
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

    it('a once listener is called once, even if it emits its own event', () => {
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

    it('removeAllListeners removes the newest first, and the listeners for removeListener last', () => {
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

    it('throws an error event without a listener', () => {
      expect(() => make().emit('error', new Error('mine'))).to.throw('mine');
    });

    it('a listener removed during an emit is still called this time', () => {
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

    it('afterMicrotasks, called in a promise job, runs a function once no promise job is left', async () => {
      const log: string[] = [];
      const ran = new Promise<void>(resolve => {
        void Promise.resolve().then(() => {
          log.push('now');
          afterMicrotasks(() => {
            log.push('after');
            resolve();
          });
        });
      });
      void (async () => {
        for (const n of [1, 2, 3]) log.push(await Promise.resolve(`job ${n}`));
      })();
      await ran;
      expect(log).to.deep.equal(['now', 'job 1', 'job 2', 'job 3', 'after']);
    });
  });
}

describe('warn', () => {
  it('prints one line with console.warn in a browser', () => {
    const { warn } = console;
    const said: unknown[] = [];
    console.warn = (...args) => said.push(args);
    try {
      browserPlatform.warn('it happened');
    } finally {
      console.warn = warn;
    }
    expect(said).to.deep.equal([['it happened']]);
  });

  it('emits a process warning in Node', async () => {
    const { warnings } = await reportsDuring(() => nodePlatform.warn('it happened'));
    expect(warnings).to.deep.equal(['it happened']);
  });
});
