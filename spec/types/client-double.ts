// Compiled by `npm run check`: a ClientDouble is an RpcClient to whoever takes one, and a script of any protocol is typed.
import { NEVER, type Observable, of } from 'rxjs';
import type { Arguments, RpcClient } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { ClientDouble, event, item, type MadeCall, request, ScriptedSocket } from '../../lib/testing/index.js';

interface Events {
  price: { cents: number };
}
interface Methods {
  buy(symbol: string, count: number): { order: string };
  login(named: { key: string }): boolean;
}
interface Subscriptions {
  heads(kind: 'new' | 'old'): { number: string };
}

declare const anyPipeline: (client: RpcClient) => Observable<string>;
declare const market: (client: RpcClient<Events, Methods, Subscriptions>) => Observable<string>;
declare const connect: (net: ScriptedSocket) => RpcClient;
declare const heads: Observable<{ number: string }>;

const trader = new ClientDouble<Events, Methods, Subscriptions>({
  events: { price: of({ cents: 1 }) },
  replies: { buy: (symbol, count) => ({ order: `${symbol} ${count + 1}` }), login: ({ key }) => key === 'k' },
  subscriptions: { heads: kind => (kind === 'new' ? heads : NEVER) },
  requests$: of({ method: 'ask', args: ['Tea?'] }),
});
const protocol = jsonRpc();

export const taken = [
  anyPipeline(new ClientDouble()),
  market(trader),
  trader satisfies RpcClient<Events, Methods, Subscriptions>,
  trader.subscribe$('heads', ['new']) satisfies Observable<{ number: string }>,
  trader.calls$ satisfies Observable<MadeCall<Arguments>>,
  trader.handle<string>('ask', text => text.length),
  // Where nothing is stated, any method fits, and a function may state its arguments.
  new ClientDouble({ replies: { add: (left: number, right: number) => left + right, any: value => value } }),
  new ScriptedSocket({ 'ws://a': 'u' }, { protocol, replies: { add: (left: number, right: number) => left + right } }),
  new ScriptedSocket<Methods, Subscriptions>(
    { 'ws://a': 'u' },
    { protocol, replies: { buy: symbol => ({ order: symbol }) }, subscriptions: { heads } },
  ),
  connect(new ScriptedSocket({ 'ws://a': 'u' }, { protocol, values: { e: event('price', 1), i: item('heads', 1) } })),
  connect(new ScriptedSocket({ 'ws://a': 'u' }, { protocol, values: { r: request('ask') } })),
  connect(new ScriptedSocket({ 'ws://a': 'u' })),
  new ScriptedSocket({ 'ws://a': 'u' }).written$ satisfies Observable<{ args: readonly unknown[] }>,
] as const;

export const refused = [
  // @ts-expect-error: there is no such event
  new ClientDouble<Events>({ events: { prize: of(1) } }),
  // @ts-expect-error: the reply's data is another
  new ClientDouble<Events, Methods>({ replies: { buy: () => 7 } }),
  // @ts-expect-error: the argument is another
  new ClientDouble<Events, Methods>({ replies: { buy: (symbol: number) => ({ order: `${symbol}` }) } }),
  // @ts-expect-error: the item is another
  new ClientDouble<Events, Methods, Subscriptions>({ subscriptions: { heads: of(7) } }),
  // @ts-expect-error: there is no such subscription
  trader.subscribe$('head', ['new']),
  // @ts-expect-error: servers of Beam serve no subscriptions
  new ScriptedSocket({ 'ws://a': 'u' }, { subscriptions: { heads } }),
] as const;
