import { Emitter } from '../../lib/emitter/emitter.browser.js';
import { behavesAsEmitter, type Name } from '../kit/behaves-as-emitter.js';

describe('the emitter of browser', () => {
  behavesAsEmitter(
    heard =>
      new (class extends Emitter {
        protected override listening(name: Name): void {
          heard(name);
        }
      })(),
  );
});
