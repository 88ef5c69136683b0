import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { ChatEvents } from '../beam/events.js';
import type { NameFor, Stated } from '../client/call-types.js';
import type { Status } from '../status.js';
import { injectBeamChat } from './provide-beam-chat.js';

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
  // Each event notifies the signal's readers, even if its data equals that of the event before.
  return toSignal(injectBeamChat().events$<unknown>(name), { equal: () => false });
}
