/** The server process: two endpoints for clients, and one for control connections. Sends its ports to its parent. */
import { createServer } from 'node:net';
import { Connection } from './connection.js';
import { serveControl } from './control.js';
import { ServerState } from './server-state.js';

const ENDPOINTS = 2;
const BACKLOG = 4096;

const state = new ServerState();

const listen = onSocket =>
  new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, () => resolve(server.address().port));
  });

// Ends with its parent.
process.on('disconnect', () => process.exit());

const ports = await Promise.all(
  Array.from({ length: ENDPOINTS }, (_, endpoint) => listen(socket => new Connection(socket, endpoint, state))),
);
const control = await listen(socket => serveControl(socket, request => state.ask(request)));
process.send({ ports, control });
