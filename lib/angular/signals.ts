import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { ChatEvents } from '../beam/events.js';
import type { DataOf, NameIn } from '../client/call-types.js';
import type { Status } from '../status.js';
import { injectBeamChat } from './provide-beam-chat.js';

/** The chat's status as a signal, in an injection context, for as long as that lives. */
export const injectChatStatus = (): Signal<Status> => {
  const chat = injectBeamChat();
  return toSignal(chat.status$, { initialValue: chat.status });
};

/**
 * The data of the last server event of a name as a signal, in an injection context; `undefined` before the first. A
 * signal holds one value, and who reads it may miss some: to have each, subscribe to `events$`.
 */
export const injectChatEvent = <Name extends NameIn<ChatEvents>>(
  name: Name,
): Signal<DataOf<ChatEvents, Name> | undefined> =>
  // Two events are never one, however alike.
  toSignal(injectBeamChat().events$(name), { equal: () => false });
