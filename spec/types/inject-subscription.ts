// Compiled by `npm run check`: what an Angular app injects of a client of any protocol.
import type { Signal } from '@angular/core';
import { injectRpcClient, injectRpcEvent, injectSubscription } from '../../lib/angular/index.js';
import type { RpcClient } from '../../lib/index.js';

interface Head {
  number: string;
}
interface Subscriptions {
  eth_subscribe(kind: 'newHeads'): Head;
}

export const accepted = () => [
  injectSubscription<Head>('eth_subscribe', ['newHeads']) satisfies Signal<Head | undefined>,
  injectSubscription<Head>('eth_subscribe', { kind: 'newHeads' }, { linger: 1_000 }) satisfies Signal<Head | undefined>,
  injectSubscription('eth_subscribe') satisfies Signal<unknown>,
  injectRpcEvent<number>('tick') satisfies Signal<number | undefined>,
  injectRpcClient() satisfies RpcClient,
  injectRpcClient<object, object, Subscriptions>() satisfies RpcClient<object, object, Subscriptions>,
];

export const inferred = (): void => {
  // @ts-expect-error: the item is not inferred from where the signal goes
  const signal: Signal<Head | undefined> = injectSubscription('eth_subscribe');
  void signal;
};

export const refused = () => [
  // @ts-expect-error: the item may be undefined
  injectSubscription<Head>('eth_subscribe')().number,
  // @ts-expect-error: the options have another name
  injectSubscription<Head>('eth_subscribe', [], { lingers: 1 }),
];
