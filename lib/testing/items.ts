import { isObservable, type Observable } from 'rxjs';
import type { ArgumentsOf, ReplyOf } from '../client/call-types.js';
import type { Arguments } from '../index.js';
import { ownIn } from './own-in.js';
import { type Answering, listOf } from './replies.js';

/**
 * The items of a subscription: an Observable, or a function of the request's arguments that returns one. It is subscribed
 * to for each request, so once on each connection: a cold one begins anew, a hot one goes on meanwhile.
 */
export type Itemizing<Args extends readonly unknown[] = never, Item = unknown> =
  | Observable<Item>
  | Answering<Args, Observable<Item>>;

/** The items of subscriptions, by the method that requests them. */
export type Items<Subscriptions> = {
  readonly [Name in keyof Subscriptions]?:
    | Itemizing<ArgumentsOf<Subscriptions, Name>, ReplyOf<Subscriptions, Name>>
    | undefined;
};

/**
 * The items for one request; undefined for a method that requests none.
 *
 * @throws what the function of the script throws
 */
export const itemsFor = (given: object, method: string, args: Arguments): Observable<unknown> | undefined => {
  const items = ownIn<Itemizing>(given, method);
  return items === undefined || isObservable(items) ? items : items(...(listOf(args) as never));
};
