import type { NgZone } from '@angular/core';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/**
 * The same values, errors and end, told inside Angular's zone. What the source starts when it is subscribed to or left
 * belongs to no zone, so that no app waits for it.
 */
export const inZone =
  <T>(zone: NgZone): MonoTypeOperatorFunction<T> =>
  source$ =>
    new Observable(subscriber => {
      const inner = zone.runOutsideAngular(() =>
        source$.subscribe({
          next: value => zone.run(() => subscriber.next(value)),
          error: (error: unknown) => zone.run(() => subscriber.error(error)),
          complete: () => zone.run(() => subscriber.complete()),
        }),
      );
      return () => zone.runOutsideAngular(() => inner.unsubscribe());
    });
