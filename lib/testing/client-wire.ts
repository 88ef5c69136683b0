import type { Protocol, Wire } from '../index.js';

/** What reads and writes the client's frames, as the client makes it for a connection. */
export const clientWireOf = (protocol: Protocol): Wire =>
  'wire' in protocol && protocol.wire !== undefined ? protocol.wire() : (protocol as Wire);
