import { createRequire } from 'node:module';
import { INSTALL_DEADLINE, installFolder } from '../kit/install-folder.js';

/** Where the packages of the servers are. */
export const HERE = new URL('./', import.meta.url);

/** Installs the servers in this folder, unless they are there, before the specs of a suite. */
export const useForeignServers = (): void => {
  before(async function () {
    this.timeout(INSTALL_DEADLINE);
    await installFolder(HERE);
  });
};

/** Loads a package of a server. It works only when the servers are installed. */
export const requireForeign: NodeJS.Require = createRequire(HERE);
