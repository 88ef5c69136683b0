/** The measured process: one client does one work once. It sends its figures, or its error, to its parent. */
import { openControl } from './control.js';

const { client, work, params, ports, controlPort } = JSON.parse(process.argv[2]);

process.on('disconnect', () => process.exit(1));
const report = (message, code) => process.send(message, () => process.exit(code));
// An uncaught error of the client fails the measurement.
process.on('uncaughtException', error => report({ error: error.stack ?? String(error) }, 1));

const { create } = await import(`../clients/${client}.js`);
const { perform } = await import(`../works/${work}.js`);

const control = await openControl(controlPort);
await control.ask('reset');

/** If there are several clients, the path identifies each one for the server. */
const make = (options = {}, path = '') => {
  const urls = ports.map(port => `ws://127.0.0.1:${port}`);
  return create({ urls, path, ...options });
};

const figures = await perform({ make, control, params });
control.close();
report({ figures }, 0);
