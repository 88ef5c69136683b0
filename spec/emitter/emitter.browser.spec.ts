import { Emitter } from '../../lib/emitter/emitter.browser.js';
import { behavesAsEmitter, type Name } from '../kit/behaves-as-emitter.js';

describe('the emitter for browsers', () => {
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
});
