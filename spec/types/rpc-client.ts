// Compiled by `npm run check`: what the types of an RpcClient promise, and what they refuse.
import type { Observable } from 'rxjs';
import {
  type AnyMethods,
  type Arguments,
  type NamedCallParameters,
  type Protocol,
  type ReplyOf,
  RpcClient,
  type SentCall,
  type Talk,
} from '../../lib/index.js';
import { cdp, ethereum, jsonRpc, rpcWebsockets } from '../../lib/json-rpc/index.js';

/** Whether two types are one, and not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

interface Block {
  number: number;
}
interface Position {
  x: number;
  y: number;
}
interface Events {
  tick: { at: number };
}
interface Methods {
  add(a: number, b: number): number;
  move(to: Position): boolean;
  find(by?: { name: string }): string[];
  list(): string[];
}
interface Subscriptions {
  blocks(address: string): Block;
  prices(of: { symbol: string }): number;
  all(): string;
}

declare const client: RpcClient<Events, Methods, Subscriptions>;
declare const open: RpcClient;

export const made = [
  new RpcClient(['ws://a'], { protocol: jsonRpc() }),
  new RpcClient(['ws://a'], { protocol: jsonRpc(ethereum), callTimeout: 5 }),
  new RpcClient(() => ['ws://a'], {
    protocol: jsonRpc({ ...cdp, ...rpcWebsockets, setUp: talk => talk.call('login') }),
  }),
  new RpcClient<Events, Methods, Subscriptions>(['ws://a'], { protocol: jsonRpc() }).boot() satisfies RpcClient<
    Events,
    Methods,
    Subscriptions
  >,
] as const;

// Calls: arguments one after the other, by name, or none.
const sum = client.call('add', [1, 2]);
same<typeof sum, Promise<number>>(true);
const moved$ = client.call$('move', { x: 1, y: 2 }, { timeout: 5 });
same<typeof moved$, Observable<boolean>>(true);
client.call('move', [{ x: 1, y: 2 }]);
client.call('find');
client.call('find', { name: 'ada' });
client.call('list') satisfies Promise<string[]>;
client.call('list', []) satisfies Promise<string[]>;

// Subscriptions: the same for arguments, and the result is an item.
const blocks$ = client.subscribe$('blocks', ['0x1'], { linger: 1_000 });
same<typeof blocks$, Observable<Block>>(true);
const prices$ = client.subscribe$('prices', { symbol: 'ACME' });
same<typeof prices$, Observable<number>>(true);
const all$ = client.subscribe$('all');
same<typeof all$, Observable<string>>(true);

// Events, and what the client says of itself.
const ticks$ = client.events$('tick');
same<typeof ticks$, Observable<{ at: number }>>(true);
same<typeof client.packets$, Observable<unknown>>(true);
same<typeof client.sent$, Observable<SentCall>>(true);
same<typeof client.spooled$, Observable<SentCall>>(true);
client.sent$.subscribe(({ method, args, id }) => {
  method satisfies string;
  args satisfies Arguments;
  id satisfies number | undefined;
});

/** A type that is stated goes for any name. */
export const stated = [
  client.call<Block>('anything', { by: 'name' }) satisfies Promise<Block>,
  client.call$<Block>('anything', [1]) satisfies Observable<Block>,
  client.subscribe$<Block>('anything', { by: 'name' }, { linger: 1 }) satisfies Observable<Block>,
  client.events$<Block>('anything') satisfies Observable<Block>,
] as const;

/** A client of whose server nothing is stated takes any name. */
export const anyNames = [
  open.call('anything') satisfies Promise<unknown>,
  open.call('anything', [1, 'two', {}], { noReply: true }) satisfies Promise<unknown>,
  open.call('anything', { by: 'name' }) satisfies Promise<unknown>,
  open.call<Block>('anything', { by: 'name' }) satisfies Promise<Block>,
  open.call$('anything', ['x']) satisfies Observable<unknown>,
  open.subscribe$('anything') satisfies Observable<unknown>,
  open.subscribe$('anything', ['newHeads'], { linger: 5 }) satisfies Observable<unknown>,
  open.subscribe$<Block>('anything', { by: 'name' }) satisfies Observable<Block>,
  open.events$('anything') satisfies Observable<unknown>,
] as const;

