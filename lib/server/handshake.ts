import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

type OnUpgrade = (request: IncomingMessage, tcp: Socket, head: Buffer) => void;

/** Creates an HTTP server that only upgrades. It keeps `sockets` filled with its open TCP connections. */
export const createUpgradeServer = (sockets: Set<Socket>, onUpgrade: OnUpgrade): Server => {
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

/** Keeps a connection open without answering, until the client ends it. */
export const holdOpen = (tcp: Socket): void => {
  tcp.on('error', () => {});
  tcp.on('end', () => tcp.destroy());
  tcp.resume();
};

/** Answers an upgrade request with an HTTP error, whose body tells the reason if there is one. */
export const rejectUpgrade = (tcp: Socket, status: number, message?: string): void => {
  const body = message === undefined ? '' : JSON.stringify({ statusCode: status, message });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Connection: close',
    ...(message === undefined ? [] : ['Content-Type: application/json; charset=utf-8']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  holdOpen(tcp);
  tcp.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
