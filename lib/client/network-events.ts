import { Observable, type Subscriber } from 'rxjs';
import type { ClientActivity } from '../activity/client-activity.js';
import type { NetworkEvent } from '../link/network.js';

/**
 * The network events of one client. They go to one subscriber at a time: the connection, or the wait for the next one. A Subject
 * would take some 400 bytes more.
 */
export class NetworkEvents extends Observable<NetworkEvent> {
  readonly #activity: Pick<ClientActivity, 'tell'>;
  #subscriber: Subscriber<NetworkEvent> | undefined;

  constructor(activity: Pick<ClientActivity, 'tell'>) {
    super(subscriber => {
      this.#subscriber = subscriber;
    });
    this.#activity = activity;
  }

  next(event: NetworkEvent): void {
    this.#activity.tell({ type: 'network', event });
    this.#subscriber?.next(event);
  }

  /** The run is over. Otherwise a closed client would keep what its last connection held: the join, with its key. */
  clear(): void {
    this.#subscriber = undefined;
  }
}
