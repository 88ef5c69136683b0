import { createRequire } from 'node:module';
import { installFolder } from '../kit/install-folder.js';

/** Where the packages of the servers are. */
export const HERE = new URL('./', import.meta.url);

/** Installs the servers in this folder, unless they are there. Call it before the first server starts. */
export const installForeignServers = (): Promise<void> => installFolder(HERE);

/** Loads a package of a server. It works only when the servers are installed. */
export const requireForeign: NodeJS.Require = createRequire(HERE);
