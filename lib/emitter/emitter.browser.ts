import { asyncScheduler } from 'rxjs';

type Name = string | symbol;
/** Taken from a method, because TypeScript then lets a listener declare narrower parameters. */
type Listener = { listener(...args: unknown[]): void }['listener'];

interface Entry {
  readonly listener: Listener;
  /** A `once` entry is marked as spent before its listener is called, so that a nested `emit` does not call it again. */
  times: 'always' | 'once' | 'spent';
}

/**
 * The part of Node's EventEmitter that code for browsers can expect, with the same semantics. A subclass learns when a
 * name gets a listener, and when it has lost its last one.
 */
export class Emitter {
  readonly #entries = new Map<Name, readonly Entry[]>();
  /** Node's default. */
  #maxListeners = 10;

  /** Called after each listener that is added. */
  protected listenerAdded(_name: Name): void {}

  /** Called when no listener of a name is left. */
  protected lastListenerRemoved(_name: Name): void {}

  on(name: Name, listener: Listener): this {
    return this.#add(name, { listener, times: 'always' });
  }
  addListener(name: Name, listener: Listener): this {
    return this.on(name, listener);
  }
  once(name: Name, listener: Listener): this {
    return this.#add(name, { listener, times: 'once' });
  }
  prependListener(name: Name, listener: Listener): this {
    return this.#add(name, { listener, times: 'always' }, 'first');
  }
  prependOnceListener(name: Name, listener: Listener): this {
    return this.#add(name, { listener, times: 'once' }, 'first');
  }

  off(name: Name, listener: Listener): this {
    const entry = this.#entriesOf(name).findLast(each => each.listener === listener);
    if (entry !== undefined) this.#remove(name, entry);
    return this;
  }
  removeListener(name: Name, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: Name): this {
    // The listeners for `removeListener` are removed last, so that they receive every other removal.
    const names = name === undefined ? this.eventNames().filter(each => each !== 'removeListener') : [name];
    for (const each of names) for (const entry of this.#entriesOf(each).toReversed()) this.#remove(each, entry);
    if (name === undefined && this.#entries.delete('removeListener')) this.lastListenerRemoved('removeListener');
    return this;
  }

  /** @throws the error itself, if the event is `error` and has no listener */
  emit(name: Name, ...args: unknown[]): boolean {
    const entries = this.#entriesOf(name);
    if (entries.length === 0 && name === 'error') throw args[0];
    for (const entry of entries) {
      if (entry.times === 'spent') continue;
      if (entry.times === 'once') {
        entry.times = 'spent';
        this.#remove(name, entry);
      }
      entry.listener.apply(this, args);
    }
    return entries.length > 0;
  }

  listeners(name: Name): Listener[] {
    return this.#entriesOf(name).map(entry => entry.listener);
  }
  /** The same as `listeners`: nothing is wrapped around a listener of `once`. */
  rawListeners(name: Name): Listener[] {
    return this.listeners(name);
  }
  listenerCount(name: Name, listener?: Listener): number {
    return this.listeners(name).filter(each => listener === undefined || each === listener).length;
  }
  eventNames(): Name[] {
    return [...this.#entries.keys()];
  }
  /** Kept only to be read again: no number of listeners causes a warning. */
  setMaxListeners(most: number): this {
    this.#maxListeners = most;
    return this;
  }
  getMaxListeners(): number {
    return this.#maxListeners;
  }

  #entriesOf(name: Name): readonly Entry[] {
    return this.#entries.get(name) ?? [];
  }

  #add(name: Name, entry: Entry, place: 'first' | 'last' = 'last'): this {
    if (typeof entry.listener !== 'function') throw new TypeError('a listener must be a function');
    this.#tell('newListener', name, entry.listener);
    const entries = this.#entriesOf(name);
    this.#entries.set(name, place === 'first' ? [entry, ...entries] : [...entries, entry]);
    this.listenerAdded(name);
    return this;
  }

  #remove(name: Name, entry: Entry): void {
    const entries = this.#entriesOf(name);
    const left = entries.filter(each => each !== entry);
    if (left.length === entries.length) return;
    if (left.length > 0) {
      this.#entries.set(name, left);
    } else {
      this.#entries.delete(name);
      this.lastListenerRemoved(name);
    }
    this.#tell('removeListener', name, entry.listener);
  }

  /** As in Node, an overridden `emit` sees these two events only while they have a listener. */
  #tell(what: 'newListener' | 'removeListener', name: Name, listener: Listener): void {
    if (this.#entries.has(what)) this.emit(what, name, listener);
  }
}

export { warn } from '#platform';

/** To be called in a promise job: runs a function once no promise job is left. */
export const afterMicrotasks = (act: () => void): void => {
  asyncScheduler.schedule(act);
};
