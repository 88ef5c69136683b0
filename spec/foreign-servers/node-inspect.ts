import { startChild } from './child.js';
import type { Running } from './host.js';
import { relayTo } from './relay.js';

/**
 * Starts a Node that does nothing, with its inspector, which speaks the Chrome DevTools protocol. The path of its URL is
 * another after each start.
 */
export const startNodeInspect = async (port?: number): Promise<Running> => {
  const args = ['--inspect=127.0.0.1:0', '-e', 'process.stdin.resume()'];
  const child = await startChild(process.execPath, args, /listening on ws:\/\/127\.0\.0\.1:(\d+)(\/\S+)\s/);
  const [, own, path] = child.found;
  return relayTo(child, Number(own), path, port);
};
