import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { RpcClient } from 'rx-beam';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { NatsMessage } from './nats.js';

/** A participant for whom more than this waits does not read, in bytes. */
const MAX_WAITING = 1_024 * 1_024;

/**
 * One of the processes of a chat. Each participant is connected to one of them, at `/chat/<channel>`. What he says goes to the
 * subject of his channel, and from there to every process that has a participant in it, also to this one.
 */
export const serveChat = (bus: RpcClient, http: Server): WebSocketServer => {
  const sockets = new WebSocketServer({ server: http, maxPayload: 4_096 });
  sockets.on('connection', (socket, { url = '' }) => {
    const [, channel] = /^\/chat\/(\d{1,10})$/.exec(url) ?? [];
    socket.on('error', () => socket.terminate());
    if (channel === undefined) socket.close(4404, 'there is no such channel');
    else join(bus, socket, `chat.${channel}`);
  });
  return sockets;
};

const join = (bus: RpcClient, socket: WebSocket, subject: string): void => {
  // All participants of a channel share one subscription on the wire. It ends when the last of them leaves.
  const heard = bus.subscribe$<NatsMessage>(`SUB ${subject}`).subscribe({
    next: ({ data }) => tell(socket, data),
    error: () => socket.close(1011, 'the channel is not available'),
  });
  socket.on('close', () => heard.unsubscribe());
  socket.on('message', text =>
    say(bus, subject, text).catch(() => tell(socket, { error: 'not sent', text: String(text) })),
  );
};

/** The process that got a message gives it its id, so that nobody shows it twice. */
const say = (bus: RpcClient, subject: string, text: RawData): Promise<unknown> =>
  bus.call(subject, { id: randomUUID(), text: String(text) }, { noReply: true });

const tell = (socket: WebSocket, value: unknown): void => {
  if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
  else socket.send(JSON.stringify(value));
};
