import { fromEvent, map, takeWhile, tap, toArray } from 'rxjs';
import { DEADLINE, next } from '../../kit/live.js';
import { command } from './command.js';

/** Resolves when all that the server has done is told here too. */
export const caughtUp = (): Promise<void> => command('catchUp');

/** The next warning about an error that nobody listens for. */
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

/** The rejections that nobody handles of what is done. */
export const unhandledDuring = async (act: () => void): Promise<unknown[]> => {
  const last = new Error('the last one: those before it have been told by then');
  const told$ = fromEvent<PromiseRejectionEvent>(window, 'unhandledrejection', { capture: true }).pipe(
    // Ours alone: mocha would fail the spec.
    tap(event => event.stopImmediatePropagation()),
    map(({ reason }) => reason as unknown),
    takeWhile(reason => reason !== last),
    toArray(),
  );
  const reasons = next(told$, 'rejection');
  act();
  void Promise.reject(last);
  return reasons;
};
