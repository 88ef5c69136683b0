import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

type OnUpgrade = (request: IncomingMessage, tcp: Socket, head: Buffer) => void;

/** An HTTP server that only upgrades, and enters its TCP connections in a set while they last. */
export const upgradeServer = (sockets: Set<Socket>, onUpgrade: OnUpgrade): Server => {
  const server = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'websocket' });
    response.end(JSON.stringify({ statusCode: 426, message: 'This is a WebSocket endpoint.' }));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => onUpgrade(request, socket as Socket, head));
  return server;
};

/** Keeps a connection and says nothing, until the other side has enough. */
export const hold = (tcp: Socket): void => {
  tcp.on('error', () => {});
  tcp.on('end', () => tcp.destroy());
  tcp.resume();
};

/** Answers an upgrade with a status of failure. */
export const refuseUpgrade = (tcp: Socket, status: number): void => {
  hold(tcp);
  tcp.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};
