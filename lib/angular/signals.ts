import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Observable } from 'rxjs';
import type { ChatEvents } from '../beam/events.js';
import type { NameFor, Stated } from '../client/call-types.js';
import type { SubscribeOptions } from '../client/subscribe-options.js';
import type { Arguments } from '../protocol/protocol.js';
import type { Status } from '../status.js';
import { injectBeamChat } from './provide-beam-chat.js';
import { injectRpcClient } from './provide-rpc-client.js';

/** The chat's status as a signal. Call it in an injection context; the signal follows the chat until that is destroyed. */
export const injectChatStatus = (): Signal<Status> => {
  const chat = injectBeamChat();
  return toSignal(chat.status$, { initialValue: chat.status });
};

/**
 * The data of the newest server event of a name as a signal; `undefined` before the first one. Call it in an injection
 * context. A signal holds one value, so that readers may miss events: subscribe to `events$` to handle each of them.
 *
 * @typeParam Data - states the data of an event that {@link ChatEvents} does not list
 */
// The overload with a stated type comes first, so that the compiler's message about a typo shows the names of the second.
export function injectChatEvent<Data = never>(name: NameFor<Data>): Signal<Stated<Data> | undefined>;
export function injectChatEvent<Name extends keyof ChatEvents & string>(
  name: Name,
): Signal<ChatEvents[Name] | undefined>;
export function injectChatEvent(name: string): Signal<unknown> {
  return newest(injectBeamChat().events$<unknown>(name));
}

/** The status of the client of {@link injectRpcClient} as a signal, as {@link injectChatStatus} is that of the chat. */
export const injectRpcStatus = (): Signal<Status> => {
  const client = injectRpcClient();
  return toSignal(client.status$, { initialValue: client.status });
};

/**
 * The data of the newest event of a name that the client's server sent, as a signal; `undefined` before the first one.
 *
 * @typeParam Data - the data of the event
 */
export const injectRpcEvent = <Data = unknown>(name: string): Signal<Stated<Data> | undefined> =>
  newest(injectRpcClient().events$<Data>(name as NameFor<Data>));

/**
 * The newest item of a subscription as a signal; `undefined` before the first one. It is requested at once, and again on
 * each new session, until the injection context is destroyed. If the server refuses it or ends it with an error, reading
 * the signal throws that error: use `subscribe$` to handle it.
 *
 * @typeParam Item - the item
 * @param args - the arguments of the request, as in `subscribe$`
 */
export const injectSubscription = <Item = unknown>(
  method: string,
  args?: Arguments,
  options?: SubscribeOptions,
): Signal<Stated<Item> | undefined> =>
  newest(injectRpcClient().subscribe$<Item>(method as NameFor<Item>, args, options));

/** Each value notifies the signal's readers, even if it equals the one before. */
const newest = <T>(values$: Observable<T>): Signal<T | undefined> => toSignal(values$, { equal: () => false });
