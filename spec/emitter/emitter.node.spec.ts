import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { Emitter } from '../../lib/emitter/emitter.node.js';
import { behavesAsEmitter, type Name } from '../kit/behaves-as-emitter.js';

describe('the emitter of node', () => {
  behavesAsEmitter(
    heard =>
      new (class extends Emitter {
        protected override listening(name: Name): void {
          heard(name);
        }
      })(),
  );

  it('is an EventEmitter', () => {
    expect(new Emitter()).to.be.instanceOf(EventEmitter);
  });
});
