/** The process that is measured: one client doing one work once. Tells its figures, or what went wrong, to its parent. */
import { openControl } from './control.js';

const { client, work, params, ports, controlPort } = JSON.parse(process.argv[2]);

process.on('disconnect', () => process.exit(1));
const tell = (message, code) => process.send(message, () => process.exit(code));
// A client that fails behind everybody's back has failed.
process.on('uncaughtException', error => tell({ error: error.stack ?? String(error) }, 1));

const { create } = await import(`../clients/${client}.js`);
const { perform } = await import(`../works/${work}.js`);

const control = await openControl(controlPort);
await control.ask('reset');

/** The path is the name by which the server knows a client, where there are several. */
const make = (options = {}, path = '') => {
  const urls = ports.map(port => `ws://127.0.0.1:${port}`);
  return create({ urls, path, ...options });
};

const figures = await perform({ make, control, params });
control.close();
tell({ figures }, 0);
