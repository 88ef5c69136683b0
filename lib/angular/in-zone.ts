import type { NgZone } from '@angular/core';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Client } from '../client/client.js';

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

/** The streams of a client as they emit inside the zone. */
export const streamsInZone = (client: Streams, zone: NgZone): Streams => ({
  status$: client.status$.pipe(inZone(zone)),
  connected$: client.connected$.pipe(inZone(zone)),
  reconnecting$: client.reconnecting$.pipe(inZone(zone)),
  closed$: client.closed$.pipe(inZone(zone)),
  packets$: client.packets$.pipe(inZone(zone)),
  sent$: client.sent$.pipe(inZone(zone)),
  spooled$: client.spooled$.pipe(inZone(zone)),
  errors$: client.errors$.pipe(inZone(zone)),
});

type Streams = Pick<
  Client,
  'status$' | 'connected$' | 'reconnecting$' | 'closed$' | 'packets$' | 'sent$' | 'spooled$' | 'errors$'
>;
