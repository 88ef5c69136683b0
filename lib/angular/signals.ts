import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { ChatEvents } from '../packet/events.js';
import type { Status } from '../status.js';
import type { NameFor, Stated } from '../typed-calls.js';
import { injectBeamChat } from './provide-beam-chat.js';

/** The chat's status as a signal, in an injection context, for as long as that lives. */
export const injectChatStatus = (): Signal<Status> => {
  const chat = injectBeamChat();
  return toSignal(chat.status$, { initialValue: chat.status });
};

/**
 * The data of the last server event of a name as a signal, in an injection context; `undefined` before the first. A
 * signal holds one value, and who reads it may miss some: to have each, subscribe to `events$`. Any name compiles once you
 * state the type of its data, as with `events$`.
 */
export function injectChatEvent<T = never>(name: NameFor<T>): Signal<Stated<T> | undefined>;
export function injectChatEvent<Name extends keyof ChatEvents & string>(
  name: Name,
): Signal<ChatEvents[Name] | undefined>;
export function injectChatEvent(name: string): Signal<unknown> {
  // Two events are never one, however alike.
  return toSignal(injectBeamChat().events$<unknown>(name), { equal: () => false });
}
