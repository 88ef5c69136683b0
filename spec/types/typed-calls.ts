// Compiled by `npm run check`: what the types promise, and what they refuse.
import type { Observable } from 'rxjs';
import { type AuthReply, BeamChat, type ChatMessage, type UserJoin } from '../../lib/index.js';

interface Events {
  price: { cents: number };
}
interface Methods {
  buy(symbol: string, count: number): { order: string };
  list(): string[];
}

declare const chat: BeamChat;
declare const market: BeamChat<Events, Methods>;

export const known = [
  chat.events$('UserJoin') satisfies Observable<UserJoin>,
  chat.call('msg', ['hi']) satisfies Promise<ChatMessage>,
  chat.call$('history', [5], { timeout: 1 }) satisfies Observable<ChatMessage[]>,
  chat.auth(1, 2, 'key') satisfies Promise<AuthReply>,
  market.events$('price') satisfies Observable<{ cents: number }>,
  market.call('buy', ['ACME', 1]) satisfies Promise<{ order: string }>,
  market.call('list') satisfies Promise<string[]>,
] as const;

export const unknown = [
  chat.events$('Anything') satisfies Observable<unknown>,
  chat.call('anything', [1, 'two', {}]) satisfies Promise<unknown>,
  market.call$('anything') satisfies Observable<unknown>,
] as const;

export const refused = [
  // @ts-expect-error: the text is missing
  chat.call('msg'),
  // @ts-expect-error: the text is no number
  chat.call('msg', [1]),
  // @ts-expect-error: the count is missing
  market.call('buy', ['ACME']),
  // @ts-expect-error: there is no such option
  chat.call('msg', ['hi'], { retries: 3 }),
  // @ts-expect-error: the data of an unknown name is unknown
  chat.events$('Anything') satisfies Observable<{ id: number }>,
  // @ts-expect-error: there is no such option
  new BeamChat(['ws://a'], { reconnect: true }),
] as const;
