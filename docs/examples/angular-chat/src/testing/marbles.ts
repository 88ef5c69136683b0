import { type RunHelpers, TestScheduler } from 'rxjs/testing';

/** Runs a spec in virtual time. */
export const marbles = (spec: (helpers: RunHelpers) => void) => (): void =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(spec);
