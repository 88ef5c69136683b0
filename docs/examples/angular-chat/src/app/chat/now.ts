import type { Signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, map, switchMap, timer } from 'rxjs';

const STEP_MS = 250;

/** The current time in epoch ms. It is updated only while it is needed. */
export const injectNow = (isNeeded: Signal<boolean>): Signal<number> =>
  toSignal(
    toObservable(isNeeded).pipe(
      switchMap(needed => (needed ? timer(0, STEP_MS) : EMPTY)),
      map(() => Date.now()),
    ),
    { initialValue: Date.now() },
  );
