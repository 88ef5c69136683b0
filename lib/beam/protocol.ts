import type { Protocol } from '../protocol/protocol.js';
import { beamWire, encodeArguments } from './codec.js';
import { dialUrl, type UrlOptions } from './url.js';

const HEARTBEAT = { method: 'ping' };

/** Beam's chat protocol (docs/protocol.md). */
export const beamProtocol = (options: UrlOptions): Protocol => ({
  ...beamWire,
  url: address => dialUrl(address, options),
  firstId: 0,
  ids: 'made',
  heartbeat: HEARTBEAT,
  body: encodeArguments,
});
