import type { Observable, Observer, Subscription } from 'rxjs';
import { ConnectionError } from '../errors.js';
import { describeCause } from '../text/quote.js';

/** What the runtime or the user says of the network: a connection may be possible again, or is gone. */
export type NetworkEvent = 'wake' | 'offline';

/** The string, or a page's event of that type. */
const networkEventOf = (sign: unknown): NetworkEvent =>
  sign === 'offline' || (sign as { type?: unknown } | null | undefined)?.type === 'offline' ? 'offline' : 'wake';

/**
 * Passes the values of `wake$` on as network events, for as long as it is subscribed. A `wake$` that errors is reported,
 * and the client goes on without it.
 */
export const connectNetwork = (
  wake$: Observable<unknown>,
  network$: Pick<Observer<NetworkEvent>, 'next'>,
  reporter: { report(error: ConnectionError): void },
): Subscription =>
  wake$.subscribe({
    next: sign => network$.next(networkEventOf(sign)),
    error: cause => reporter.report(new ConnectionError(`wake$ failed: ${describeCause(cause)}`, { cause })),
  });
