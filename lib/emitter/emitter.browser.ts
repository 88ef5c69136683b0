type Name = string | symbol;
/** Declared as a method's, so that a listener may say itself what it takes. */
type Listener = { listener(...args: unknown[]): void }['listener'];
/** A listener on a name; one for once is spent before it is told. */
interface Entry {
  readonly listener: Listener;
  times: 'always' | 'once' | 'never again';
}

/** The part of Node's EventEmitter that a page can expect of one, with the same semantics; it says when somebody begins to listen. */
export class Emitter {
  readonly #entries = new Map<Name, readonly Entry[]>();

  /** Called after a listener was added. */
  protected listening(_name: Name): void {}

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

  off(name: Name, listener: Listener): this {
    const entry = this.#on(name).findLast(each => each.listener === listener);
    if (entry !== undefined) this.#remove(name, entry);
    return this;
  }
  removeListener(name: Name, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: Name): this {
    // Those who are told of removals go last, so that they hear of all.
    const names = name === undefined ? this.eventNames().filter(each => each !== 'removeListener') : [name];
    for (const each of names) for (const entry of this.#on(each).toReversed()) this.#remove(each, entry);
    if (name === undefined) this.#entries.delete('removeListener');
    return this;
  }

  /** @throws the error itself, for an `error` that nobody listens for */
  emit(name: Name, ...args: unknown[]): boolean {
    const entries = this.#on(name);
    if (entries.length === 0 && name === 'error') throw args[0];
    for (const entry of entries) {
      if (entry.times === 'never again') continue;
      if (entry.times === 'once') {
        entry.times = 'never again';
        this.#remove(name, entry);
      }
      entry.listener.apply(this, args);
    }
    return entries.length > 0;
  }

  listeners(name: Name): Listener[] {
    return this.#on(name).map(entry => entry.listener);
  }
  listenerCount(name: Name): number {
    return this.#on(name).length;
  }
  eventNames(): Name[] {
    return [...this.#entries.keys()];
  }
  setMaxListeners(_most: number): this {
    return this;
  }

  #on(name: Name): readonly Entry[] {
    return this.#entries.get(name) ?? [];
  }

  #add(name: Name, entry: Entry, place: 'first' | 'last' = 'last'): this {
    if (typeof entry.listener !== 'function') throw new TypeError('a listener must be a function');
    this.#tell('newListener', name, entry.listener);
    const entries = this.#on(name);
    this.#entries.set(name, place === 'first' ? [entry, ...entries] : [...entries, entry]);
    this.listening(name);
    return this;
  }

  #remove(name: Name, entry: Entry): void {
    const entries = this.#on(name);
    const left = entries.filter(each => each !== entry);
    if (left.length === entries.length) return;
    if (left.length === 0) this.#entries.delete(name);
    else this.#entries.set(name, left);
    this.#tell('removeListener', name, entry.listener);
  }

  /** As in Node, an `emit` of somebody's own hears of listeners only while somebody listens for that. */
  #tell(what: 'newListener' | 'removeListener', name: Name, listener: Listener): void {
    if (this.#entries.has(what)) this.emit(what, name, listener);
  }
}

/** An error that nobody listens for: one line on the console each. */
export const warn = (error: Error): void => {
  // biome-ignore lint/suspicious/noConsole: a page has no other place for a warning
  console.warn(`${error.name}: ${error.message}`);
};
