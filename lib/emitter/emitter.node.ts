import { EventEmitter } from 'node:events';
import { nextTick } from 'node:process';

type Name = string | symbol;
type Listener = Parameters<EventEmitter['on']>[1];

/** Node's EventEmitter. A subclass learns when a name gets a listener, and when it has lost its last one. */
export class Emitter extends EventEmitter {
  /** Called after each listener that is added. */
  protected listenerAdded(_name: Name): void {}

  /** Called when no listener of a name is left. May be called again for the same name. */
  protected lastListenerRemoved(_name: Name): void {}

  // Node's `once` and `prependOnceListener` call `on` and `prependListener`.

  override on(name: Name, listener: Listener): this {
    super.on(name, listener);
    this.listenerAdded(name);
    return this;
  }

  override addListener(name: Name, listener: Listener): this {
    return this.on(name, listener);
  }

  override prependListener(name: Name, listener: Listener): this {
    super.prependListener(name, listener);
    this.listenerAdded(name);
    return this;
  }

  // Removing emits `removeListener`, and a listener of that may throw after the removal: hence `finally`.

  override removeListener(name: Name, listener: Listener): this {
    try {
      return super.removeListener(name, listener);
    } finally {
      this.#checkListenersOf(name);
    }
  }

  override off(name: Name, listener: Listener): this {
    return this.removeListener(name, listener);
  }

  /** Rest arguments, because Node takes a given `undefined` for the name "undefined". */
  override removeAllListeners(...given: [name?: Name | undefined]): this {
    const names = given.length === 0 ? this.eventNames() : (given as [Name]);
    try {
      return super.removeAllListeners(...given);
    } finally {
      for (const name of names) this.#checkListenersOf(name);
    }
  }

  #checkListenersOf(name: Name): void {
    if (this.listenerCount(name) === 0) this.lastListenerRemoved(name);
  }
}

export { warn } from '#platform';

/** To be called in a promise job: runs a function once no promise job is left. */
export const afterMicrotasks = (act: () => void): void => nextTick(act);
