/** The process at the other end: two endpoints for clients, and one for the control line. Tells its ports to its parent. */
import { createServer } from 'node:net';
import { Connection } from './connection.js';
import { serveControl } from './control.js';
import { Hall } from './hall.js';

const ENDPOINTS = 2;
const BACKLOG = 4096;

const hall = new Hall();

const listen = onSocket =>
  new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, () => resolve(server.address().port));
  });

// Without its parent it has nobody to serve.
process.on('disconnect', () => process.exit());

const ports = await Promise.all(
  Array.from({ length: ENDPOINTS }, (_, endpoint) => listen(socket => new Connection(socket, endpoint, hall))),
);
const control = await listen(socket => serveControl(socket, request => hall.ask(request)));
process.send({ ports, control });
