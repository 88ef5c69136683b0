import { fromEvent, map, takeWhile, tap, toArray } from 'rxjs';
import { DEADLINE, next } from '../../kit/live.js';
import { command } from './command.js';

/** Resolves when the page has seen all that the server has done. */
export const caughtUp = (): Promise<void> => command('catchUp');

/** The message of the next warning about an error event without a listener. */
export const warning = async (): Promise<string> => {
  const { warn } = console;
  try {
    return await new Promise<string>((resolve, reject) => {
      console.warn = resolve;
      AbortSignal.timeout(DEADLINE).addEventListener('abort', () => reject(new Error('no warning')));
    });
  } finally {
    console.warn = warn;
  }
};

/** The unhandled rejections that `act` causes. */
export const unhandledDuring = async (act: () => void): Promise<unknown[]> => {
  const last = new Error('the last one: those before it have been reported by then');
  const reasons$ = fromEvent<PromiseRejectionEvent>(window, 'unhandledrejection', { capture: true }).pipe(
    // Stops the event here, or mocha would fail the spec.
    tap(event => event.stopImmediatePropagation()),
    map(({ reason }) => reason as unknown),
    takeWhile(reason => reason !== last),
    toArray(),
  );
  const reasons = next(reasons$, 'rejection');
  act();
  void Promise.reject(last);
  return reasons;
};
