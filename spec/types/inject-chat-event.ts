// Compiled by `npm run check`: injectChatEvent knows the events of the protocol, and any other whose data is stated.
import type { Signal } from '@angular/core';
import { injectChatEvent } from '../../lib/angular/index.js';
import type { ChatMessage } from '../../lib/index.js';

interface Price {
  cents: number;
}

export const accepted = () => [
  injectChatEvent('ChatMessage') satisfies Signal<ChatMessage | undefined>,
  injectChatEvent<Price>('price') satisfies Signal<Price | undefined>,
  injectChatEvent<Price | string>('price') satisfies Signal<Price | string | undefined>,
  injectChatEvent<unknown>('price') satisfies Signal<unknown>,
];

export const inferred = (): void => {
  // @ts-expect-error: the data is not inferred from where the signal goes
  const signal: Signal<Price | undefined> = injectChatEvent('price');
  void signal;
};

export const refused = () => [
  // @ts-expect-error: there is no such event, and nothing states its data
  injectChatEvent('ChatMesage'),
  // @ts-expect-error: the data is another
  injectChatEvent('ChatMessage')()?.cents,
  // @ts-expect-error: the data may be undefined
  injectChatEvent<Price>('price')().cents,
];
