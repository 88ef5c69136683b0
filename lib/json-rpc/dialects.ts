import type { JsonRpcOptions } from './json-rpc.js';

/**
 * Ethereum nodes and similar servers (Solana, Substrate): a subscription is a call such as `eth_subscribe`, whose result is the key
 * of its items; `eth_unsubscribe` cancels it (https://geth.ethereum.org/docs/interacting-with-geth/rpc/pubsub).
 */
export const ethereum = {
  emptyParams: [],
  read: (message, to) => {
    const { method, id, params } = message;
    if (typeof method !== 'string' || id !== undefined || typeof params !== 'object' || params === null) return false;
    const { subscription, result, error } = params as Readonly<Record<string, unknown>>;
    if (subscription === undefined) return false;
    if (error === undefined) to.item(subscription, result, message);
    else to.end(subscription, message, error);
    return true;
  },
  subscriptions: {
    key: data => data,
    cancel: (key, { method }) => {
      const cancelling = method.replace(/subscribe/i, unsubscribe);
      return cancelling === method ? undefined : [cancelling, [key]];
    },
  },
} as const satisfies JsonRpcOptions;

const unsubscribe = (word: string): string => (word.startsWith('S') ? 'Unsubscribe' : 'unsubscribe');

/**
 * The Chrome DevTools protocol, of browsers and `node --inspect` (https://chromedevtools.github.io): messages without a
 * version, and calls that must have an id.
 */
export const cdp = { version: null, notifications: false } as const satisfies JsonRpcOptions;

/**
 * The npm package `rpc-websockets`: `subscribe$('rpc.on', ['name'])` emits the params of the notifications of that name
 * (https://github.com/elpheria/rpc-websockets/blob/master/API.md).
 */
export const rpcWebsockets = {
  read: (message, to) => {
    const { notification, params } = message;
    if (typeof notification !== 'string') return false;
    to.item(notification, params, message);
    return true;
  },
  subscriptions: {
    key: (data, { args }) => {
      const names = args as readonly string[];
      const [name = ''] = names;
      if (names.length !== 1) throw new Error('a subscription has one name');
      // A name that the server does not know is refused within a success.
      const answer = (data as Readonly<Record<string, unknown>> | null)?.[name];
      if (answer !== 'ok') throw new Error(String(answer));
      return name;
    },
    cancel: (key, { method }) => (method === 'rpc.on' ? ['rpc.off', [key]] : undefined),
  },
} as const satisfies JsonRpcOptions;
