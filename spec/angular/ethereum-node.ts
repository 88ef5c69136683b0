import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: readonly unknown[];
  readonly result?: unknown;
}

/** A server of JSON-RPC on 127.0.0.1 with subscriptions, for the specs of rx-beam/angular. */
export class EthereumNode {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  /** What the clients sent. */
  readonly messages: Message[] = [];
  connections = 0;

  constructor() {
    this.#server.on('connection', socket => {
      this.connections += 1;
      socket.on('message', data => {
        const message = JSON.parse(String(data)) as Message;
        this.messages.push(message);
        const { id, method, params } = message;
        if (method === undefined || id === undefined) return;
        const said = method === 'eth_subscribe' ? subscribed(params) : { result: params ?? null };
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...said }));
      });
    });
  }

  static async listen(): Promise<EthereumNode> {
    const node = new EthereumNode();
    await once(node.#server, 'listening');
    return node;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends a message to every client. */
  say(message: object): void {
    for (const client of this.#server.clients) client.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  /** Sends an item of the subscription of that kind. */
  item(kind: string, result: unknown): void {
    this.say({ method: 'eth_subscription', params: { subscription: `key of ${kind}`, result } });
  }

  /** Breaks every connection; the clients may connect again. */
  drop(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

const subscribed = ([kind]: readonly unknown[] = []): object =>
  kind === 'refused' ? { error: { code: -32602, message: 'unknown kind' } } : { result: `key of ${String(kind)}` };

/** A node for each spec of the suite, which it closes afterwards, with what else is to be closed. */
export const onNode = () => {
  let node: EthereumNode | undefined;
  const closables: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    node = await EthereumNode.listen();
  });
  afterEach(async () => {
    await Promise.all(closables.splice(0).map(each => each.close()));
    await node?.close();
  });
  return {
    get node(): EthereumNode {
      if (node === undefined) throw new Error('there is no node outside of a spec');
      return node;
    },
    with<T extends { close(): Promise<void> }>(closable: T): T {
      closables.push(closable);
      return closable;
    },
  };
};
