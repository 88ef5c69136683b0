import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Subject } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: readonly unknown[];
}

/** A server of JSON-RPC, as Ethereum nodes speak it, on a port of 127.0.0.1. It fails when it is told to. */
export class IncidentServer {
  /** What the client answered to the calls of the server. */
  readonly answered$ = new Subject<Message>();
  /** The methods of the calls that came. */
  readonly called$ = new Subject<string>();
  /** How many dials are refused from now on. */
  refusals = 0;
  readonly #server: WebSocketServer;
  #socket: WebSocket | undefined;
  /** Key → topic, on the present connection. */
  readonly #topics = new Map<string, unknown>();
  #keys = 0;
  #requests = 0;

  private constructor() {
    this.#server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: () => {
        this.refusals -= 1;
        return this.refusals < 0;
      },
    });
    this.#server.on('connection', socket => {
      this.#socket = socket;
      this.#topics.clear();
      socket.on('message', data => this.#receive(JSON.parse(String(data)) as Message));
    });
  }

  static async listen(): Promise<IncidentServer> {
    const server = new IncidentServer();
    await once(server.#server, 'listening');
    return server;
  }

  get address(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?key=hidden`;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === 1;
  }

  topicCount(topic: unknown): number {
    return [...this.#topics.values()].filter(each => each === topic).length;
  }

  item(topic: unknown, result: unknown): void {
    for (const [key, each] of this.#topics) if (each === topic) this.#notify({ subscription: key, result });
  }

  end(topic: unknown): void {
    for (const [key, each] of this.#topics) {
      if (each !== topic) continue;
      this.#topics.delete(key);
      this.#notify({ subscription: key, error: { code: -1, message: 'out of data' } });
    }
  }

  request(method: string, params: unknown): void {
    this.#requests += 1;
    this.send(JSON.stringify({ jsonrpc: '2.0', id: `s${this.#requests}`, method, params }));
  }

  event(params: unknown): void {
    this.send(JSON.stringify({ jsonrpc: '2.0', method: 'news', params }));
  }

  /** `binary`: in a binary frame. */
  send(frame: string, binary = false): void {
    this.#socket?.send(binary ? Buffer.from(frame) : frame);
  }

  /** Breaks the connection, or closes it with a code. */
  fail(code?: number): void {
    if (code === undefined) this.#socket?.terminate();
    else this.#socket?.close(code, 'bye');
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #notify(params: object): void {
    this.send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params }));
  }

  #receive({ id, method, params = [] }: Message): void {
    if (method === undefined) return this.answered$.next({ id });
    const reply = (facts: object, binary = false) =>
      id === undefined || this.send(JSON.stringify({ jsonrpc: '2.0', id, ...facts }), binary);
    if (method === 'echo') reply({ result: params });
    else if (method === 'bytes') reply({ result: params }, true);
    else if (method === 'refuse') reply({ error: { code: 3, message: 'refused' } });
    else if (method === 'eth_unsubscribe') reply({ result: this.#topics.delete(String(params[0])) });
    else if (method === 'eth_subscribe') {
      this.#keys += 1;
      this.#topics.set(`0x${this.#keys}`, params[0]);
      reply({ result: `0x${this.#keys}` });
      this.item(params[0], 'first');
    }
    this.called$.next(method);
  }
}
