import type { Protocol } from '../protocol/protocol.js';
import { beamWire, encodeArguments } from './codec.js';
import { meaningOf } from './refusals.js';
import { dialUrl, type UrlOptions } from './url.js';
import { isWelcome } from './welcome.js';

const HEARTBEAT = { method: 'ping' };

/** Beam's chat protocol (docs/protocol.md). */
export const beamProtocol = (options: UrlOptions & { readonly welcome?: boolean }): Protocol => ({
  // No spread, which may give each object a hidden class of its own: a process may have thousands of clients.
  frame: beamWire.frame,
  read: beamWire.read,
  welcome: options.welcome ? isWelcome : undefined,
  name: 'beam',
  url: address => dialUrl(address, options),
  firstId: 0,
  ids: 'made',
  heartbeat: HEARTBEAT,
  body: encodeArguments,
  refusal: meaningOf,
});
