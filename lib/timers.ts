import { asyncScheduler, defer, NEVER, type Observable } from 'rxjs';

/** The longest delay that `setTimeout` and `setInterval` take, in ms. A longer one fires at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Whether a time limit ends at all: 0 and Infinity wait for ever. */
export const isBounded = (ms: number): boolean => ms > 0 && ms <= MAX_TIMER_MS;

/**
 * A clock for elapsed time, in ms from an arbitrary start. Setting the system time does not move it, unlike
 * `asyncScheduler.now()`: a deadline would end at once, or not for hours.
 *
 * The clock follows the timers. Call this where the timers start, not in a constructor: within
 * `TestScheduler.run`, it returns the virtual time.
 */
export const monotonicClock = (): (() => number) =>
  isVirtual() || !hasMonotonicTime() ? schedulerTime : performanceTime;

const schedulerTime = (): number => asyncScheduler.now();
const performanceTime = (): number => performance.now();

/** Whether it is the runtime's, which moves during a turn only by as much as the turn takes; not one that a test moves. */
export const isRuntimeClock = (clock: () => number): boolean =>
  clock === performanceTime && !Object.hasOwn(performance, 'now');

/** A date as text → epoch ms; NaN for what is no date. */
export const parseDate = (text: string): number => Date.parse(text);

/** What sets timers at present; another one after a test has faked them for a while. */
export const timerSource = (): unknown => globalThis.setInterval;

/** Whether a TestScheduler drives the time of RxJS. */
const isVirtual = (): boolean => {
  const earliest = Date.now();
  const now = asyncScheduler.now();
  return now < earliest || now > Date.now();
};

/** Whether `performance` exists (not in old React Native), and moves together with the timers. */
const hasMonotonicTime = (): boolean => {
  const { performance } = globalThis as Partial<typeof globalThis>;
  if (typeof performance?.now !== 'function') return false;
  // Some fake timers (node:test, Angular's fakeAsync, Vitest before 3) replace `Date` and not `performance`. The own
  // property `now` is that of fakes: the runtime's is inherited.
  return Object.hasOwn(performance, 'now') || !isFake(Date);
};

let checked: DateConstructor | undefined;
let wasFake = false;

/**
 * Whether a test replaced the class; `clock` marks that of `@sinonjs/fake-timers`, which looks like native code. The last
 * answer is kept: each dial asks several times.
 */
const isFake = (DateClass: DateConstructor): boolean => {
  if (DateClass !== checked) {
    checked = DateClass;
    wasFake = 'clock' in DateClass || !Function.prototype.toString.call(DateClass).includes('[native code]');
  }
  return wasFake;
};

/**
 * Never emits in virtual time, where no machine sleeps: a timer that never ends would keep a `TestScheduler` from coming to an
 * end.
 */
export const unlessVirtual = <T>(source: Observable<T>): Observable<T> => defer(() => (isVirtual() ? NEVER : source));
