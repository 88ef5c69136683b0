import type { Protocol, Wire } from '../protocol/protocol.js';
import { beamWire, encodeArguments, methodPacket } from './codec.js';
import type { MethodPacket } from './packet.js';
import { dialUrl, type UrlOptions } from './url.js';

const wire = (): Wire => beamWire;

/** Beam's chat protocol (docs/protocol.md). */
export const beamProtocol = (options: UrlOptions): Protocol<MethodPacket> => ({
  url: address => dialUrl(address, options),
  firstId: 0,
  pingMethod: 'ping',
  body: encodeArguments,
  packet: methodPacket,
  wire,
});
