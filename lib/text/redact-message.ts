import { MAY_HIDE, redactAddress } from './redact-address.js';

/** A WebSocket URL within a text: up to a blank, a quote or an angle bracket, without the punctuation that follows it. */
const WEB_SOCKET_URL = /\bwss?:\/\/[^\s"'`<>]*[^\s"'`<>.,:;!)]/gi;

/**
 * A message whose addresses are redacted (R26): `address`, however it is written, and every WebSocket URL, since the
 * runtime's own errors may quote the URL that was dialled.
 */
export const redactMessage = (message: string, address?: string): string => {
  if (!MAY_HIDE.test(message)) return message;
  // A function, since `$&` in a replacement text has a meaning.
  const withoutOwn = address ? message.replaceAll(address, () => redactAddress(address)) : message;
  return withoutOwn.replaceAll(WEB_SOCKET_URL, redactAddress);
};
