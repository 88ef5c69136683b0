import { NgZone } from '@angular/core';

/** An NgZone without zone.js that knows where it is: outside, unless it was entered. */
export class TracedZone implements Pick<NgZone, 'run' | 'runOutsideAngular'> {
  /** Where the code that runs now is. */
  at: 'inside' | 'outside' = 'outside';

  run<T>(act: () => T): T {
    return this.#in('inside', act);
  }

  runOutsideAngular<T>(act: () => T): T {
    return this.#in('outside', act);
  }

  #in<T>(at: TracedZone['at'], act: () => T): T {
    const before = this.at;
    this.at = at;
    try {
      return act();
    } finally {
      this.at = before;
    }
  }

  /** As what Angular injects. */
  get asNgZone(): NgZone {
    return Object.setPrototypeOf(
      { run: this.run.bind(this), runOutsideAngular: this.runOutsideAngular.bind(this) },
      NgZone.prototype,
    );
  }
}
