import {
  BehaviorSubject,
  catchError,
  filter,
  finalize,
  map,
  type Observable,
  of,
  Subject,
  Subscription,
  switchMap,
  take,
} from 'rxjs';
import type { BeamChat } from '../../index.js';
import type { ChatOutput } from './chat-output.js';
import { losses } from './losses.js';
import { People, type Person } from './people.js';

type Answer = Extract<ChatOutput, { type: 'people' }>;

/**
 * Finds out who is here. The chat protocol has no method for it, so it asks the server over HTTP. Without an answer, it knows only
 * the users whose events arrived.
 */
export class Who {
  readonly people = new People();
  readonly answers$ = new Subject<Answer>();
  readonly #client: Pick<BeamChat, 'connected$' | 'packets$' | 'status$'>;
  readonly #request$: Observable<readonly Person[]> | undefined;
  readonly #subscriptions = new Subscription();
  /** How many questions have no answer yet. */
  readonly #open$ = new BehaviorSubject(0);

  /** @param request$ requests who is in the chat, for each subscriber */
  constructor(
    client: Pick<BeamChat, 'connected$' | 'packets$' | 'status$'>,
    request$: Observable<readonly Person[]> | undefined,
  ) {
    this.#client = client;
    this.#request$ = request$;
  }

  /** Emits once every question is answered. */
  get answered$(): Observable<unknown> {
    return this.#open$.pipe(filter(count => count === 0));
  }

  /** Learns from the events, until it is unsubscribed. */
  start(): Subscription {
    const { packets$, status$ } = this.#client;
    this.#subscriptions.add(
      packets$.subscribe(packet => packet.type === 'event' && this.people.learn(packet.event, packet.data)),
    );
    this.#subscriptions.add(losses(status$).subscribe(() => this.people.forgetHere()));
    return this.#subscriptions;
  }

  /** Answers once there is a connection, so that the user is among those who are here. */
  ask(): void {
    this.#open$.next(this.#open$.value + 1);
    const answer$ = this.#client.connected$.pipe(
      take(1),
      switchMap(() => this.#answer()),
      finalize(() => this.#open$.next(this.#open$.value - 1)),
    );
    this.#subscriptions.add(answer$.subscribe(answer => this.answers$.next(answer)));
  }

  #answer(): Observable<Answer> {
    const seen = (): Answer => ({ type: 'people', complete: false, people: this.people.here });
    if (this.#request$ === undefined) return of(seen());
    return this.#request$.pipe(
      map((people): Answer => ({ type: 'people', complete: true, people })),
      catchError(() => of(seen())),
    );
  }
}
