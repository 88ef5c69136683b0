import { createRequire } from 'node:module';
import { installFolder } from '../kit/install-folder.js';

const HERE = new URL('./', import.meta.url);

/** Installs the old clients in this folder, unless they are there. Only these specs need them. */
export const installOldClients = (): Promise<void> => installFolder(HERE);

export const requireOld: NodeJS.Require = createRequire(HERE);
