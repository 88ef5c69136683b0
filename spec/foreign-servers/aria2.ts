import { spawnSync } from 'node:child_process';
import { freePort, startChild } from './child.js';
import type { Running } from './host.js';
import { relayTo } from './relay.js';

export const ARIA2_SECRET = 'open sesame';
/** The first parameter of each call. */
export const ARIA2_TOKEN = `token:${ARIA2_SECRET}`;

/** Starts the download program aria2 with its JSON-RPC server. Downloads are simulated: they write no files. */
export const startAria2 = async (port?: number): Promise<Running> => {
  const own = await freePort();
  const server = ['--enable-rpc', `--rpc-secret=${ARIA2_SECRET}`, `--rpc-listen-port=${own}`, '--disable-ipv6'];
  const others = ['--no-conf', `--stop-with-process=${process.pid}`, '--dry-run', '--max-tries=1'];
  const child = await startChild('aria2c', [...server, ...others], new RegExp(`listening on TCP port ${own}\\b`));
  return relayTo(child, own, '/jsonrpc', port);
};

/** A suite that is skipped where aria2 is missing, and says so. On CI it fails instead. */
export const describeWithAria2 = (title: string, suite: (this: Mocha.Suite) => void): void => {
  const isMissing = spawnSync('aria2c', ['--version']).error !== undefined;
  if (isMissing && !process.env['CI']) {
    describe.skip(`${title}: skipped, since aria2c is missing (apt-get install aria2)`, suite);
  } else {
    describe(title, suite);
  }
};
