import { concat, map, type Observable, of } from 'rxjs';
import type { SetUpStep } from '../../../lib/session/establish.js';

/** What a set-up reports: what it waits for now, or whether the server has accepted a user. */
export type SetUpProgress = { readonly waitsFor: string } | { readonly authenticated: boolean };

/** Performs the steps one after the other. */
export const progressOf = (steps: readonly SetUpStep[]): Observable<SetUpProgress> =>
  concat(
    ...steps.flatMap(({ waitsFor, authenticated$ }) => [
      of({ waitsFor }),
      authenticated$.pipe(map(authenticated => ({ authenticated }))),
    ]),
  );
