import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { Emitter } from '../../lib/emitter/emitter.node.js';
import { behavesAsEmitter, type Name } from '../kit/behaves-as-emitter.js';

describe('the emitter for Node', () => {
  behavesAsEmitter(
    hooks =>
      new (class extends Emitter {
        protected override listenerAdded(name: Name): void {
          hooks.listenerAdded(name);
        }
        protected override lastListenerRemoved(name: Name): void {
          hooks.lastListenerRemoved(name);
        }
      })(),
  );

  it('is an EventEmitter', () => {
    expect(new Emitter()).to.be.instanceOf(EventEmitter);
  });
});
