import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../foreign-servers/child.js';

export const NATS_USER = { user: 'ada', pass: 'open sesame' };

export interface Node {
  /** Where it speaks NATS over WebSocket. */
  readonly url: string;
  /** Kills its process. */
  kill(): Promise<void>;
}

interface NodeWithRoutes extends Node {
  /** Where the other nodes connect. */
  readonly routes: string;
}

/** What a node says when it listens: to WebSockets, and then to other nodes. */
const READY = /websocket clients on (ws:\/\/127\.0\.0\.1:\d+).*route connections on (127\.0\.0\.1:\d+)/s;

/** Every port is chosen by the system. */
const configuration = (routes: readonly string[]): string => `
listen: "127.0.0.1:-1"
websocket { listen: "127.0.0.1:-1", no_tls: true }
authorization { user: "${NATS_USER.user}", password: "${NATS_USER.pass}" }
cluster { name: "spec", listen: "127.0.0.1:-1", routes: [${routes.map(route => `"nats-route://${route}"`).join(', ')}] }
`;

const startNode = async (folder: string, name: string, routes: readonly string[]): Promise<NodeWithRoutes> => {
  const file = join(folder, `${name}.conf`);
  await writeFile(file, configuration(routes));
  const { found, stop } = await startChild('nats-server', ['--config', file], READY);
  const [, url = '', own = ''] = found;
  return { url, routes: own, kill: stop };
};

export interface Cluster {
  readonly nodes: readonly Node[];
  stop(): Promise<void>;
}

/** Starts three nodes of NATS as one cluster. */
export const startCluster = async (): Promise<Cluster> => {
  if (spawnSync('nats-server', ['--version']).error !== undefined) {
    throw new Error('these specs need nats-server: apt-get install nats-server');
  }
  const folder = await mkdtemp(join(tmpdir(), 'nats-'));
  const nodes: NodeWithRoutes[] = [];
  const stop = async () => {
    await Promise.all(nodes.map(node => node.kill()));
    await rm(folder, { recursive: true });
  };
  try {
    for (const name of ['one', 'two', 'three']) {
      const routes = nodes.map(node => node.routes);
      nodes.push(await startNode(folder, name, routes));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, stop };
};
