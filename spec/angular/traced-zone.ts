import { NgZone } from '@angular/core';

/** An NgZone without zone.js, which records whether the current code runs inside it. It starts outside. */
export class TracedZone implements Pick<NgZone, 'run' | 'runOutsideAngular'> {
  /** Where the current code runs. */
  at: 'inside' | 'outside' = 'outside';

  run<T>(task: () => T): T {
    return this.#in('inside', task);
  }

  runOutsideAngular<T>(task: () => T): T {
    return this.#in('outside', task);
  }

  #in<T>(at: TracedZone['at'], task: () => T): T {
    const before = this.at;
    this.at = at;
    try {
      return task();
    } finally {
      this.at = before;
    }
  }

  /** The same zone with the type and prototype of what Angular injects. */
  get asNgZone(): NgZone {
    return Object.setPrototypeOf(
      { run: this.run.bind(this), runOutsideAngular: this.runOutsideAngular.bind(this) },
      NgZone.prototype,
    );
  }
}
