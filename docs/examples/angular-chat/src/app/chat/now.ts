import type { Signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, map, switchMap, timer } from 'rxjs';

const STEP = 250;

/** The time in epoch ms, that goes on only while somebody needs it. */
export const injectNow = (isNeeded: Signal<boolean>): Signal<number> =>
  toSignal(
    toObservable(isNeeded).pipe(
      switchMap(needed => (needed ? timer(0, STEP) : EMPTY)),
      map(() => Date.now()),
    ),
    { initialValue: Date.now() },
  );
