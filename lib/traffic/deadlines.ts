import { asyncScheduler, type Subscription, timer } from 'rxjs';
import { isBounded, LONGEST } from '../link/join.js';

/** Something with a deadline, that knows its neighbours in the queue: what is here belongs to {@link Deadlines}. */
export interface Timed {
  dueAt: number;
  before: this | undefined;
  after: this | undefined;
}

/** All waits of one length, the oldest first. */
interface Queue<T> {
  readonly length: number;
  first: T | undefined;
  last: T | undefined;
  wake: Subscription | undefined;
}

/** A clock of 32 bits, that wraps: differences of up to {@link LONGEST} are true, and no number needs a box of its own. */
const tick = (): number => asyncScheduler.now() | 0;

/**
 * Deadlines without a timer each. Waits of equal length end in the order in which they began, so one timer for each
 * length watches the oldest; when nothing is left to watch, no timer is left.
 */
export class Deadlines<T extends Timed> {
  readonly #queues = new Map<number, Queue<T>>();

  /** @param due - told of each item whose time is over, which is then not watched any more */
  constructor(private readonly due: (item: T) => void) {}

  /** From now on, for `ms`; 0 and Infinity are for ever, and not watched. */
  watch(item: T, ms: number): void {
    if (!isBounded(ms) || ms > LONGEST) return;
    let queue = this.#queues.get(ms);
    if (queue === undefined) {
      queue = { length: ms, first: undefined, last: undefined, wake: undefined };
      this.#queues.set(ms, queue);
      this.#sleep(queue, ms);
    }
    item.dueAt = (tick() + ms) | 0;
    item.before = queue.last;
    if (queue.last === undefined) queue.first = item;
    else queue.last.after = item;
    queue.last = item;
  }

  /** No longer of interest; `ms` as it was watched with. */
  drop(item: T, ms: number): void {
    const queue = this.#queues.get(ms);
    if (queue === undefined || (item.before === undefined && queue.first !== item)) return;
    if (item.before === undefined) queue.first = item.after;
    else item.before.after = item.after;
    if (item.after === undefined) queue.last = item.before;
    else item.after.before = item.before;
    item.before = undefined;
    item.after = undefined;
    if (queue.first === undefined) this.#end(queue);
  }

  #sleep(queue: Queue<T>, ms: number): void {
    queue.wake = timer(ms).subscribe(() => this.#wake(queue));
  }

  #wake(queue: Queue<T>): void {
    const { length } = queue;
    const now = tick();
    for (let item = queue.first; item !== undefined; item = queue.first) {
      const left = (item.dueAt - now) | 0;
      // More left than the whole wait means that the clock was set back.
      if (left > 0 && left <= length) {
        this.#sleep(queue, left);
        return;
      }
      this.drop(item, length);
      this.due(item);
      // What was due may have ended this queue, or begun another of its length.
      if (this.#queues.get(length) !== queue) return;
    }
  }

  #end(queue: Queue<T>): void {
    queue.wake?.unsubscribe();
    this.#queues.delete(queue.length);
  }
}
