import {
  catchError,
  defer,
  dematerialize,
  materialize,
  NEVER,
  Observable,
  type ObservableInput,
  of,
  share,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Arguments } from '../index.js';
import { quote } from '../text/quote.js';
import type { Requested } from './double-record.js';
import { EntryLog } from './entry-log.js';
import { itemsFor } from './items.js';
import { MAX_TIMER_MS } from './long-timer.js';
import { asReplyError, type Caller, copyOf, whatIsWrongWith } from './scripted-call.js';
import type { ScriptedStatus } from './scripted-status.js';

/** A subscription on the wire of the double, which its subscribers share. */
interface Shared {
  readonly items$: Observable<unknown>;
  /** How long it stays after the last subscriber has left, in ms. */
  lingerMs: number;
}

/** The subscriptions of a double: each is requested in every session, and receives nothing in between. */
export class ScriptedSubscriptions {
  readonly requested = new EntryLog<Requested>();
  readonly #items: object;
  readonly #status: Pick<ScriptedStatus, 'session' | 'session$'>;
  readonly #caller: Pick<Caller, 'nextId' | 'cancelled'>;
  readonly #shared = new Map<string, Shared>();

  constructor(
    items: object,
    status: Pick<ScriptedStatus, 'session' | 'session$'>,
    caller: Pick<Caller, 'nextId' | 'cancelled'>,
  ) {
    this.#items = items;
    this.#status = status;
    this.#caller = caller;
  }

  /** The same method and arguments are one subscription, which lasts until the last of its subscribers has left. */
  subscribe$(method: string, args: Arguments, lingerMs: number): Observable<unknown> {
    return new Observable(subscriber => {
      const wrong = whatIsWrongWith({ method, args }, true);
      if (wrong !== undefined) return subscriber.error(wrong);
      const shared = this.#get(method, args);
      // A subscriber of its own, so that the teardown below comes first and says how long to linger.
      const inner = shared.items$.subscribe({
        next: item => subscriber.next(item),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      return () => {
        shared.lingerMs = lingerMs;
        inner.unsubscribe();
      };
    });
  }

  #get(method: string, args: Arguments): Shared {
    const identity = `${method}\n${JSON.stringify(args)}`;
    const has = this.#shared.get(identity);
    if (has !== undefined) return has;
    const request = copyOf({ method, args });
    const shared: Shared = {
      items$: this.#itemsOver(request).pipe(share({ resetOnRefCountZero: () => wait(shared.lingerMs) })),
      lingerMs: 0,
    };
    this.#shared.set(identity, shared);
    return shared;
  }

  /** The items of all sessions, until the server ends the subscription. */
  #itemsOver(request: Requested): Observable<unknown> {
    return this.#status.session$.pipe(
      switchMap(session => (session === undefined ? NEVER : this.#itemsIn(request).pipe(materialize()))),
      dematerialize(),
      tap({ unsubscribe: () => this.#status.session && this.#caller.cancelled(request) }),
    );
  }

  #itemsIn(request: Requested): Observable<unknown> {
    return defer(() => {
      const id = this.#caller.nextId();
      this.requested.add(request);
      const { method, args } = request;
      const items$ = defer(() => itemsFor(this.#items, method, args) ?? throwError(() => noItemsScripted(method)));
      return items$.pipe(catchError(error => throwError(() => asReplyError(method, id, error))));
    });
  }
}

const wait = (ms: number): ObservableInput<unknown> => {
  if (ms <= 0) return of(undefined);
  return ms > MAX_TIMER_MS ? NEVER : timer(ms);
};

const noItemsScripted = (method: string): Error =>
  new Error(
    `${quote(method)} was subscribed to, and the ClientDouble was told no items of it: ` +
      `pass some, as in new ClientDouble({ subscriptions: { ${quote(method)}: items$ } })`,
  );
