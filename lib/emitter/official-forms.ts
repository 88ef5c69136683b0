import type { BeamChatOptions } from '../beam/options.js';
import type { AddressSource } from '../link/join.js';

/** The options of `BeamChat`; as in the official clients, `clientId: null` counts as not given. */
export interface BeamSocketOptions extends Omit<BeamChatOptions, 'clientId'> {
  /** Goes into the URL's query as `Client-ID`. @default none */
  readonly clientId?: string | null | undefined;
}

/**
 * Reads the constructor's arguments. The official clients took two forms that do not work here.
 *
 * @throws TypeError that says what to write instead of these forms
 */
export const readConstructorArguments = (
  addresses: AddressSource,
  options: BeamSocketOptions | undefined,
): readonly [addresses: AddressSource, options: BeamChatOptions | undefined] => {
  if (isWebSocketClass(addresses) || (typeof addresses === 'function' && Array.isArray(options))) {
    throw new TypeError(
      'the first argument of BeamSocket must be the endpoints, not a WebSocket class: ' +
        'write new BeamSocket(endpoints), or new BeamSocket(endpoints, { WebSocketCtor }) for a class of your own',
    );
  }
  if (typeof options !== 'object' || options === null) return [addresses, options];
  const { automaticallyReconnect } = options as { readonly automaticallyReconnect?: unknown };
  if (automaticallyReconnect !== undefined) throw new TypeError(reconnectAdvice(automaticallyReconnect));
  const { clientId, ...others } = options;
  return [addresses, clientId === null ? others : (options as BeamChatOptions)];
};

/** The methods that the classes of `ws`, of browsers and of other implementations have in common. */
const isWebSocketClass = (value: unknown): boolean => {
  if (typeof value !== 'function') return false;
  const prototype: { send?: unknown; close?: unknown } | undefined = value.prototype;
  return typeof prototype?.send === 'function' && typeof prototype.close === 'function';
};

const reconnectAdvice = (given: unknown): string =>
  given
    ? 'there is no option "automaticallyReconnect": leave it out, since the client reconnects unless shouldReconnect says no'
    : 'there is no option "automaticallyReconnect": write shouldReconnect: () => false instead';
