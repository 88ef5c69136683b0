// Compiled by `npm run check`: what the types promise, and what they refuse.
import type { Observable } from 'rxjs';
import {
  type ArgumentsOf,
  type AuthReply,
  BeamChat,
  type CallParameters,
  type ChatEvents,
  type ChatMessage,
  type ChatMethods,
  type ReplyOf,
  type UserJoin,
  type UserLeave,
} from '../../lib/index.js';

/** Whether two types are one, and not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

interface Price {
  cents: number;
}
interface Order {
  order: string;
}
interface Events {
  price: Price;
}
interface Methods {
  buy(symbol: string, count: number): Order;
  list(): string[];
}

declare const chat: BeamChat;
declare const market: BeamChat<Events, Methods>;
declare const open: BeamChat<Record<string, unknown>, Record<string, (...args: unknown[]) => unknown>>;

export const known = [
  chat.events$('UserJoin') satisfies Observable<UserJoin>,
  chat.call('msg', ['hi']) satisfies Promise<ChatMessage>,
  chat.call$('history', [5], { timeout: 1 }) satisfies Observable<ChatMessage[]>,
  chat.auth(1, 2, 'key') satisfies Promise<AuthReply>,
  market.events$('price') satisfies Observable<{ cents: number }>,
  market.call('buy', ['ACME', 1]) satisfies Promise<{ order: string }>,
  market.call('list') satisfies Promise<string[]>,
  chat.events$('' as 'UserJoin' | 'UserLeave') satisfies Observable<UserJoin | UserLeave>,
] as const;

// A type that is stated, exactly; `any` and `unknown` count as stated.
const price$ = chat.events$<Price>('price');
same<typeof price$, Observable<Price>>(true);
const ordered = chat.call<Order>('buy', ['ACME', 3]);
same<typeof ordered, Promise<Order>>(true);
const ordered$ = chat.call$<Order | undefined>('buy', ['ACME', 3], { force: true });
same<typeof ordered$, Observable<Order | undefined>>(true);

export const stated = [
  chat.events$<unknown>('Anything') satisfies Observable<unknown>,
  chat.call<unknown>('anything', [1, 'two', {}]) satisfies Promise<unknown>,
  market.call$<string>('anything') satisfies Observable<string>,
  // A stated type goes for a known name as well.
  chat.call<{ id: string }>('msg', ['hi']) satisfies Promise<{ id: string }>,
] as const;

/** A client whose names nobody knows takes any name. */
export const anyNames = [
  open.events$('anything') satisfies Observable<unknown>,
  open.call('anything') satisfies Promise<unknown>,
  open.call('anything', [1, 'two', {}], { noReply: true }) satisfies Promise<unknown>,
  open.call$<Order>('buy', ['ACME', 3]) satisfies Observable<Order>,
] as const;

/** Wrappers over any client. */
export const latest = <E, M, Name extends keyof E & string>(over: BeamChat<E, M>, name: Name): Observable<E[Name]> =>
  over.events$(name);
export const retried = <E, M, Name extends keyof M & string>(
  over: BeamChat<E, M>,
  name: Name,
  ...rest: CallParameters<M, Name>
): Observable<ReplyOf<M, Name>> => over.call$(name, ...rest);
export const promised = <E, M, Name extends keyof M & string>(
  over: BeamChat<E, M>,
  name: Name,
  ...rest: CallParameters<M, Name>
): Promise<ReplyOf<M, Name>> => over.call(name, ...rest);

export const wrapped = [
  latest(market, 'price') satisfies Observable<Price>,
  retried(market, 'buy', ['ACME', 3]) satisfies Observable<Order>,
  promised(chat, 'history', [5]) satisfies Promise<ChatMessage[]>,
  // @ts-expect-error: there is no such event
  latest(market, 'prise'),
  // @ts-expect-error: the count is missing
  retried(market, 'buy', ['ACME']),
] as const;

/** Who takes a chat takes one whose server knows more. */
declare const takesChat: (chat: BeamChat) => void;
takesChat({} as BeamChat<ChatEvents & Events, ChatMethods & Methods>);

export const refused = [
  // @ts-expect-error: a typo, and no type is stated
  chat.events$('ChatMesage'),
  // @ts-expect-error: a typo, and no type is stated
  chat.call('mgs', ['hi']),
  // @ts-expect-error: a typo, and no type is stated
  chat.call$('mgs'),
  // @ts-expect-error: any string might be a typo
  chat.events$('' as string),
  // @ts-expect-error: the text is missing
  chat.call('msg'),
  // @ts-expect-error: the text is no number
  chat.call('msg', [1]),
  // @ts-expect-error: the count is missing
  market.call('buy', ['ACME']),
  // @ts-expect-error: there is no such option
  chat.call('msg', ['hi'], { retries: 3 }),
  // @ts-expect-error: nor is there for a method whose reply is stated
  chat.call<Order>('buy', ['ACME'], { retries: 3 }),
  // @ts-expect-error: Beam knows no named parameters
  chat.call<Order>('buy', { symbol: 'ACME' }),
  // @ts-expect-error: there is no such option
  new BeamChat(['ws://a'], { reconnect: true }),
] as const;

// Where a result goes says nothing about what it is: a typo stays one.
// @ts-expect-error: a typo, and no type is stated
export const typo: Promise<Order> = chat.call('bye', ['ACME', 3]);
// @ts-expect-error: a typo, and no type is stated
export const typo$: Observable<Price> = chat.events$('prise');

same<ArgumentsOf<Methods, 'buy'>, readonly [symbol: string, count: number]>(true);
same<ReplyOf<Methods, 'buy' | 'list'>, Order | string[]>(true);