/** Only some of it may be stated. */
declare const subscriber: RpcClient<Events, AnyMethods, Subscriptions>;
export const some = [
  subscriber.call('anything', { by: 'name' }) satisfies Promise<unknown>,
  subscriber.subscribe$('blocks', ['0x1']) satisfies Observable<Block>,
] as const;

/** Calls of the server. */
export const handlers = [
  open.handle('ask', args => [args satisfies unknown]) satisfies () => void,
  open.handle('ask', async () => 1),
  open.handle('ask', () => ticks$),
  open.handle<Position>('ask', ({ x, y }, { address, signal }) => [x + y, address.length, signal.aborted]),
] as const;

export const refused = [
  // @ts-expect-error: a typo, and no type is stated
  client.call('ad', [1, 2]),
  // @ts-expect-error: a typo, and no type is stated
  client.call$('lst'),
  // @ts-expect-error: a typo, and no type is stated
  client.subscribe$('blcks', ['0x1']),
  // @ts-expect-error: a typo, and no type is stated
  client.events$('tck'),
  // @ts-expect-error: a method is no subscription
  client.subscribe$('list'),
  // @ts-expect-error: a subscription is no method
  client.call('blocks', ['0x1']),
  // @ts-expect-error: an argument is missing
  client.call('add', [1]),
  // @ts-expect-error: they have no names
  client.call('add', { a: 1, b: 2 }),
  // @ts-expect-error: there is no such parameter
  client.call('move', { x: 1, z: 2 }),
  // @ts-expect-error: the arguments are missing
  client.call('move'),
  // @ts-expect-error: the address is no number
  client.subscribe$('blocks', [1]),
  // @ts-expect-error: the address is missing
  client.subscribe$('blocks'),
  // @ts-expect-error: it has no name
  client.subscribe$('blocks', { address: '0x1' }),
  // @ts-expect-error: there is no such parameter
  client.subscribe$('prices', { symbl: 'ACME' }),
  // @ts-expect-error: a call has no such option
  client.call('list', [], { linger: 5 }),
  // @ts-expect-error: a subscription has no such option
  client.subscribe$('all', [], { timeout: 5 }),
  // @ts-expect-error: nor one whose items are stated
  client.subscribe$<Block>('anything', [], { timeout: 5 }),
  // @ts-expect-error: all of the arguments at once, or none
  open.call('anything', 1),
  // @ts-expect-error: only Beam has it
  client.auth(1),
] as const;

export const impossible = [
  // @ts-expect-error: there must be a protocol
  new RpcClient(['ws://a']),
  // @ts-expect-error: there must be a protocol
  new RpcClient(['ws://a'], {}),
  // @ts-expect-error: an option of Beam's
  new RpcClient(['ws://a'], { protocol: jsonRpc(), clientId: 'x' }),
  // @ts-expect-error: there is no such option
  jsonRpc({ versoin: null }),
  // @ts-expect-error: there is no such version
  jsonRpc({ version: '1.0' }),
] as const;

// Where a result goes says nothing about what it is: a typo stays one.
// @ts-expect-error: a typo, and no type is stated
export const typo: Promise<number> = client.call('ad', [1, 2]);
// @ts-expect-error: a typo, and no type is stated
export const typo$: Observable<Block> = client.subscribe$('blcks');

/** A wrapper over any client. */
export const timed = <E, M, S, Name extends keyof M & string>(
  over: RpcClient<E, M, S>,
  name: Name,
  ...rest: NamedCallParameters<M, Name>
): Observable<ReplyOf<M, Name>> => over.call$(name, ...rest);
timed(client, 'add', [1, 2]) satisfies Observable<number>;

/** The least protocol, one with a wire for each connection, and one with all that there is. */
export const protocols: readonly Protocol[] = [
  { body: args => JSON.stringify(args), frame: (id, method, body) => `${id} ${method} ${body}`, read: () => {} },
  { body: () => new Uint8Array(), wire: () => ({ binary: true, frame: () => new Uint8Array(), read: () => {} }) },
  {
    ...jsonRpc(),
    setUp: (talk: Talk) => talk.call$('login', { key: talk.join.authkey }),
    subscriptions: { key: (data, { id }) => data ?? id, cancel: key => ['off', [key]] },
    heartbeat: { method: 'ping', when: 'always' },
  },
];

export const noProtocols: readonly Protocol[] = [
  // @ts-expect-error: it cannot read
  { body: () => '', frame: () => '' },
  // @ts-expect-error: it has no body
  { frame: () => '', read: () => {} },
];
