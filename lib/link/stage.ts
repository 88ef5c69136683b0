import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { LeanSubscriber } from './lean-subscriber.js';

/**
 * An operator made of one Subscriber, as RxJS 5 and 6 wrote theirs: a built-in operator keeps two to six times as much
 * heap for as long as its connection lasts, and a process may hold thousands of connections.
 *
 * The only place that relies on a Subscriber which is given its destination: it is torn down with the destination, and
 * it passes on what it does not override.
 */
export abstract class Stage<In, Out = In> extends LeanSubscriber<In> {
  protected readonly out: Subscriber<Out>;

  constructor(out: Subscriber<Out>) {
    super(out);
    this.out = out;
  }
}

export const stage =
  <In, Out>(make: (out: Subscriber<Out>) => Stage<In, Out>): OperatorFunction<In, Out> =>
  source =>
    new Observable(out => {
      // A closed destination would tear the stage down within its constructor, before it has its fields.
      if (out.closed) return;
      const made = make(out);
      if (!made.closed) source.subscribe(made);
    });
