import type { NgZone } from '@angular/core';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/**
 * Mirrors the source, and notifies its subscriber inside Angular's zone. It subscribes to the source, and unsubscribes
 * from it, outside the zone, so that no app waits for the timers and sockets of the source to become stable.
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
