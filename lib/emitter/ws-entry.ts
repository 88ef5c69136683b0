/**
 * The entry point `rx-beam/lib/ws`. Separate from ws.ts, because TypeScript before 5.6 cannot read the last line:
 * package.json sends it to the types of ws.ts.
 */
export type { BeamSocketEvents, BeamSocketOptions, SocketReconnecting } from '../ws.js';
/** The last name is what `require('rx-beam/lib/ws')` returns in Node. */
export { BeamSocket, BeamSocket as default, BeamSocket as 'module.exports' } from '../ws.js';
