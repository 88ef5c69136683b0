import { type Observable, type Observer, Subscription } from 'rxjs';
import { wake$ as runtimeWake$ } from '#platform';
import { ConnectionError } from '../errors.js';
import { describeCause } from '../text/quote.js';

/** What the runtime or the user reports about the network: it may be back, or it is gone. */
export type NetworkEvent = 'wake' | 'offline';

/** The string, or a page's event of that type. */
const networkEventOf = (sign: unknown): NetworkEvent =>
  sign === 'offline' || (sign as { type?: unknown } | null | undefined)?.type === 'offline' ? 'offline' : 'wake';

interface Target extends Pick<Observer<NetworkEvent>, 'next'> {
  /** No more events come: it forgets its subscriber. */
  clear(): void;
}

/** The clients that hear what the runtime says: by one subscription, since a process may have thousands of them. */
const hearing = new Set<RuntimeSubscription>();
let listening: Subscription | undefined;

/** A class, since a closure for each client would take memory. */
class RuntimeSubscription extends Subscription {
  readonly target: Target;

  constructor(target: Target) {
    super();
    this.target = target;
    hearing.add(this);
    listening ??= runtimeWake$.subscribe(sign => {
      for (const each of [...hearing]) if (!each.closed) each.target.next(networkEventOf(sign));
    });
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.target.clear();
    if (!hearing.delete(this) || hearing.size > 0) return;
    listening?.unsubscribe();
    listening = undefined;
  }
}

/**
 * Passes the values of `wake$` on as network events, for as long as it is subscribed; without one, what the runtime says of the
 * network. A `wake$` that errors is reported, and the client goes on without it.
 */
export const connectNetwork = (
  wake$: Observable<unknown> | undefined,
  network$: Target,
  reporter: { report(error: ConnectionError): void },
): Subscription => {
  if (wake$ === undefined) return new RuntimeSubscription(network$);
  const subscription = new Subscription(() => network$.clear());
  subscription.add(
    wake$.subscribe({
      next: sign => network$.next(networkEventOf(sign)),
      error: cause => reporter.report(new ConnectionError(`wake$ failed: ${describeCause(cause)}`, { cause })),
    }),
  );
  return subscription;
};
