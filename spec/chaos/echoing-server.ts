import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A call of `auth` that the server received, and the ways to answer it. */
export interface AuthCall {
  readonly args: readonly unknown[];
  refuse(error: unknown): void;
  /** Sends a text frame as it is. */
  say(text: string): void;
  close(reason: string): void;
}

/** A WebSocket server that sends a welcome and lets the spec answer `auth`. */
export class EchoingServer {
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
  }

  static async listen(onAuth: (call: AuthCall) => void): Promise<EchoingServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', socket => {
      socket.send('{"type":"event","event":"WelcomeEvent"}');
      socket.on('message', data => onAuth(authCall(socket, String(data))));
    });
    await once(server, 'listening');
    return new EchoingServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

const authCall = (socket: WebSocket, text: string): AuthCall => {
  const { id, arguments: args } = JSON.parse(text) as { id: number; arguments: unknown[] };
  return {
    args,
    refuse: error => socket.send(JSON.stringify({ type: 'reply', id, error, data: null })),
    say: frame => socket.send(frame),
    close: reason => socket.close(4001, reason),
  };
};
