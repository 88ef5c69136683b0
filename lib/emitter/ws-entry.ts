/**
 * What the package gives as `rx-beam/lib/ws`. Apart from ws.ts, because TypeScript before 5.6 cannot read the last line:
 * package.json sends it to the types of ws.ts.
 */
export type { BeamSocketEvents } from '../ws.js';
/** What `require('rx-beam/lib/ws')` gives in Node. */
export { BeamSocket, BeamSocket as default, BeamSocket as 'module.exports' } from '../ws.js';
