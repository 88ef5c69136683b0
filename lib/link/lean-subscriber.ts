import { Subscriber, type TeardownLogic } from 'rxjs';

/**
 * A Subscriber that keeps two teardowns in fields. RxJS keeps them in an array, which takes some 180 bytes, and each connection
 * has some ten Subscribers with no more than that. The order of teardowns is that of RxJS.
 */
export class LeanSubscriber<T> extends Subscriber<T> {
  #first: TeardownLogic = undefined;
  #second: TeardownLogic = undefined;

  override add(teardown: TeardownLogic): void {
    if (!teardown || teardown === this || this.closed) return super.add(teardown);
    if (teardown === this.#first || teardown === this.#second) return;
    if (!isOpen(this.#first)) this.#shift();
    if (!isOpen(this.#first)) this.#first = teardown;
    else if (!isOpen(this.#second)) this.#second = teardown;
    else {
      super.add(this.#first);
      this.#shift();
      this.#second = teardown;
    }
  }

  #shift(): void {
    this.#first = this.#second;
    this.#second = undefined;
  }

  override remove(teardown: Exclude<TeardownLogic, void>): void {
    if (teardown === this.#second) this.#second = undefined;
    if (teardown === this.#first) this.#shift();
    super.remove(teardown);
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.add(this.#first);
    super.add(this.#second);
    this.#first = undefined;
    this.#second = undefined;
    super.unsubscribe();
  }
}

/** One that has ended by itself needs no teardown any more. */
const isOpen = (teardown: TeardownLogic): boolean =>
  Boolean(teardown) && (teardown as { closed?: boolean }).closed !== true;
