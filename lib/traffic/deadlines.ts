import { type Subscription, timer } from 'rxjs';
import { isBounded, isRuntimeClock, MAX_TIMER_MS, monotonicClock, timerSource } from '../timers.js';

/** When waits are over that are of one length, and began in the same turn. */
export interface Due {
  at: number;
}

/** Of what is not watched. */
export const NEVER_DUE: Due = { at: 0 };

/** Something with a deadline. Its fields belong to {@link Deadlines}: a linked list, so that each item costs no object more. */
export interface Timed {
  due: Due;
  before: this | undefined;
  after: this | undefined;
}

/** Hears of each item whose time is over, which is then not watched any more. No function, whose closure takes memory. */
export interface DeadlineOwner<T> {
  late(item: T): void;
}

/** All waits of one length, the oldest first. */
interface Queue<T> {
  readonly ms: number;
  /** Picked when the queue is made: a client may be made before virtual time begins. */
  readonly now: () => number;
  first?: T | undefined;
  last?: T | undefined;
  timer?: Subscription;
  wakesAt: number;
  /** That of the present turn. */
  due?: Due | undefined;
  /** What has set the timer. */
  source?: unknown;
}

/** A timer that is later than this was lost, as happens to timers of a page that was suspended. */
const LOST_TIMER_MS = 1_000;

/** A clock of 32 bits, that wraps: differences of up to {@link MAX_TIMER_MS} are true, and no number needs a box of its own. */
const tick = (queue: Queue<unknown>): number => queue.now() | 0;

/**
 * Deadlines without a timer each. Waits of equal length end in the order in which they began, so one timer for each
 * length watches the oldest; when nothing is left to watch, no timer is left.
 */
export class Deadlines<T extends Timed> {
  /** Made when something is watched. */
  #queues: Map<number, Queue<T>> | undefined;
  readonly #owner: DeadlineOwner<T>;

  constructor(owner: DeadlineOwner<T>) {
    this.#owner = owner;
  }

  /** From now on, for `ms`; 0 and Infinity are for ever, and not watched. */
  watch(item: T, ms: number): void {
    if (!isBounded(ms) || ms > MAX_TIMER_MS) return;
    const queue = this.#queues?.get(ms) ?? this.#newQueue(ms);
    item.due = queue.due !== undefined && queue.source === timerSource() ? queue.due : this.#begin(queue);
    item.before = queue.last;
    if (queue.last === undefined) queue.first = item;
    else queue.last.after = item;
    queue.last = item;
  }

  /** The clock is not read for each item, which costs more than all else here: a turn may begin very many waits. */
  #begin(queue: Queue<T>): Due {
    const now = tick(queue);
    // A timer may be lost, with a page's sleep or when a test faked timers: all that it watches would wait for ever.
    if (queue.source !== timerSource() || ((now - queue.wakesAt) | 0) > LOST_TIMER_MS) this.#sleep(queue, 0);
    const due = { at: (now + queue.ms) | 0 };
    if (!isRuntimeClock(queue.now)) return due;
    queue.due = due;
    // A turn may be long, and what it sends leaves at its end: the waits begin there.
    Promise.resolve().then(() => {
      due.at = (tick(queue) + queue.ms) | 0;
      queue.due = undefined;
    });
    return due;
  }

  /** How long an item that is watched has left, in ms, at least 1; `ms` as it was watched with. */
  left(item: T, ms: number): number {
    const queue = this.#queues?.get(ms);
    return queue === undefined ? ms : Math.max(1, (item.due.at - tick(queue)) | 0);
  }

  /** Not to be watched any more; `ms` as it was watched with. */
  drop(item: T, ms: number): void {
    const queue = this.#queues?.get(ms);
    if (queue === undefined || (item.before === undefined && queue.first !== item)) return;
    if (item.before === undefined) queue.first = item.after;
    else item.before.after = item.after;
    if (item.after === undefined) queue.last = item.before;
    else item.after.before = item.before;
    item.before = undefined;
    item.after = undefined;
    if (queue.first === undefined) this.#end(queue);
  }

  #newQueue(ms: number): Queue<T> {
    const queue: Queue<T> = { ms, now: monotonicClock(), wakesAt: 0 };
    this.#queues ??= new Map();
    this.#queues.set(ms, queue);
    this.#sleep(queue, ms);
    return queue;
  }

  #sleep(queue: Queue<T>, ms: number): void {
    queue.timer?.unsubscribe();
    queue.wakesAt = (tick(queue) + ms) | 0;
    queue.source = timerSource();
    queue.timer = timer(ms).subscribe(() => this.#wake(queue));
  }

  /** The timer may be late because the process was busy: what is in the socket by now is read before anything is due. */
  #wake(queue: Queue<T>): void {
    queue.timer = timer(0).subscribe(() => this.#check(queue, tick(queue)));
  }

  #check(queue: Queue<T>, now: number): void {
    for (let item = queue.first; item !== undefined; item = queue.first) {
      const left = (item.due.at - now) | 0;
      // With more left than the whole wait, a clock was set back: some runtimes have no other.
      if (left > 0 && left <= queue.ms) return this.#sleep(queue, left);
      this.drop(item, queue.ms);
      this.#owner.late(item);
      // The handler may have ended this queue, or begun another of its length.
      if (this.#queues?.get(queue.ms) !== queue) return;
    }
  }

  #end(queue: Queue<T>): void {
    queue.timer?.unsubscribe();
    this.#queues?.delete(queue.ms);
  }
}
