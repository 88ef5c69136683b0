import { defer, map, type Observable, of } from 'rxjs';
import { isObject } from '../text/rule.js';
import { checkAddresses } from './addresses.js';
import { askUser, type Eventually } from './user-functions.js';

/** The user for whom a join reply was made. */
export interface JoinUser {
  readonly id: number;
  readonly username: string;
  readonly roles: readonly string[];
}

/** The reply of `GET /chats/:id` (docs/protocol.md#joining), or of any service like it. */
export interface Join {
  /** The servers' addresses, `ws:` or `wss:`. */
  readonly endpoints: readonly string[];
  /** A key for one authentication; absent for an anonymous join. */
  readonly authkey?: string | undefined;
  /** The user who joins, if the service sends it; absent for an anonymous join. */
  readonly user?: JoinUser | undefined;
  /** The roles of the user in the channel. */
  readonly roles?: readonly string[] | undefined;
  /** What the user may do in the channel. */
  readonly permissions?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

/** The addresses: a list, or a function that returns a list or a whole join reply each time it is called. */
export type AddressSource = readonly string[] | (() => Eventually<readonly string[] | Join>);

/**
 * Gets the addresses anew for each subscription: emits one checked join reply and completes. Errors with a `ConnectionError` if
 * the function fails or gives no value within `withinMs`, and with an `AddressError` that quotes the address if an address is
 * invalid.
 *
 * @example
 * addressLists(() => fetch(url).then(response => response.json()), 10_000).pipe(retryWithNextAddress(…))
 */
export const addressLists = (source: AddressSource, withinMs: number): Observable<Join> =>
  // Within `defer`: all that the client keeps of it, while a connection lasts, is this function.
  defer(() => {
    const given$ = typeof source === 'function' ? askUser<unknown>('addresses', source, withinMs) : of(source);
    return given$.pipe(map(toJoin));
  });

const toJoin = (given: unknown): Join => {
  // A copy, and frozen: the functions of the user get it, and the next tries go by it.
  if (!isObject(given)) return Object.freeze({ endpoints: toEndpoints(given) });
  return Object.freeze({ ...given, endpoints: toEndpoints((given as Join).endpoints) });
};

const toEndpoints = (given: unknown): readonly string[] =>
  Object.freeze([...checkAddresses(given as readonly string[])]);
