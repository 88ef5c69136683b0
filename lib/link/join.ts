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
  /** Who joins, where the service says so; absent for an anonymous join. */
  readonly user?: JoinUser | undefined;
  /** The roles of the user in the channel. */
  readonly roles?: readonly string[] | undefined;
  /** What the user may do in the channel. */
  readonly permissions?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

/** Where the addresses come from: a list, or a function that gives a list or a whole join reply each time it is asked. */
export type AddressSource = readonly string[] | (() => Eventually<readonly string[] | Join>);

/**
 * The addresses, asked for anew by each subscription: emits one checked join reply and completes. Errors with a
 * `ConnectionError` when the function fails or gives nothing within `withinMs`, or with an `AddressError` that quotes the
 * address which cannot be dialled.
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
  const join = isObject(given) ? (given as Join) : { endpoints: given as readonly string[] };
  // A copy, and frozen: the functions of the user get it, and the next tries go by it.
  return Object.freeze({ ...join, endpoints: Object.freeze([...checkAddresses(join.endpoints)]) });
};
