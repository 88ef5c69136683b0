import { loadedRxjs, warn } from '#platform';

let isChecked = false;

/** Warns once if there are two copies of RxJS: a TestScheduler moves the timers of its own copy, and marbles then show nothing. */
export const warnOfTwoRxjs = (loaded: () => readonly string[] = loadedRxjs): void => {
  if (isChecked) return;
  isChecked = true;
  const copies = loaded();
  if (copies.length < 2) return;
  warn(
    `${copies.length} copies of RxJS are loaded: ${copies.join(', ')}. A TestScheduler moves only the time of its own copy, so that marbles show nothing. Install one: npm dedupe, or overrides in package.json`,
  );
};
