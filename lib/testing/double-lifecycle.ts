import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  firstValueFrom,
  map,
  merge,
  NEVER,
  type Observable,
  Subject,
  Subscription,
  take,
  timer,
} from 'rxjs';
import type { Closed, CloseOptions, Status } from '../index.js';
import { MAX_TIMER_MS } from './long-timer.js';
import type { SerialQueue } from './serial-queue.js';

type Phase = 'running' | 'draining' | 'closing' | 'closed';

const CLOSING: Partial<Status> = { state: 'closing' };
const STATUS: Readonly<Record<Phase, Partial<Status>>> = {
  running: {},
  draining: CLOSING,
  closing: CLOSING,
  closed: { state: 'closed' },
};

const NORMAL_CLOSE = 1000;

/** What `boot()` and `close()` do to a double. Closing takes RxJS time, so that virtual time moves it. */
export class DoubleLifecycle {
  /** The status as `boot()` and `close()` change it. */
  readonly status$: Observable<Partial<Status>>;
  readonly closed$ = new Subject<Closed>();
  /** Emits when the calls that are still in flight have to reject. */
  readonly callsEnd$ = new Subject<void>();
  readonly #queue: SerialQueue;
  readonly #phase$ = new BehaviorSubject<Phase>('running');
  readonly #inFlight$ = new BehaviorSubject(0);
  /** Emits when the promises of `close()` have to resolve. */
  readonly #settled$ = new Subject<void>();
  #draining = Subscription.EMPTY;
  /** The address of the socket that `close()` found open. */
  #address: string | undefined;
  #bootsAgain = false;

  constructor(queue: SerialQueue) {
    this.#queue = queue;
    this.status$ = this.#phase$.pipe(
      map(phase => STATUS[phase]),
      distinctUntilChanged(),
    );
  }

  get acceptsCalls(): boolean {
    return this.#phase$.value === 'running' || this.#bootsAgain;
  }

  /** How many calls wait for their replies. */
  get inFlight(): number {
    return this.#inFlight$.value;
  }

  boot(): void {
    const phase = this.#phase$.value;
    if (phase === 'closing') this.#bootsAgain = true;
    if (phase === 'draining') {
      this.#draining.unsubscribe();
      this.#phase$.next('running');
      this.#settled$.next();
    }
    if (phase === 'closed') this.#phase$.next('running');
  }

  /** @param address - of the open socket; undefined if there is none */
  close({ drain, code = NORMAL_CLOSE, reason = '' }: CloseOptions, address: string | undefined): Promise<void> {
    const phase = this.#phase$.value;
    this.#bootsAgain = false;
    if (phase === 'closed') return Promise.resolve();
    const settled = firstValueFrom(this.#settled$);
    if (phase === 'running') this.#address = address;
    if (phase === 'closing') return settled;
    const end = this.#address === undefined ? { code: NORMAL_CLOSE, reason: '' } : { code, reason };
    const closed = Object.freeze({ address: this.#address, ...end, wasClean: true });
    if (drain === undefined) this.#close(closed);
    else this.#drain(drain, closed);
    return settled;
  }

  /** A call that counts as in flight for as long as it is subscribed to. */
  track<T>(call$: Observable<T>): Observable<T> {
    return defer(() => {
      this.#inFlight$.next(this.#inFlight$.value + 1);
      return call$.pipe(finalize(() => this.#inFlight$.next(this.#inFlight$.value - 1)));
    });
  }

  /** If the test asks for it twice, the shorter time counts. */
  #drain(ms: number, closed: Closed): void {
    if (this.#phase$.value === 'running') {
      this.#draining = new Subscription();
      this.#phase$.next('draining');
    }
    // A handler of the status may have called boot() or close().
    if (this.#draining.closed) return;
    const idle$ = this.#inFlight$.pipe(filter(count => count === 0));
    const late$ = ms > MAX_TIMER_MS ? NEVER : timer(ms);
    const end$: Observable<unknown> = merge(idle$, late$).pipe(take(1));
    this.#draining.add(end$.subscribe(() => this.#close(closed)));
  }

  #close(closed: Closed): void {
    this.#draining.unsubscribe();
    this.#phase$.next('closing');
    this.callsEnd$.next();
    timer(0).subscribe(() => this.#finish(closed));
  }

  #finish(closed: Closed): void {
    // In one task, so that a handler of the status that boots again is heard of after closed$.
    this.#queue.run(() => {
      this.#phase$.next('closed');
      this.#queue.run(() => this.closed$.next(closed));
    });
    this.#settled$.next();
    if (this.#bootsAgain) this.boot();
    this.#bootsAgain = false;
  }
}
