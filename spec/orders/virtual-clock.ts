const turn = setImmediate;

interface Timer {
  readonly at: number;
  /** Of an interval: how long it is. */
  readonly every: number | undefined;
  readonly fire: () => void;
}

/**
 * Time that a spec moves, in place of the runtime's. Between two timers the promises have their turn, so that a journal
 * shows their order too; the virtual time of RxJS has none for them.
 */
export class VirtualClock {
  #now = 1_000_000;
  #ids = 0;
  readonly #timers = new Map<number, Timer>();
  readonly #originals = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
  };
  readonly #dateNow = Date.now;

  get now(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  install(): void {
    const set = (fire: (...args: unknown[]) => void, ms: number, every: number | undefined, args: unknown[]) => {
      this.#ids += 1;
      this.#timers.set(this.#ids, { at: this.#now + Math.max(0, ms), every, fire: () => fire(...args) });
      return this.#ids;
    };
    const clear = (id: number) => void this.#timers.delete(id);
    const now = () => this.#now;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms = 0, ...args: unknown[]) => set(fire, ms, undefined, args),
      setInterval: (fire: () => void, ms = 0, ...args: unknown[]) => set(fire, ms, Math.max(1, ms), args),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Date.now = now;
    performance.now = now;
  }

  uninstall(): void {
    Object.assign(globalThis, this.#originals);
    Date.now = this.#dateNow;
    // The runtime's is inherited; an own one would pass for that of fake timers.
    delete (performance as { now?: unknown }).now;
  }

  /** Lets promises and what they lead to have their turn. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 2; turns += 1) await new Promise(resolve => turn(resolve));
  }

  /** Lets time pass: each timer that is due fires alone, in the order of time and then of setting. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      const [id, timer] = next;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every === undefined) this.#timers.delete(id);
      else this.#timers.set(id, { ...timer, at: this.#now + timer.every });
      timer.fire();
      await this.settle();
    }
    this.#now = until;
  }

  #due(until: number): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const each of this.#timers) {
      if (each[1].at <= until && (first === undefined || each[1].at < first[1].at)) first = each;
    }
    return first;
  }
}
